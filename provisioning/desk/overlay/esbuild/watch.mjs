// Builds again when a source file changes.
import fs from "node:fs";
import path from "node:path";

const QUIET = 150; // milliseconds without a further change before building: editors save in several steps
const IGNORED = /(^|[/\\])(dist|node_modules|__pycache__|\.git)([/\\]|$)/;
const SOURCE = /\.(js|ts|vue|html|scss|sass|css|json)$/;
const STYLE = /\.(scss|sass|css)$/;

/** All folders below `folder`, itself included. */
export function foldersBelow(folder) {
	if (!fs.existsSync(folder)) return [];
	const inside = fs
		.readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !IGNORED.test(entry.name))
		.flatMap((entry) => foldersBelow(path.join(folder, entry.name)));
	return [folder, ...inside];
}

/** What must be built again after these files changed: styles only, scripts only, or both (a component may hold styles). */
export function partsTouched(files) {
	return {
		styles: files.some((file) => STYLE.test(file)),
		scripts: files.some((file) => !STYLE.test(file) || file.endsWith(".css")),
	};
}

/** Watches folders one by one: Node 18 cannot watch a tree on Linux. */
export class Watcher {
	/** `onChange(files)` is called when changes have calmed down, and never twice at the same time. */
	constructor(onChange) {
		Object.assign(this, { onChange, watched: new Map(), changed: new Set(), timer: null, busy: false });
	}

	/** Start watching these folders too; those watched already are skipped. */
	add(folders) {
		for (const folder of folders) {
			if (this.watched.has(folder) || !fs.existsSync(folder)) continue;
			const handle = fs.watch(folder, (_event, name) => name && this.note(path.join(folder, name)));
			handle.on("error", () => this.drop(folder));
			this.watched.set(folder, handle);
		}
	}

	drop(folder) {
		this.watched.get(folder)?.close();
		this.watched.delete(folder);
	}

	note(file) {
		if (IGNORED.test(file)) return;
		if (fs.statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
			this.noteFolder(file);
			return;
		}
		if (!SOURCE.test(file)) return;
		this.changed.add(file);
		clearTimeout(this.timer);
		this.timer = setTimeout(() => this.flush(), QUIET);
	}

	/** A folder that appeared may have files already, from before it was watched. */
	noteFolder(folder) {
		const fresh = foldersBelow(folder).filter((each) => !this.watched.has(each));
		this.add(fresh);
		for (const each of fresh) {
			for (const entry of fs.readdirSync(each, { withFileTypes: true })) if (entry.isFile()) this.note(path.join(each, entry.name));
		}
	}

	async flush() {
		if (this.busy) {
			this.timer = setTimeout(() => this.flush(), QUIET);
			return;
		}
		const files = [...this.changed];
		this.changed.clear();
		this.busy = true;
		try {
			await this.onChange(files);
		} finally {
			this.busy = false;
		}
	}

	close() {
		clearTimeout(this.timer);
		for (const folder of [...this.watched.keys()]) this.drop(folder);
	}
}
