import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import vm from "node:vm";
import { templateText } from "../overlay/esbuild/templates.mjs";
import { build, built, FRAMEWORK, toyBench } from "./helpers.mjs";

function microtemplate() {
	const problems = [];
	const sandbox = {
		frappe: { templates: {}, utils: { get_random: () => "abc" }, dom: {} },
		console: { log: (text) => problems.push(text), warn: () => {} },
		window: {},
		$: Object.assign(() => {}, { extend: Object.assign }),
	};
	const source = fs.readFileSync(path.join(FRAMEWORK, "public/js/frappe/microtemplate.js"), "utf8");
	vm.runInNewContext(source, sandbox);
	return { compile: sandbox.frappe.template.compile, problems };
}

function templatesOf(folder) {
	return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(folder, entry.name);
		if (entry.isDirectory()) return ["dist", "node_modules"].includes(entry.name) ? [] : templatesOf(file);
		return entry.name.endsWith(".html") ? [file] : [];
	});
}

test("white space runs together and comments go", () => {
	assert.equal(templateText("<p>\n\t a  b <!-- not\n this --></p>"), "<p> a b </p>");
});

test("escapes mean what they mean in a string of JavaScript", () => {
	assert.equal(templateText(String.raw`\'a\' \"b\" \`c\` \\ \u0041 \x42`), "'a' \"b\" `c` \\ A B");
});

test("a template becomes an entry of frappe.templates, and backquotes and ${} in it stay text", async (t) => {
	const bench = toyBench(t, {
		"toy/toy/public/row.html": "<b>`${name}`</b>",
		"toy/toy/public/toy.bundle.js": 'import "./row.html";',
	});
	await build(bench, "--apps", "toy");
	const frappe = { templates: {} };
	vm.runInNewContext(built(bench, "toy.bundle.js"), { frappe });
	assert.equal(frappe.templates.row, "<b>`${name}`</b>");
});

test("every template of the framework compiles", { skip: !FRAMEWORK }, () => {
	const files = templatesOf(path.join(FRAMEWORK, "public"));
	assert.ok(files.length > 20, `only ${files.length} templates found`);
	const { compile, problems } = microtemplate();
	for (const file of files) {
		const compiled = compile(templateText(fs.readFileSync(file, "utf8")), path.basename(file));
		assert.equal(typeof compiled, "function", `${file}\n${problems.join("\n")}`);
	}
});

test("the timeline's template, with its escaped quotes, compiles only because they are resolved", { skip: !FRAMEWORK }, () => {
	const file = path.join(FRAMEWORK, "public/js/frappe/form/templates/timeline_message_box.html");
	const source = fs.readFileSync(file, "utf8");
	assert.match(source, /\\'/);
	const { compile } = microtemplate();
	assert.equal(typeof compile(source, "raw"), "undefined");
	assert.equal(typeof compile(templateText(source), "resolved"), "function");
});
