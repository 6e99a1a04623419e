// Builds all bundles of one app, once or again and again.
import fs from "node:fs";
import path from "node:path";
import esbuild from "esbuild";
import { linkAssets, removeStale, saveMap, writeStyle } from "./output.mjs";
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
		Object.assign(this, { bench, app, options, context: null, contextKey: "", styles: {}, rtlStyles: {}, metafile: null });
	}

	get entries() {
		const all = findBundles(this.bench.publicDir(this.app));
		const { only } = this.options;
		return only ? all.filter((file) => only.includes(bundleName(file))) : all;
	}

	/** Build; `scripts` or `styles` false keeps what the last build made of them. Throws BuildFailed. Returns the number of bundles. */
	async build({ scripts = true, styles = true } = {}) {
		linkAssets(this.bench, this.app);
		const { entries } = this;
		const scriptFiles = entries.filter((file) => SCRIPT.test(file));
		const styleFiles = entries.filter((file) => !SCRIPT.test(file));
		const jobs = [];
		if (scripts) jobs.push(this.buildScripts(scriptFiles));
		if (styles) {
			this.styles = {};
			this.rtlStyles = {};
			jobs.push(...styleFiles.map((file) => this.buildStyleBundle(file)));
		}
		const failures = (await Promise.allSettled(jobs)).filter(({ status }) => status === "rejected");
		if (failures.length) throw await BuildFailed.from(this.app, failures.map(({ reason }) => reason));
		this.publish();
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
			this.metafile = (await this.context.rebuild()).metafile;
		} finally {
			if (!this.options.keepContext) await this.dispose();
		}
	}

	async buildStyleBundle(file) {
		const name = bundleName(file);
		const { ltr, rtl } = await buildStyle(this.bench, file, this.options);
		const dist = path.join(this.bench.publicDir(this.app), "dist");
		const bare = name.replace(/\.css$/, "");
		this.styles[name] = `/assets/${this.app}/dist/css/${await writeStyle(path.join(dist, "css"), bare, ltr)}`;
		this.rtlStyles[`rtl_${name}`] = `/assets/${this.app}/dist/css-rtl/${await writeStyle(path.join(dist, "css-rtl"), bare, rtl)}`;
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
		const assets = { ...this.scripts, ...this.styles };
		const before = [
			...saveMap(path.join(bench.assets, "assets.json"), app, assets, { partial }),
			...saveMap(path.join(bench.assets, "assets-rtl.json"), app, this.rtlStyles, { partial }),
		];
		if (!partial) removeStale(bench, app, [...before, ...Object.values(assets), ...Object.values(this.rtlStyles)]);
	}

	async dispose() {
		await this.context?.dispose();
		this.context = null;
		this.contextKey = "";
	}
}

/** One or more bundles of an app could not be built; the message has every reason. */
export class BuildFailed extends Error {
	static async from(app, reasons) {
		const texts = [];
		for (const reason of reasons) {
			if (reason.errors?.[0]?.text) texts.push(...(await esbuild.formatMessages(reason.errors, { kind: "error", color: false })));
			else texts.push(String(reason.message ?? reason));
		}
		return new BuildFailed(`${app}: the bundles could not be built.\n${texts.map((text) => text.trim()).join("\n\n")}`);
	}
}
