import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { assetMap, build, buildCommand, built, eventually, startBuild, toyBench, write } from "./helpers.mjs";

const TOY = {
	"frappe/frappe/public/js/desk.bundle.js": "window.desk = 1;",
	"toy/toy/public/js/toy.bundle.js": 'import { word } from "toy/public/js/word"; window.toy = word;',
	"toy/toy/public/js/word.js": 'export const word = "hello";',
	"toy/toy/public/scss/toy.bundle.scss": ".toy { left: 0 }",
};
const source = (bench, file) => path.join(bench.root, "apps", file);

test("every bundle is in the map, and the map names files that exist", async (t) => {
	const bench = toyBench(t, TOY);
	await build(bench, "--production");
	const map = assetMap(bench);
	assert.deepEqual(Object.keys(map), ["desk.bundle.js", "toy.bundle.css", "toy.bundle.js"]);
	assert.deepEqual(Object.keys(assetMap(bench, "assets-rtl.json")), ["rtl_toy.bundle.css"]);
	for (const address of Object.values(map)) assert.match(address, /^\/assets\/(frappe|toy)\/dist\/(js|css)\/[a-z]+\.bundle\.[0-9A-Z]{8}\.(js|css)$/);
	assert.match(built(bench, "toy.bundle.js"), /hello/);
	assert.equal(built(bench, "rtl_toy.bundle.css", "assets-rtl.json").trim(), ".toy{right:0}");
});

test("production bundles have no source map, development bundles have", async (t) => {
	const bench = toyBench(t, TOY);
	await build(bench, "--production");
	assert.doesNotMatch(built(bench, "toy.bundle.js"), /sourceMappingURL/);
	await build(bench);
	assert.match(built(bench, "toy.bundle.js"), /sourceMappingURL/);
});

test("the same sources give the same names", async (t) => {
	const [one, two] = [toyBench(t, TOY), toyBench(t, TOY)];
	await build(one, "--production");
	await build(two, "--production");
	assert.deepEqual(assetMap(one), assetMap(two));
});

test("building one app keeps the bundles of the others", async (t) => {
	const bench = toyBench(t, TOY);
	await build(bench);
	const before = assetMap(bench);
	write(source(bench, "toy/toy/public/js/word.js"), 'export const word = "other";');
	await build(bench, "--apps", "toy");
	const after = assetMap(bench);
	assert.equal(after["desk.bundle.js"], before["desk.bundle.js"]);
	assert.notEqual(after["toy.bundle.js"], before["toy.bundle.js"]);
});

test("the bundles of the last build stay for open pages, older ones go", async (t) => {
	const bench = toyBench(t, TOY);
	const names = [];
	for (const word of ["one", "two", "three"]) {
		write(source(bench, "toy/toy/public/js/word.js"), `export const word = "${word}";`);
		await build(bench, "--production", "--apps", "toy");
		names.push(path.basename(assetMap(bench)["toy.bundle.js"]));
	}
	const left = fs.readdirSync(path.join(bench.publicDir("toy"), "dist", "js")).sort();
	assert.deepEqual(left, names.slice(1).sort());
});

test("a bundle that cannot be built fails the command and leaves the old ones in use", async (t) => {
	const bench = toyBench(t, TOY);
	await build(bench);
	const before = assetMap(bench);
	write(source(bench, "toy/toy/public/js/word.js"), "export const word = ;");
	await assert.rejects(build(bench), /word\.js:1/);
	assert.deepEqual(assetMap(bench)["toy.bundle.js"], before["toy.bundle.js"]);
	assert.match(built(bench, "toy.bundle.js"), /hello/);
});

test("a deleted bundle leaves the map", async (t) => {
	const bench = toyBench(t, TOY);
	await build(bench);
	fs.rmSync(source(bench, "toy/toy/public/scss/toy.bundle.scss"));
	await build(bench);
	assert.deepEqual(Object.keys(assetMap(bench)), ["desk.bundle.js", "toy.bundle.js"]);
	assert.deepEqual(assetMap(bench, "assets-rtl.json"), {});
});

test("a map that was cut off is written again", async (t) => {
	const bench = toyBench(t, TOY);
	write(path.join(bench.assets, "assets.json"), '{"desk');
	await build(bench);
	assert.equal(Object.keys(assetMap(bench)).length, 3);
});

test("single bundles can be built, as the framework asks for missing ones", async (t) => {
	const bench = toyBench(t, TOY);
	await build(bench, "--files", "toy/toy.bundle.css");
	assert.deepEqual(Object.keys(assetMap(bench)), ["toy.bundle.css"]);
});

