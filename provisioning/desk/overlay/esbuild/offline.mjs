// The Desk calls hosts of other people for country flags and map tiles. What it needs is served from here instead.
import fs from "node:fs";

const FLAGS = "/assets/frappe/node_modules/flag-icons/flags/4x3/";
// one transparent pixel: a map without a tile server is empty, but its markers and drawings work
const NO_TILE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

/** Which text of which file of `frappe/public/js` is exchanged for which. */
export const REPLACEMENTS = [
	{ file: "frappe/utils/utils.js", from: "https://flagcdn.com/", to: FLAGS },
	{ file: "frappe/utils/utils.js", from: "https://{s}.tile.openstreetmap.org/{z}/{x}/{y}.png", to: NO_TILE },
	{ file: "frappe/form/controls/phone.js", from: "https://flagcdn.com/", to: FLAGS },
];

/** Exchange the addresses in one file; throws when one is not there any more, since then a call would go out unseen. */
export function withoutOutsideHosts(file, source) {
	let text = source;
	for (const { file: ending, from, to } of REPLACEMENTS) {
		if (!file.endsWith(`frappe/public/js/${ending}`)) continue;
		if (!text.includes(from)) throw new Error(`'${from}' is no longer in this file: adapt esbuild/offline.mjs.`);
		text = text.replaceAll(from, to);
	}
	return text;
}

/** esbuild plugin. */
export function outsideHosts() {
	const endings = [...new Set(REPLACEMENTS.map(({ file }) => file))].map((file) => file.replace(/\W/g, "\\$&"));
	return {
		name: "outside-hosts",
		setup(build) {
			build.onLoad({ filter: new RegExp(`/frappe/public/js/(${endings.join("|")})$`) }, async ({ path: file }) => ({
				contents: withoutOutsideHosts(file, await fs.promises.readFile(file, "utf8")),
				loader: "js",
			}));
		},
	};
}
