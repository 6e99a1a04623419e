#!/usr/bin/env node
// Builds the browser code of the apps of a bench.
//   node esbuild/build.mjs [--production] [--apps a,b] [--files app/x.bundle.js,…] [--watch [--live-reload]]
// In:  apps/<app>/<app>/public/**/*.bundle.{js,ts,scss,css}
// Out: public/dist/{js,css,css-rtl}/NAME.bundle.HASH.{js,css}, sites/assets/assets.json, sites/assets/assets-rtl.json
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { AppBuilder } from "./app_builder.mjs";
import { Bench } from "./bench.mjs";
import { parseOptions, plan } from "./options.mjs";
import { linkAssets, mapsFromDist, saveMap } from "./output.mjs";
import { announceBuild, forgetCachedMap } from "./redis.mjs";
import { foldersBelow, partsTouched, Watcher } from "./watch.mjs";

async function buildOne(builder, parts) {
	const started = performance.now();
	const count = await builder.build(parts);
	console.log(`${builder.app}: ${count} bundles in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function saveMetafile(bench, { app, metafile }) {
	const file = path.join(bench.root, "logs", `metafile-${app}.json`);
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, JSON.stringify(metafile));
	console.log(`${app}: what the bundles are made of is in ${bench.relative(file)}`);
}

/** An app may have a front end of its own, built by the "build" script of its package.json. */
function runBuildCommand(bench, app) {
	const manifest = path.join(bench.checkout(app), "package.json");
	if (app === "frappe" || !fs.existsSync(manifest)) return;
	if (!JSON.parse(fs.readFileSync(manifest, "utf8")).scripts?.build) return;
	const { status } = spawnSync("npm", ["run", "build"], { cwd: bench.checkout(app), stdio: "inherit" });
	if (status) throw new Error(`${app}: 'npm run build' failed.`);
}

function useCached(bench, app) {
	linkAssets(bench, app);
	const { assets, rtl } = mapsFromDist(bench, app);
	saveMap(path.join(bench.assets, "assets.json"), app, assets);
	saveMap(path.join(bench.assets, "assets-rtl.json"), app, rtl);
	console.log(`${app}: ${Object.keys(assets).length} bundles found`);
}

async function buildAll(bench, options) {
	for (const { app, only } of plan(bench, options)) {
		if (options.usingCached) {
			useCached(bench, app);
			continue;
		}
		const builder = new AppBuilder(bench, app, { production: options.production, only });
		await buildOne(builder);
		if (options.saveMetafiles) saveMetafile(bench, builder);
		if (options.runBuildCommand) runBuildCommand(bench, app);
	}
	await forgetCachedMap(bench);
}

async function watch(bench, options) {
	const builders = plan(bench, options).map(
		({ app, only }) => new AppBuilder(bench, app, { production: options.production, only, keepContext: true })
	);
	const report = async (work, files) => {
		try {
			await work();
			await forgetCachedMap(bench);
			await announceBuild(bench, { success: true, changed_files: files, live_reload: options.liveReload });
		} catch (error) {
			console.error(error.message);
			await announceBuild(bench, { error: true, formatted: [], stack: error.message });
		}
	};
	const watcher = new Watcher((files) => {
		// every app may import from the framework, and only from the framework
		const shared = files.some((file) => file.startsWith(`${bench.checkout("frappe")}${path.sep}`));
		const touched = builders.filter(
			({ app }) => shared || files.some((file) => file.startsWith(`${bench.checkout(app)}${path.sep}`))
		);
		return report(async () => {
			for (const builder of touched) await buildOne(builder, builder.metafile ? partsTouched(files) : {});
			watchInputs();
		}, files);
	});
	const watchInputs = () => {
		for (const { app, metafile } of builders) {
			watcher.add(foldersBelow(bench.publicDir(app)));
			const inputs = Object.keys(metafile?.inputs ?? {}).filter((file) => !file.includes("node_modules"));
			watcher.add(new Set(inputs.map((file) => path.dirname(path.resolve(bench.root, file)))));
		}
	};
	watchInputs();
	await report(async () => {
		for (const builder of builders) await buildOne(builder);
	}, []);
	watchInputs();
	console.log("Watching for changes. Ctrl-C ends it.");
	for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(0));
}

async function main() {
	const options = parseOptions(process.argv.slice(2));
	const bench = new Bench(options.bench);
	fs.mkdirSync(bench.assets, { recursive: true });
	await (options.watch ? watch(bench, options) : buildAll(bench, options));
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
