// One connected browser: what it asks for, and which rooms it gets into. The names are those of the Desk's client.

const LONGEST = 200; // characters of a DocType, a document name or a job
const MOST_ROOMS = 500;

const isName = (value) => typeof value === "string" && value.length > 0 && value.length <= LONGEST;
const asName = (value) => (typeof value === "number" ? String(value) : value);

export const rooms = {
	everyone: "all",
	website: "website",
	user: (user) => `user:${user}`,
	doctype: (doctype) => `doctype:${doctype}`,
	doc: (doctype, name) => `doc:${doctype}/${name}`,
	openDoc: (doctype, name) => `open_doc:${doctype}/${name}`,
	task: (task) => `task_progress:${task}`,
};

export class Client {
	/** `ask(method, args)` asks the web server as this user; `tasks` knows whose job is whose. */
	constructor(socket, { ask, tasks, log }) {
		const site = socket.nsp.name.slice(1);
		Object.assign(this, { socket, site, ask, tasks, log, opened: new Map(), queue: Promise.resolve() });
	}

	get user() {
		return this.socket.data.user;
	}

	/** Join the rooms that need no question, and listen. */
	start() {
		this.socket.join([rooms.user(this.user), rooms.website]);
		if (this.socket.data.user_type === "System User") this.socket.join(rooms.everyone);
		this.on("doctype_subscribe", 1, (doctype) => this.joinDoctype(doctype));
		this.on("doctype_unsubscribe", 1, (doctype) => this.socket.leave(rooms.doctype(doctype)));
		this.on("doc_subscribe", 2, (doctype, name) => this.joinDoc(doctype, name));
		this.on("doc_unsubscribe", 2, (doctype, name) => this.socket.leave(rooms.doc(doctype, name)));
		this.on("doc_open", 2, (doctype, name) => this.openDoc(doctype, name));
		this.on("doc_close", 2, (doctype, name) => this.closeDoc(doctype, name));
		for (const event of ["task_subscribe", "progress_subscribe"]) this.on(event, 1, (task) => this.joinTask(task));
		this.on("task_unsubscribe", 1, (task) => this.socket.leave(rooms.task(task)));
		this.socket.on("ping", () => this.socket.emit("pong"));
		this.socket.on("disconnect", () => this.leaveAll());
	}

	/** Handle an event that comes with `count` names; one after the other, so that a browser keeps one web worker busy at most. */
	on(event, count, handle) {
		this.socket.on(event, (...args) => {
			const names = args.slice(0, count).map(asName);
			if (names.length < count || !names.every(isName)) return;
			this.queue = this.queue.then(() => handle(...names)).catch((error) => this.log(`${event}: ${error.message}`));
		});
	}

	join(room) {
		if (!this.socket.connected || this.socket.rooms.size >= MOST_ROOMS) return false;
		this.socket.join(room);
		return true;
	}

	async joinDoctype(doctype) {
		if (await this.ask("can_subscribe_doctype", { doctype })) this.join(rooms.doctype(doctype));
	}

	async mayRead(doctype, docname) {
		return this.ask("can_subscribe_doc", { doctype, docname });
	}

	async joinDoc(doctype, name) {
		if (await this.mayRead(doctype, name)) this.join(rooms.doc(doctype, name));
	}

	joinTask(task) {
		if (this.tasks.isOwner(this.site, task, this.user)) this.join(rooms.task(task));
	}

	async openDoc(doctype, name) {
		const room = rooms.openDoc(doctype, name);
		if (!(await this.mayRead(doctype, name)) || !this.join(room)) return;
		this.opened.set(room, [doctype, name]);
		await this.tellViewers(doctype, name);
	}

	async closeDoc(doctype, name) {
		const room = rooms.openDoc(doctype, name);
		this.socket.leave(room);
		if (this.opened.delete(room)) await this.tellViewers(doctype, name);
	}

	async leaveAll() {
		const documents = [...this.opened.values()];
		this.opened.clear();
		for (const [doctype, name] of documents) await this.tellViewers(doctype, name);
	}

	/** Everyone who has the document open learns who else has. */
	async tellViewers(doctype, docname) {
		const room = this.socket.nsp.in(rooms.openDoc(doctype, docname));
		const users = [...new Set((await room.fetchSockets()).map((socket) => socket.data.user))];
		room.emit("doc_viewers", { doctype, docname, users });
	}
}
