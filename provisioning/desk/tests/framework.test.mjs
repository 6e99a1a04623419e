// The builder against the framework itself.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import esbuild from "esbuild";
import { findBundles } from "../overlay/esbuild/app_builder.mjs";
import { REPLACEMENTS, withoutOutsideHosts } from "../overlay/esbuild/offline.mjs";
import { scriptOptions } from "../overlay/esbuild/scripts.mjs";
import { FRAMEWORK, frameworkBench, NODE_MODULES, OVERLAY } from "./helpers.mjs";

const skip = !FRAMEWORK;
// what provisioning/desk/sources.py counts as a source, relative to the framework's package
const COUNTED = (process.env.DESK_SOURCES ?? "").split(":").filter(Boolean);

test("every script bundle of the framework is built, from files that count as sources", { skip }, async (t) => {
	const bench = frameworkBench(t);
	const home = path.join(bench.checkout("frappe"), "frappe");
	const entries = findBundles(bench.publicDir("frappe")).filter((file) => file.endsWith(".js"));
	assert.ok(entries.length > 20, `only ${entries.length} bundles found`);
	const { metafile } = await esbuild.build({ ...scriptOptions(bench, "frappe", entries, { production: true }), write: false });
	const outputs = Object.values(metafile.outputs);
	assert.equal(outputs.filter(({ entryPoint }) => entryPoint).length, entries.length);
	assert.equal(outputs.length, entries.length, "a style sheet fell out of a script bundle: no page would load it");
	for (const input of Object.keys(metafile.inputs)) {
		const file = path.resolve(bench.root, input);
		if (!file.startsWith(`${home}/`)) continue; // a package, or a stand-in of ours
		const inside = path.relative(home, file);
		assert.ok(COUNTED.some((folder) => inside.startsWith(`${folder}/`)), `${inside} is not counted as a source of the Desk`);
	}
});

test("each outside address is where it is expected, and nothing of it is left", { skip }, () => {
	for (const { file, from, to } of REPLACEMENTS) {
		const name = path.join(FRAMEWORK, "public/js", file);
		// the folder may have any name on this machine; the rule goes by the path inside the framework
		const text = withoutOutsideHosts(`/apps/frappe/frappe/public/js/${file}`, fs.readFileSync(name, "utf8"));
		assert.ok(!text.includes(from) && text.includes(to), file);
	}
});

test("an outside address that moved fails the build", () => {
	assert.throws(() => withoutOutsideHosts("/x/frappe/public/js/frappe/utils/utils.js", "nothing"), /no longer in this file/);
});

test("no script of the Desk names a host for flags or map tiles that was not exchanged", { skip }, () => {
	const known = new Set(REPLACEMENTS.map(({ file }) => file));
	const folder = path.join(FRAMEWORK, "public/js");
	const found = fs
		.readdirSync(path.join(folder, "frappe"), { recursive: true })
		.filter((name) => /\.(js|vue|html)$/.test(name))
		.filter((name) => /flagcdn\.com|tile\.openstreetmap/.test(fs.readFileSync(path.join(folder, "frappe", name), "utf8")))
		.map((name) => `frappe/${name}`);
	assert.deepEqual(found.filter((name) => !known.has(name)), []);
});

test("every country that the framework knows has a flag here", { skip }, () => {
	const countries = JSON.parse(fs.readFileSync(path.join(FRAMEWORK, "geo/country_info.json"), "utf8"));
	const codes = Object.values(countries).map(({ code }) => code).filter(Boolean);
	const missing = codes.filter((code) => !fs.existsSync(path.join(NODE_MODULES, "flag-icons/flags/4x3", `${code.toLowerCase()}.svg`)));
	assert.ok(codes.length > 200);
	assert.deepEqual(missing, []);
});

test("files that pages load from the packages are there", { skip }, () => {
	for (const file of ["js-sha256/build/sha256.min.js", "qz-tray/qz-tray.js", "ace-builds/src-min-noconflict/ace.js", "ace-builds/src-noconflict/ace.js"]) {
		assert.ok(fs.existsSync(path.join(NODE_MODULES, file)), file);
	}
});

test("the style sheet of a Website Theme can be compiled, and errors go to stderr", { skip }, async (t) => {
	const bench = frameworkBench(t);
	const out = path.join(bench.root, "theme.css");
	const compile = (scss) =>
		spawnSync(process.execPath, [path.join(OVERLAY, "generate_bootstrap_theme.js"), out, scss], {
			encoding: "utf8",
			env: { ...process.env, FRAPPE_BENCH_ROOT: bench.root },
		});
	const done = compile('$primary: #ff0000;\\n@import "frappe/public/scss/website";');
	assert.equal(done.stderr, "");
	assert.match(fs.readFileSync(out, "utf8"), /\.btn-primary/);
	const failed = compile("a { b: $nothing }");
	assert.equal(failed.status, 1);
	assert.match(failed.stderr, /Undefined variable/);
});