test("the flags of frappe build are understood, unknown ones are passed over", async (t) => {
	const bench = toyBench(t, TOY);
	await build(bench, "--apps", "frappe,toy", "--skip_frappe", "--run-build-command", "--save-metafiles", "--from-the-future");
	assert.deepEqual(Object.keys(assetMap(bench)), ["toy.bundle.css", "toy.bundle.js"]);
	const metafile = JSON.parse(fs.readFileSync(path.join(bench.root, "logs/metafile-toy.json"), "utf8"));
	assert.ok(metafile.inputs["apps/toy/toy/public/js/word.js"]);
});

test("bundles that are there already can be taken over without building", async (t) => {
	const bench = toyBench(t, TOY);
	await build(bench);
	const before = [assetMap(bench), assetMap(bench, "assets-rtl.json")];
	fs.rmSync(bench.assets, { recursive: true });
	await build(bench, "--using-cached");
	assert.deepEqual([assetMap(bench), assetMap(bench, "assets-rtl.json")], before);
});

test("an app that is not in the bench is refused by name", async (t) => {
	await assert.rejects(build(toyBench(t, TOY), "--apps", "nosuch"), /'nosuch' is not an app of this bench: sites\/apps\.txt names frappe, toy\./);
});

test("a bench without apps.txt is told what is missing", async (t) => {
	const bench = toyBench(t);
	fs.rmSync(path.join(bench.sites, "apps.txt"));
	await assert.rejects(build(bench), /apps\.txt is missing/);
});

test("code outside the public folder finds packages, as the web site's code highlighter does", async (t) => {
	const bench = toyBench(t, {
		"toy/toy/website/highlight.js": 'import hljs from "highlight.js/lib/core"; window.hljs = hljs;',
		"toy/toy/public/toy.bundle.js": 'import "../website/highlight.js";',
	});
	await build(bench, "--apps", "toy");
	assert.match(built(bench, "toy.bundle.js"), /highlight/);
});

test("an app's own front end is built by its own command, and a failure of it is a failure", async (t) => {
	const bench = toyBench(t, { ...TOY, "toy/package.json": '{"scripts": {"build": "node -e \\"process.exit(3)\\""}}' });
	await build(bench, "--apps", "toy");
	await assert.rejects(build(bench, "--apps", "toy", "--run-build-command"), /toy: 'npm run build' failed/);
});

test("a real folder in the place of a link is left alone", async (t) => {
	const bench = toyBench(t, TOY);
	write(path.join(bench.assets, "toy", "mine.txt"), "mine");
	await build(bench);
	assert.equal(fs.readFileSync(path.join(bench.assets, "toy", "mine.txt"), "utf8"), "mine");
});

test("the command ends with 0 when all is built, and with 1 and the reason when not", (t) => {
	const bench = toyBench(t, TOY);
	const done = buildCommand(bench, "--production");
	assert.equal(done.status, 0, done.stderr);
	assert.match(done.stdout, /toy: 2 bundles in/);
	write(source(bench, "toy/toy/public/js/word.js"), "export const word = ;");
	write(source(bench, "toy/toy/public/scss/toy.bundle.scss"), ".a { color: $nothing }");
	const failed = buildCommand(bench);
	assert.equal(failed.status, 1);
	assert.match(failed.stderr, /toy: the bundles could not be built/);
	assert.match(failed.stderr, /word\.js:1/);
	assert.match(failed.stderr, /Undefined variable/);
});

test("watching builds again what changed, and goes on after an error", async (t) => {
	const bench = toyBench(t, TOY);
	const watching = startBuild(t, bench, "--watch");
	await eventually(() => watching.output().includes("Watching"), "the first build");
	const edit = (text) => write(source(bench, "toy/toy/public/js/word.js"), text);

	edit('export const word = "changed";');
	await eventually(() => built(bench, "toy.bundle.js").includes("changed"), "the second build");
	edit("export const word = ;");
	await eventually(() => watching.output().includes("Unexpected"), "the error");
	edit('export const word = "repaired";');
	await eventually(() => built(bench, "toy.bundle.js").includes("repaired"), "the third build");

	write(source(bench, "toy/toy/public/scss/toy.bundle.scss"), ".toy { left: 7px }");
	await eventually(() => built(bench, "toy.bundle.css").includes("7px"), "the new style");
	write(source(bench, "toy/toy/public/fresh/fresh.bundle.js"), "window.fresh = 1;");
	await eventually(() => assetMap(bench)["fresh.bundle.js"], "a new bundle in a new folder");

	watching.kill("SIGTERM");
	assert.equal(await watching.ended, 0);
});
