// What a build leaves behind: links and maps in sites/assets, hashed files in public/dist.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const KINDS = ["js", "css", "css-rtl"];

/** Make `at` a symbolic link to `target`, in one step; a real file or folder in that place is left alone. */
export function link(target, at) {
	if (!fs.existsSync(target)) return;
	const there = fs.lstatSync(at, { throwIfNoEntry: false });
	if (there && !there.isSymbolicLink()) return;
	if (there && fs.readlinkSync(at) === target) return;
	fs.mkdirSync(path.dirname(at), { recursive: true });
	const fresh = `${at}.${process.pid}`;
	fs.rmSync(fresh, { force: true });
	fs.symlinkSync(target, fresh);
	fs.renameSync(fresh, at);
}

/** Serve an app's public folder and its npm packages below /assets/<app>. */
export function linkAssets(bench, app) {
	link(bench.publicDir(app), path.join(bench.assets, app));
	link(path.join(bench.checkout(app), "node_modules"), path.join(bench.publicDir(app), "node_modules"));
}

/** Write what esbuild made; a file that is there has a hash of its content in its name, and is left as it is if it is whole. */
export async function writeScripts(outputFiles) {
	for (const { path: file, contents } of outputFiles) {
		if (fs.statSync(file, { throwIfNoEntry: false })?.size === contents.length) continue;
		await fs.promises.mkdir(path.dirname(file), { recursive: true });
		await fs.promises.writeFile(file, contents);
	}
}

/** Write a style sheet under a name with the hash of its content; returns that name. */
export async function writeStyle(folder, name, text) {
	const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
	const base = `${name}.${hash}.css`;
	await fs.promises.mkdir(folder, { recursive: true });
	await fs.promises.writeFile(path.join(folder, base), text);
	return base;
}

function readMap(file) {
	try {
		return JSON.parse(fs.readFileSync(file, "utf8"));
	} catch {
		return {}; // not there yet, or cut off by a full disk: every app is written again by its own build
	}
}

/**
 * Put an app's bundles into a map of sites/assets; those of other apps stay. `partial` keeps this app's other bundles too.
 * Returns the addresses that the app had before.
 */
export function saveMap(file, app, fresh, { partial = false } = {}) {
	const before = readMap(file);
	const mine = ([, address]) => address.startsWith(`/assets/${app}/`);
	const kept = partial ? before : Object.fromEntries(Object.entries(before).filter((entry) => !mine(entry)));
	const merged = Object.fromEntries(Object.entries({ ...kept, ...fresh }).sort(([a], [b]) => (a < b ? -1 : 1)));
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(merged, null, "\t")}\n`);
	fs.renameSync(`${file}.${process.pid}`, file);
	return Object.entries(before).filter(mine).map(([, address]) => address);
}

/** Delete what neither this build nor the one before made: a page that is open may still ask for the bundles of the one before. */
export function removeStale(bench, app, addresses) {
	const keep = new Set(addresses.map((address) => path.basename(address)));
	for (const kind of KINDS) {
		const folder = path.join(bench.publicDir(app), "dist", kind);
		if (!fs.existsSync(folder)) continue;
		for (const name of fs.readdirSync(folder)) {
			if (!keep.has(name.replace(/\.map$/, ""))) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
		}
	}
}

/** The maps as the files in `dist` say, for an app that was built elsewhere; the newest wins. */
export function mapsFromDist(bench, app) {
	const maps = { assets: {}, rtl: {} };
	for (const kind of KINDS) {
		const folder = path.join(bench.publicDir(app), "dist", kind);
		if (!fs.existsSync(folder)) continue;
		const age = (name) => fs.statSync(path.join(folder, name)).mtimeMs;
		for (const name of fs.readdirSync(folder).sort((a, b) => age(a) - age(b))) {
			const [, bundle, ending] = name.match(/^(.+)\.[0-9A-Z]{8}\.(js|css)$/) ?? [];
			if (!bundle) continue;
			const address = `/assets/${app}/dist/${kind}/${name}`;
			if (kind === "css-rtl") maps.rtl[`rtl_${bundle}.${ending}`] = address;
			else maps.assets[`${bundle}.${ending}`] = address;
		}
	}
	return maps;
}
