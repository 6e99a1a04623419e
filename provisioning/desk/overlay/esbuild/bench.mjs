// The bench around this folder: which apps it has, and where their files are.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));

export class Bench {
	/** `root` is the folder with `apps/` and `sites/`; without it, the bench that this file is in. */
	constructor(root) {
		this.root = path.resolve(root ?? process.env.FRAPPE_BENCH_ROOT ?? path.join(HERE, "..", "..", ".."));
		this.sites = path.join(this.root, "sites");
		this.assets = path.join(this.sites, "assets");
	}

	/** Names of the apps in `sites/apps.txt`, in that order. */
	get apps() {
		const list = path.join(this.sites, "apps.txt");
		if (!fs.existsSync(list)) throw new Error(`${list} is missing: it must name the apps of this bench, one a line.`);
		return fs.readFileSync(list, "utf8").split(/\s+/).filter(Boolean);
	}

	/** The folder of an app's checkout: `apps/<app>`. */
	checkout(app) {
		return path.join(this.root, "apps", app);
	}

	/** The folder that `/assets/<app>/` serves. */
	publicDir(app) {
		return path.join(this.checkout(app), app, "public");
	}

	/** Folders in which npm packages are looked for, the framework's first; real paths, so that a package is bundled once. */
	get nodeModules() {
		return this.apps
			.map((app) => path.join(this.checkout(app), "node_modules"))
			.filter((folder) => fs.existsSync(folder))
			.map((folder) => fs.realpathSync(folder));
	}

	/** A path as it is shown in messages and stored in bundles: relative to the bench. */
	relative(file) {
		return path.relative(this.root, file);
	}

	/** `sites/common_site_config.json`, empty when there is none yet. */
	get config() {
		const file = path.join(this.sites, "common_site_config.json");
		return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
	}
}
