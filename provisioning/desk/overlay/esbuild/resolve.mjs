// Finds the file that an import names, by the three spellings in use:
//   "frappe/public/…"   a file of an app          (scripts and styles)
//   "~package/…"        an npm package            (styles)
//   "package/…"         an npm package            (scripts and styles)
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const SHIMS = fileURLToPath(new URL("../shims", import.meta.url));
const SCRIPT_ENDINGS = ["", ".js", ".ts", ".vue", ".json", "/index.js", "/index.ts"];

// npm packages that differ from the forks the Desk was written for, and the local module that makes up for it
const SHIMMED = {
	"air-datepicker/dist/js/datepicker.min.js": "air-datepicker.js",
};

const isFile = (file) => fs.existsSync(file) && fs.statSync(file).isFile();

/** Where `spec` points, or null. The ending is not guessed: Sass and esbuild have rules of their own for that. */
export function locate(bench, spec) {
	const bare = spec.replace(/^~/, "");
	const [first, second] = bare.split("/");
	if (!spec.startsWith("~") && bench.apps.includes(first)) return path.join(bench.checkout(first), bare);
	const name = bare.startsWith("@") ? `${first}/${second}` : first;
	const home = bench.nodeModules.find((folder) => fs.existsSync(path.join(folder, name)));
	return home ? path.join(home, bare) : null;
}

/** The importer for Sass: everything but relative paths and addresses goes through `locate`. */
export function sassImporter(bench) {
	return {
		findFileUrl(url) {
			if (/^([a-z]+:|\/|\.)/i.test(url)) return null;
			const file = locate(bench, url);
			return file ? pathToFileURL(file) : null;
		},
	};
}

/** esbuild plugin: `import x from "<app>/public/…"`. */
export function appImports(bench) {
	const apps = bench.apps.map((app) => app.replace(/\W/g, "\\$&")).join("|");
	return {
		name: "app-imports",
		setup(build) {
			build.onResolve({ filter: new RegExp(`^(${apps})/`) }, ({ path: spec }) => {
				const base = locate(bench, spec);
				const ending = SCRIPT_ENDINGS.find((candidate) => isFile(base + candidate));
				return ending === undefined ? undefined : { path: base + ending };
			});
		},
	};
}

/** esbuild plugin: puts the local stand-ins of `shims/` in the place of what they stand for. */
export function shims() {
	return {
		name: "shims",
		setup(build) {
			build.onResolve({ filter: /^air-datepicker\// }, ({ path: spec }) =>
				SHIMMED[spec] ? { path: path.join(SHIMS, SHIMMED[spec]) } : undefined
			);
		},
	};
}
