// The command line, as people and as `frappe build` and `frappe watch` write it.
import { parseArgs } from "node:util";

const FLAGS = {
	bench: { type: "string" },
	apps: { type: "string" },
	files: { type: "string" },
	production: { type: "boolean", default: false },
	watch: { type: "boolean", default: false },
	"live-reload": { type: "boolean", default: false },
	skip_frappe: { type: "boolean", default: false },
	"run-build-command": { type: "boolean", default: false },
	"save-metafiles": { type: "boolean", default: false },
	"using-cached": { type: "boolean", default: false },
};

const list = (text) => (text ? String(text).split(",").map((word) => word.trim()).filter(Boolean) : null);

/** Flags that this builder does not know are passed over: newer versions of bench may send more. */
export function parseOptions(words) {
	const { values } = parseArgs({ args: words, options: FLAGS, strict: false });
	return {
		bench: values.bench,
		apps: list(values.apps),
		files: list(values.files),
		production: values.production === true,
		watch: values.watch === true,
		liveReload: values["live-reload"] === true,
		skipFramework: values.skip_frappe === true,
		runBuildCommand: values["run-build-command"] === true,
		saveMetafiles: values["save-metafiles"] === true,
		usingCached: values["using-cached"] === true,
	};
}

/**
 * Which apps to build, and which of their bundles: `[{ app, only }]`, `only` null for all.
 * `--files frappe/desk.bundle.js` names single bundles. Throws when an app is not one of the bench.
 */
export function plan(bench, options) {
	const known = bench.apps;
	const wanted = options.files ? [...new Set(options.files.map((file) => file.split("/")[0]))] : options.apps ?? known;
	const unknown = wanted.filter((app) => !known.includes(app));
	if (unknown.length) throw new Error(`'${unknown[0]}' is not an app of this bench: sites/apps.txt names ${known.join(", ")}.`);
	return wanted
		.filter((app) => !(options.skipFramework && app === "frappe"))
		.map((app) => ({
			app,
			only: options.files && options.files.filter((file) => file.startsWith(`${app}/`)).map((file) => file.split("/").pop()),
		}));
}
