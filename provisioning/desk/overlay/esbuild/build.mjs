#!/usr/bin/env node
// Builds the browser code of the apps of a bench.
//   node esbuild/build.mjs [--production] [--apps a,b] [--files app/x.bundle.js,…] [--watch [--live-reload]]
// In:  apps/<app>/<app>/public/**/*.bundle.{js,ts,scss,css}
// Out: public/dist/{js,css,css-rtl}/NAME.bundle.HASH.{js,css}, sites/assets/assets.json, sites/assets/assets-rtl.json
import esbuild from "esbuild";
import { Bench } from "./bench.mjs";
import { buildAll, watch } from "./commands.mjs";
import { parseOptions } from "./options.mjs";

async function main() {
	const options = parseOptions(process.argv.slice(2));
	const bench = new Bench(options.bench);
	for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => leave(options.watch ? 0 : 130));
	await (options.watch ? watch(bench, options) : buildAll(bench, options));
}

async function leave(status) {
	await esbuild.stop(); // its program would write a crash report when its pipes close in the middle of a build
	process.exit(status);
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
