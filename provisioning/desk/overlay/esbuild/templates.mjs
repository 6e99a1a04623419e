// import "./name.html" registers frappe.templates["name"].
import fs from "node:fs";
import path from "node:path";

const LETTERS = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", 0: "\0" };

/**
 * The text of a template as the Desk expects it: without comments, white space run together, and escapes resolved.
 * The templates are written as if they stood in a JavaScript string, so that `\'` means `'`; left as it is, it ends up
 * in generated code and takes the whole template (the timeline of a form, for one) with it.
 */
export function templateText(html) {
	return html
		.replace(/<!--[\s\S]*?-->/g, "")
		.replace(/\s+/g, " ")
		.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/g, (_, unicode, latin, letter) =>
			letter === undefined ? String.fromCharCode(parseInt(unicode ?? latin, 16)) : LETTERS[letter] ?? letter
		);
}

/** esbuild plugin for `.html` files. */
export function htmlTemplates() {
	return {
		name: "html-templates",
		setup(build) {
			build.onLoad({ filter: /\.html$/ }, async ({ path: file }) => {
				const text = templateText(await fs.promises.readFile(file, "utf8"));
				const name = path.basename(file, ".html");
				return {
					contents: `frappe.templates[${JSON.stringify(name)}] = ${JSON.stringify(text)};`,
					loader: "js",
					watchFiles: [file],
				};
			});
		},
	};
}
