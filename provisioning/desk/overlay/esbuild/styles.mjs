// Style sheets: Sass or CSS in, plain CSS out, with a mirrored copy for languages that are written from the right.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import autoprefixer from "autoprefixer";
import esbuild from "esbuild";
import postcss from "postcss";
import rtlcss from "rtlcss";
import * as sass from "sass";
import { locate, sassImporter } from "./resolve.mjs";

const EMBEDDED = [".woff", ".woff2", ".ttf", ".eot", ".otf", ".svg", ".png", ".gif", ".jpg"];
/** Fonts and pictures that are named by a relative path become part of the bundle. */
export const EMBEDDING = Object.fromEntries(EMBEDDED.map((ending) => [ending, "dataurl"]));

/** Options for every call of Sass: where imports are looked for; warnings about other people's code are not shown. */
export function sassOptions(bench, more = {}) {
	return { importers: [sassImporter(bench)], quietDeps: true, logger: sass.Logger.silent, ...more };
}

/** esbuild plugin: `@import` of CSS files of apps and packages is inlined; addresses like /assets/… stay as they are. */
function cssImports(bench) {
	return {
		name: "css-imports",
		setup(build) {
			build.onResolve({ filter: /.*/ }, ({ path: spec, kind, resolveDir }) => {
				if (kind !== "import-rule" && kind !== "url-token") return undefined;
				if (/^([a-z]+:|\/|#)/i.test(spec)) return { path: spec, external: true };
				if (spec.startsWith(".")) return undefined;
				const candidates = [locate(bench, spec), path.join(resolveDir, spec.replace(/[?#].*$/, ""))];
				const file = candidates.find((candidate) => candidate && fs.existsSync(candidate));
				if (file) return { path: file };
				return kind === "url-token" ? { path: spec, external: true } : undefined;
			});
		},
	};
}

/** Resolve every `@import` and relative `url()` in a piece of CSS that stands in `file`. */
export async function flattenCss(bench, contents, file, { sourcemap = false } = {}) {
	const { outputFiles } = await esbuild.build({
		stdin: { contents, resolveDir: path.dirname(file), sourcefile: file, loader: "css" },
		bundle: true,
		write: false,
		logLevel: "silent",
		sourcemap: sourcemap && "inline",
		plugins: [cssImports(bench)],
		loader: EMBEDDING,
	});
	return outputFiles[0].text;
}

/** Make a style sheet small. */
export async function minifyCss(css) {
	return (await esbuild.transform(css, { loader: "css", minify: true, logLevel: "silent" })).code;
}

function compile(bench, file, sourcemap) {
	if (file.endsWith(".css")) return fs.readFileSync(file, "utf8");
	const done = sass.compile(
		file,
		sassOptions(bench, { loadPaths: [path.dirname(file)], sourceMap: sourcemap, sourceMapIncludeSources: sourcemap })
	);
	if (!sourcemap) return done.css;
	const map = Buffer.from(JSON.stringify(done.sourceMap)).toString("base64");
	return `${done.css}\n/*# sourceMappingURL=data:application/json;base64,${map} */`;
}

/** Build one style sheet. Returns `{ ltr, rtl }`: minified for production, with inline source maps otherwise. */
export async function buildStyle(bench, file, { production }) {
	const flat = await flattenCss(bench, compile(bench, file, !production), file, { sourcemap: !production });
	const ltr = (await postcss([autoprefixer]).process(flat, { from: file, map: production ? false : { inline: true } })).css;
	const rtl = rtlcss.process(ltr.replace(/\/\*# sourceMappingURL=[^*]*\*\//, ""));
	return production ? { ltr: await minifyCss(ltr), rtl: await minifyCss(rtl) } : { ltr, rtl };
}
