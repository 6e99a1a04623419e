import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { locate } from "../overlay/esbuild/resolve.mjs";
import { buildStyle } from "../overlay/esbuild/styles.mjs";
import { NODE_MODULES, toyBench, write } from "./helpers.mjs";

const PRODUCTION = { production: true };

async function style(t, source, { files = {}, name = "toy.bundle.scss", options = PRODUCTION } = {}) {
	const bench = toyBench(t, files);
	const file = write(path.join(bench.publicDir("toy"), "css", name), source);
	return buildStyle(bench, file, options);
}

test("Sass is compiled, made small and mirrored", async (t) => {
	const { ltr, rtl } = await style(t, "$c: #ff0000; .a { .b { margin-left: 1px; color: $c } }");
	assert.equal(ltr.trim(), ".a .b{margin-left:1px;color:red}");
	assert.equal(rtl.trim(), ".a .b{margin-right:1px;color:red}");
});

test("@import finds files of apps, of packages with and without ~, and beside the file", async (t) => {
	const source = `
		@import "frappe/public/scss/base";
		@import "~bootstrap/scss/functions";
		@import "bootstrap/scss/variables";
		@import "./near";
		.toy { color: $base; width: $near; margin: $spacer }`;
	const files = { "frappe/frappe/public/scss/base.scss": "$base: blue;", "toy/toy/public/css/_near.scss": "$near: 3px;" };
	const { ltr } = await style(t, source, { files });
	assert.equal(ltr.trim(), ".toy{color:#00f;width:3px;margin:1rem}");
});

test("plain CSS that is imported becomes part of the bundle", async (t) => {
	const { ltr } = await style(t, '@import "frappe/public/css/old.css"; .b { top: 0 }', {
		files: { "frappe/frappe/public/css/old.css": ".old{top:1px}" },
	});
	assert.match(ltr, /\.old\{top:1px\}/);
	assert.doesNotMatch(ltr, /@import/);
});

test("addresses below /assets and of other hosts stay, files beside the style sheet are embedded", async (t) => {
	const source = '.a { background: url("/assets/frappe/images/x.png") } .b { background: url("dot.svg") } .c { background: url(data:,x) }';
	const { ltr } = await style(t, source, { name: "toy.bundle.css", files: { "toy/toy/public/css/dot.svg": "<svg/>" } });
	assert.match(ltr, /url\(\/assets\/frappe\/images\/x\.png\)/);
	assert.match(ltr, /url\(.?data:image\/svg\+xml/);
	assert.match(ltr, /url\(data:,x\)/);
});

test("a picture that does not exist is left as it was written, as the Desk's own styles expect", async (t) => {
	const { ltr } = await style(t, '.a { background: url("images/none.png") }');
	assert.match(ltr, /images\/none\.png/);
});

test("development styles have a source map, production styles have none", async (t) => {
	const { ltr, rtl } = await style(t, ".a { top: 0 }", { options: { production: false } });
	assert.match(ltr, /sourceMappingURL=data:application\/json/);
	assert.doesNotMatch(rtl, /sourceMappingURL/);
	assert.doesNotMatch((await style(t, ".a { top: 0 }")).ltr, /sourceMappingURL/);
});

test("a missing import names the file that asks for it", async (t) => {
	await assert.rejects(style(t, '@import "frappe/public/scss/nowhere";'), /nowhere/);
});

test("a package is looked for in the framework's packages also for another app", (t) => {
	const bench = toyBench(t);
	assert.equal(locate(bench, "~quill/dist/quill.core"), path.join(bench.nodeModules[0], "quill/dist/quill.core"));
	assert.ok(NODE_MODULES && bench.nodeModules.length === 1);
	assert.equal(locate(bench, "no-such-package/x"), null);
});
