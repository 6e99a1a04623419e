// The bridge: messages of the framework (Redis) go to the browsers (socket.io) that may see them.
import http from "node:http";
import { Server } from "socket.io";
import { Client, rooms } from "./client.mjs";
import { subscribe } from "./messages.mjs";
import { isOriginAllowed } from "./origin.mjs";
import { TaskOwners } from "./tasks.mjs";
import { WebServer } from "./web.mjs";

const LARGEST_PACKET = 100_000; // bytes; what browsers send are names
const LOOPBACK = "127.0.0.1";

export class Bridge {
	constructor(settings, { log = console.log, web = new WebServer(settings.web), tasks = new TaskOwners() } = {}) {
		Object.assign(this, { settings, log, web, tasks });
		// site → namespace, once a browser has joined it through the checks below. Asking socket.io for a namespace that
		// nobody has joined would create a bare one, which later browsers would enter without those checks.
		this.namespaces = new Map();
		this.server = http.createServer((_request, response) => response.writeHead(404).end());
		this.io = new Server(this.server, {
			serveClient: false,
			maxHttpBufferSize: LARGEST_PACKET,
			allowRequest: (request, answer) => answer(null, isOriginAllowed(request.headers, settings)),
			cors: (request, answer) => answer(null, { origin: isOriginAllowed(request.headers, settings), credentials: true }),
		});
		this.io.use((_socket, next) => next(new Error("Unauthorized")));
		const sites = this.io.of((name, _auth, next) => next(null, settings.hasSite(name.slice(1))));
		sites.use((socket, next) => this.authenticate(socket).then(() => next(), next));
		sites.on("connection", (socket) => this.welcome(socket));
	}

	/** Ask as the browser's own session on the site that it wants to join. */
	ask(socket, method, args) {
		const { cookie, authorization } = socket.handshake.headers;
		const credentials = { ...(cookie && { Cookie: cookie }), ...(authorization && { Authorization: authorization }) };
		if (!Object.keys(credentials).length) return null;
		return this.web.ask(socket.nsp.name.slice(1), credentials, method, args);
	}

	async authenticate(socket) {
		// a web server in front that serves one site says which: a browser of this one may not join another
		const served = socket.handshake.headers["x-frappe-site-name"];
		if (served && served !== socket.nsp.name.slice(1)) throw new Error("Unauthorized");
		const who = await this.ask(socket, "get_user_info");
		if (!who?.user || who.user === "Guest") throw new Error("Unauthorized");
		socket.data.user = who.user;
		socket.data.user_type = who.user_type;
	}

	welcome(socket) {
		this.namespaces.set(socket.nsp.name.slice(1), socket.nsp);
		new Client(socket, { ask: (...args) => this.ask(socket, ...args), tasks: this.tasks, log: this.log }).start();
	}

	/** Pass a message on. Without a site it is one of the asset builder, for every Desk. */
	deliver({ namespace: site, room, event, message }) {
		if (typeof event !== "string") return;
		if (site === undefined) {
			for (const each of this.namespaces.values()) each.to(rooms.everyone).emit(event, message);
			return;
		}
		this.tasks.note(site, { room, event, message });
		// the framework always names a room; a message without one is for the Desk, not for visitors of the web site
		this.namespaces.get(site)?.to(room ?? rooms.everyone).emit(event, message);
	}

	/** Listen on loopback, and to Redis. Rejects when the port is taken. */
	async start() {
		await new Promise((resolve, reject) => {
			this.server.once("error", reject);
			this.server.listen(this.settings.port, LOOPBACK, resolve);
		});
		this.messages = subscribe(this.settings.redis, (message) => this.deliver(message), this.log);
	}

	/** Say goodbye to the browsers, which will come back by themselves, and end. */
	async stop() {
		await this.messages?.close();
		await new Promise((resolve) => this.io.close(() => resolve()));
	}
}
