// Builds all bundles of one app, once or again and again.
import fs from "node:fs";
import path from "node:path";
import esbuild from "esbuild";
import { linkAssets, removeStale, saveMap, writeScripts, writeStyle } from "./output.mjs";
import { scriptOptions } from "./scripts.mjs";
import { buildStyle } from "./styles.mjs";

const BUNDLE = /\.bundle\.(js|ts|scss|sass|css)$/;
const SCRIPT = /\.(js|ts)$/;

/** All bundle files below a folder, sorted; `dist` and npm packages are left out. */
export function findBundles(folder) {
	if (!fs.existsSync(folder)) return [];
	return fs
		.readdirSync(folder, { withFileTypes: true })
		.filter(({ name }) => name !== "dist" && name !== "node_modules")
		.flatMap((entry) => {
			const file = path.join(folder, entry.name);
			if (entry.isDirectory()) return findBundles(file);
			return BUNDLE.test(entry.name) ? [file] : [];
		})
		.sort();
}

/** The name under which the Desk asks for a bundle: that of its source, with the ending of the result. */
export function bundleName(file) {
	return path.basename(file).replace(/\.ts$/, ".js").replace(/\.(scss|sass)$/, ".css");
}

export class AppBuilder {
	/** Options: `production` (small, without source maps), `only` (names of bundles), `keepContext` (for a next build soon). */
	constructor(bench, app, options) {
		Object.assign(this, { bench, app, options, context: null, contextKey: "", metafile: null });
		/** What the last good build made of style sheets: pairs of plain and mirrored addresses, by bundle. */
		this.styles = new Map();
		/** Whether the last build was good. */
		this.isComplete = false;
	}

	get entries() {
		const all = findBundles(this.bench.publicDir(this.app));
		const { only } = this.options;
		return only ? all.filter((file) => only.includes(bundleName(file))) : all;
	}

	/** Build; `scripts` or `styles` false keeps what the last build made of them. Throws BuildFailed. Returns the number of bundles. */
	async build({ scripts = true, styles = true } = {}) {
		this.isComplete = false;
		linkAssets(this.bench, this.app);
		const { entries } = this;
		const jobs = [];
		if (scripts) jobs.push(this.buildScripts(entries.filter((file) => SCRIPT.test(file))));
		if (styles) jobs.push(this.buildStyles(entries.filter((file) => !SCRIPT.test(file))));
		throwFailures(this.app, await Promise.allSettled(jobs));
		this.publish();
		this.isComplete = true;
		return entries.length;
	}

	async buildScripts(files) {
		const key = files.join("\n");
		if (this.contextKey !== key) await this.dispose();
		if (!files.length) {
			this.metafile = { inputs: {}, outputs: {} };
			return;
		}
		this.context ??= await esbuild.context(scriptOptions(this.bench, this.app, files, this.options));
		this.contextKey = key;
		try {
			const { metafile, outputFiles } = await this.context.rebuild();
			await writeScripts(outputFiles);
			this.metafile = metafile;
		} finally {
			if (!this.options.keepContext) await this.dispose();
		}
	}

	async buildStyles(files) {
		const results = await Promise.allSettled(files.map((file) => this.buildStyleBundle(file)));
		throwFailures(this.app, results);
		this.styles = new Map(results.map(({ value }) => value));
	}

	async buildStyleBundle(file) {
		const name = bundleName(file);
		const bare = name.replace(/\.css$/, "");
		const { ltr, rtl } = await buildStyle(this.bench, file, this.options);
		const save = async (kind, text) => {
			const folder = path.join(this.bench.publicDir(this.app), "dist", kind);
			return `/assets/${this.app}/dist/${kind}/${await writeStyle(folder, bare, text)}`;
		};
		return [name, [await save("css", ltr), await save("css-rtl", rtl)]];
	}

	get scripts() {
		const bundles = Object.entries(this.metafile.outputs).filter(([, { entryPoint }]) => entryPoint);
		return Object.fromEntries(
			bundles.map(([out, { entryPoint }]) => [bundleName(entryPoint), `/assets/${this.app}/dist/js/${path.basename(out)}`])
		);
	}

	/** Only now do pages see the new bundles: the maps are exchanged when every file is in place. */
	publish() {
		const { bench, app } = this;
		const partial = Boolean(this.options.only);
		const styles = [...this.styles];
		const assets = { ...this.scripts, ...Object.fromEntries(styles.map(([name, [ltr]]) => [name, ltr])) };
		const mirrored = Object.fromEntries(styles.map(([name, [, rtl]]) => [`rtl_${name}`, rtl]));
		const before = [
			...saveMap(path.join(bench.assets, "assets.json"), app, assets, { partial }),
			...saveMap(path.join(bench.assets, "assets-rtl.json"), app, mirrored, { partial }),
		];
		if (!partial) removeStale(bench, app, [...before, ...Object.values(assets), ...Object.values(mirrored)]);
	}

	async dispose() {
		await this.context?.dispose();
		this.context = null;
		this.contextKey = "";
	}
}

/** One or more bundles of an app could not be built; the message has every reason. */
export class BuildFailed extends Error {
	constructor(app, reasons) {
		super(`${app}: the bundles could not be built.\n${reasons.join("\n\n")}`);
		this.reasons = reasons;
	}
}

function reasonsOf(error) {
	if (error instanceof BuildFailed) return error.reasons;
	if (!error.errors?.[0]?.text) return [String(error.message ?? error)];
	return esbuild.formatMessagesSync(error.errors, { kind: "error", color: false }).map((text) => text.trim());
}

function throwFailures(app, results) {
	const failed = results.filter(({ status }) => status === "rejected");
	if (failed.length) throw new BuildFailed(app, failed.flatMap(({ reason }) => reasonsOf(reason)));
}
