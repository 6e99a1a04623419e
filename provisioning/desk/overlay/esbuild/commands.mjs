// The two things that the command can do: build once, and build again whenever a file changes.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { AppBuilder } from "./app_builder.mjs";
import { plan } from "./options.mjs";
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

/** Build once what the options ask for. Throws with every reason when a bundle cannot be built. */
export async function buildAll(bench, options) {
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

/** Build, and again after each change, until the process ends. */
export async function watch(bench, options) {
	const session = new WatchSession(bench, options);
	await session.buildAgain(session.builders, []);
	console.log("Watching for changes. Ctrl-C ends it.");
}

class WatchSession {
	constructor(bench, options) {
		Object.assign(this, { bench, options });
		this.builders = plan(bench, options).map(
			({ app, only }) => new AppBuilder(bench, app, { production: options.production, only, keepContext: true })
		);
		this.watcher = new Watcher((files) => this.buildAgain(this.touchedBy(files), files));
		this.watchInputs();
	}

	/** The apps that may use one of these files: every app may import from the framework, and only from the framework. */
	touchedBy(files) {
		const isIn = (app) => files.some((file) => file.startsWith(`${this.bench.checkout(app)}${path.sep}`));
		return isIn("frappe") ? this.builders : this.builders.filter(({ app }) => isIn(app));
	}

	/** Build and tell open pages how it ended. Errors are shown, and the watching goes on. */
	async buildAgain(builders, files) {
		try {
			for (const builder of builders) await buildOne(builder, builder.isComplete ? partsTouched(files) : {});
			await forgetCachedMap(this.bench);
			await announceBuild(this.bench, { success: true, changed_files: files, live_reload: this.options.liveReload });
		} catch (error) {
			console.error(error.message);
			await announceBuild(this.bench, { error: true, formatted: [], stack: error.message });
		}
		this.watchInputs();
	}

	/** Watch the public folders, and the folders of what bundles take from elsewhere. */
	watchInputs() {
		for (const { app, metafile } of this.builders) {
			this.watcher.add(foldersBelow(this.bench.publicDir(app)));
			const inputs = Object.keys(metafile?.inputs ?? {}).filter((file) => !file.includes("node_modules"));
			this.watcher.add(new Set(inputs.map((file) => path.dirname(path.resolve(this.bench.root, file)))));
		}
	}
}
