// Vue 3 single-file components. Their styles are added to the page when the bundle runs.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as sfc from "@vue/compiler-sfc";
import * as sass from "sass";
import { flattenCss, minifyCss, sassOptions } from "./styles.mjs";

/** The component's identity: stable between machines, because it is made from the path inside the bench. */
export function componentId(bench, file) {
	return createHash("sha256").update(bench.relative(file)).digest("hex").slice(0, 8);
}

function refuse(errors) {
	if (errors.length) throw new AggregateError(errors, errors.map(String).join("\n"));
}

function compileScript(descriptor, part) {
	if (!descriptor.script && !descriptor.scriptSetup) return { code: "const __sfc = {};", loader: "js" };
	const script = sfc.compileScript(descriptor, {
		id: part.id,
		isProd: part.production,
		inlineTemplate: Boolean(descriptor.scriptSetup),
		genDefaultAs: "__sfc",
		templateOptions: { compilerOptions: { scopeId: part.scopeId } },
	});
	return { code: script.content, bindings: script.bindings, loader: script.lang === "ts" ? "ts" : "js" };
}

function compileTemplate(descriptor, part, bindings) {
	// a <script setup> carries its template inside
	if (!descriptor.template || descriptor.scriptSetup) return "";
	const template = sfc.compileTemplate({
		source: descriptor.template.content,
		filename: part.file,
		id: part.id,
		scoped: Boolean(part.scopeId),
		slotted: descriptor.slotted,
		isProd: part.production,
		compilerOptions: { scopeId: part.scopeId, bindingMetadata: bindings },
	});
	refuse(template.errors);
	return `${template.code.replace(/^export (function render)/m, "$1")}\n__sfc.render = render;`;
}

async function compileStyleBlock(bench, block, part) {
	let source = block.content;
	if (block.lang === "scss" || block.lang === "sass") {
		const syntax = block.lang === "sass" ? "indented" : "scss";
		source = sass.compileString(source, sassOptions(bench, { url: pathToFileURL(part.file), syntax })).css;
	}
	const style = sfc.compileStyle({
		source,
		filename: part.file,
		id: `data-v-${part.id}`,
		scoped: block.scoped,
		isProd: part.production,
	});
	refuse(style.errors);
	// block by block: an @import must stay on top of its own block
	return flattenCss(bench, style.code, part.file);
}

function styleCode(css, id) {
	const text = JSON.stringify(css);
	return `{const s=document.createElement("style");s.dataset.vue=${JSON.stringify(id)};s.textContent=${text};document.head.append(s);}`;
}

/** Compile a component. Returns `{ code, loader }` for esbuild; throws with the compiler's messages. */
export async function compileComponent(bench, file, source, { production = false } = {}) {
	const { descriptor, errors } = sfc.parse(source, { filename: file });
	refuse(errors);
	const id = componentId(bench, file);
	const scopeId = descriptor.styles.some((style) => style.scoped) ? `data-v-${id}` : undefined;
	const part = { file, id, scopeId, production };
	const { code, bindings, loader } = compileScript(descriptor, part);
	const blocks = [];
	for (const block of descriptor.styles) blocks.push(await compileStyleBlock(bench, block, part));
	const css = blocks.join("");
	const lines = [code, compileTemplate(descriptor, part, bindings)];
	if (scopeId) lines.push(`__sfc.__scopeId = ${JSON.stringify(scopeId)};`);
	if (css) lines.push(styleCode(production ? await minifyCss(css) : css, id));
	lines.push(`__sfc.__file = ${JSON.stringify(bench.relative(file))};`, "export default __sfc;");
	return { code: lines.filter(Boolean).join("\n"), loader };
}

/** The last result of each component whose files are all in it: while watching, most of them have not changed. */
class Cache {
	constructor() {
		this.results = new Map();
	}

	async get(file, compile) {
		const { mtimeMs, size } = await fs.promises.stat(file);
		const known = this.results.get(file);
		if (known?.mtimeMs === mtimeMs && known.size === size) return known.result;
		const source = await fs.promises.readFile(file, "utf8");
		const result = await compile(source);
		if (!/@import|@use|\ssrc=/.test(source)) this.results.set(file, { mtimeMs, size, result });
		return result;
	}
}

/** esbuild plugin for `.vue` files. */
export function vueComponents(bench, { production }) {
	const cache = new Cache();
	const load = async (file) => {
		const compile = (source) => compileComponent(bench, file, source, { production });
		const { code, loader } = await cache.get(file, compile);
		return { contents: code, loader, resolveDir: path.dirname(file) };
	};
	return {
		name: "vue-components",
		setup(build) {
			build.onLoad({ filter: /\.vue$/ }, ({ path: file }) =>
				load(file).catch((error) => ({ errors: [{ text: error.message, location: { file: bench.relative(file) } }] }))
			);
		},
	};
}
