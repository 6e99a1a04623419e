// Options of esbuild for the JavaScript bundles of one app.
import path from "node:path";
import { outsideHosts } from "./offline.mjs";
import { appImports, shims } from "./resolve.mjs";
import { EMBEDDING } from "./styles.mjs";
import { htmlTemplates } from "./templates.mjs";
import { vueComponents } from "./vue.mjs";

/** `entries` are the bundle files; the result lands in `public/dist/js/NAME.bundle.HASH.js`. */
export function scriptOptions(bench, app, entries, { production }) {
	return {
		absWorkingDir: bench.root,
		entryPoints: entries,
		outdir: path.join(bench.publicDir(app), "dist", "js"),
		entryNames: "[name].[hash]",
		bundle: true,
		format: "iife",
		platform: "browser",
		target: ["es2020"],
		minify: production,
		sourcemap: production ? false : "linked",
		legalComments: "none",
		metafile: true,
		write: false, // esbuild deletes what it wrote before, also when the next build fails
		logLevel: "silent",
		nodePaths: bench.nodeModules,
		mainFields: ["browser", "module", "main"],
		define: {
			"process.env.NODE_ENV": JSON.stringify(production ? "production" : "development"),
			__VUE_OPTIONS_API__: "true",
			__VUE_PROD_DEVTOOLS__: "false",
		},
		loader: EMBEDDING,
		plugins: [shims(), appImports(bench), outsideHosts(), htmlTemplates(), vueComponents(bench, { production })],
	};
}
