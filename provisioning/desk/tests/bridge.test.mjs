// The bridge with a real Redis and a stand-in for the web server.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "redis";
import { io } from "socket.io-client";
import { announceBuild, forgetCachedMap } from "../overlay/esbuild/redis.mjs";
import { Bridge } from "../overlay/realtime/bridge.mjs";
import { Settings } from "../overlay/realtime/settings.mjs";
import { eventually, freePort, hasRedis, OVERLAY, startProcess, startRedis, startWeb, toyBench, write } from "./helpers.mjs";

const PASSWORD = "a-secret";
const SITES = ["one.localhost", "two.localhost"];
const USERS = { ann: "System User", bob: "System User", vic: "Website User" };
const skip = !hasRedis;

// cookie "sid=ann@one.localhost" is a session of ann on that site; Ann may read everything, Bob only Notes
function framework(method, args, headers) {
	const [user, site] = (/sid=([^;]+)/.exec(headers.cookie ?? "")?.[1] ?? "").split("@");
	const known = USERS[user] && site === headers["x-frappe-site-name"] ? user : "Guest";
	if (method === "get_user_info") return { message: { user: known, user_type: USERS[known] ?? "Website User" } };
	if (known === "ann" || (known === "bob" && args.doctype === "Note")) return { message: true };
	return { status: 403 };
}

class World {
	/** `asProcess` starts the bridge as the Procfile does; otherwise it runs in here, which is faster. */
	static async start(t, { asProcess = false } = {}) {
		const world = new World();
		Object.assign(world, { t, log: "" });
		world.ports = { redis: await freePort(), web: await freePort(), bridge: await freePort() };
		world.bench = toyBench(t);
		const address = `redis://:${PASSWORD}@127.0.0.1:${world.ports.redis}`;
		const config = { redis_queue: address, redis_cache: address, webserver_port: world.ports.web, socketio_port: world.ports.bridge };
		write(path.join(world.bench.sites, "common_site_config.json"), JSON.stringify(config));
		for (const site of SITES) write(path.join(world.bench.sites, site, "site_config.json"), "{}");
		world.redis = await startRedis(t, world.ports.redis, PASSWORD);
		world.web = await startWeb(t, world.ports.web, framework);
		await (asProcess ? world.startProcess() : world.startBridge());
		world.publisher = createClient({ url: address });
		world.publisher.on("error", () => {});
		await world.publisher.connect();
		t.after(() => world.publisher.disconnect().catch(() => {}));
		return world;
	}

	async startBridge() {
		const bridge = new Bridge(new Settings(this.bench.sites), { log: (text) => (this.log += `${text}\n`) });
		await bridge.start();
		this.t.after(() => bridge.stop());
		await eventually(() => this.log.includes("Redis is connected"), "the start of the bridge");
	}

	async startProcess() {
		const env = { ...process.env, FRAPPE_SITES_PATH: this.bench.sites };
		this.process = startProcess(this.t, process.execPath, [path.join(OVERLAY, "socketio.js")], { env });
		await eventually(() => this.process.output().includes("Redis is connected"), "the start of the bridge");
	}

	/** A browser; resolves when it is connected, rejects with the reason when it is refused. */
	async connect(who, { site = who.split("@")[1], headers = {}, transports = ["websocket"], namespace = `/${site}` } = {}) {
		const extraHeaders = { ...(who && { Cookie: `sid=${who}` }), ...headers };
		const socket = io(`http://127.0.0.1:${this.ports.bridge}${namespace}`, { extraHeaders, transports, forceNew: true, reconnectionDelay: 100 });
		this.t.after(() => socket.disconnect());
		socket.heard = [];
		socket.onAny((event, message) => socket.heard.push([event, message]));
		await new Promise((resolve, reject) => {
			const refused = (error) => {
				socket.disconnect();
				reject(error);
			};
			socket.once("connect_error", refused);
			socket.once("connect", () => {
				socket.off("connect_error", refused);
				resolve();
			});
		});
		return socket;
	}

	publish(namespace, room, event, message = {}) {
		return this.publisher.publish("events", JSON.stringify({ namespace, room, event, message }));
	}

	/** Publish to these rooms, then a last message to everyone; when it has come, the others had their chance. */
	async publishAll(socket, namespace, messages) {
		for (const [room, event, message] of messages) await this.publish(namespace, room, event, message);
		const mark = `mark-${Math.random()}`;
		await this.publish(namespace, "website", mark);
		await eventually(() => heard(socket, mark), "the last message");
	}
}

const heard = (socket, event) => socket.heard.some(([name]) => name === event);

/** Send events that are not answered, and wait until they have been handled: those of one browser are handled in order. */
async function say(socket, ...events) {
	for (const event of events) socket.emit(...event);
	await pause(150);
}

test("who has no session is refused", { skip }, async (t) => {
	const world = await World.start(t);
	await assert.rejects(world.connect("", { site: SITES[0] }), /Unauthorized/);
	await assert.rejects(world.connect("nobody@one.localhost"), /Unauthorized/);
	assert.ok(await world.connect("ann@one.localhost"));
});

test("a session of one site does not open another", { skip }, async (t) => {
	const world = await World.start(t);
	await assert.rejects(world.connect("ann@one.localhost", { site: SITES[1] }), /Unauthorized/);
	await assert.rejects(
		world.connect("ann@one.localhost", { headers: { "X-Frappe-Site-Name": SITES[1] } }),
		/Unauthorized/
	);
});

test("what is no site has no namespace, and the bare one lets nobody in", { skip }, async (t) => {
	const world = await World.start(t);
	for (const namespace of ["/nosuch.localhost", "/assets", "/../sites/one.localhost"]) {
		await assert.rejects(world.connect("ann@one.localhost", { namespace }), /Invalid namespace/, namespace);
	}
	await assert.rejects(world.connect("ann@one.localhost", { namespace: "/" }), /Unauthorized/);
});

test("pages of another origin are refused, by both transports", { skip }, async (t) => {
	const world = await World.start(t);
	for (const transports of [["websocket"], ["polling"]]) {
		await assert.rejects(world.connect("ann@one.localhost", { transports, headers: { Origin: "http://evil.example" } }));
		const origin = `http://127.0.0.1:${world.ports.bridge}`;
		assert.ok(await world.connect("ann@one.localhost", { transports, headers: { Origin: origin } }));
	}
	const answer = await fetch(`http://127.0.0.1:${world.ports.bridge}/socket.io/?EIO=4&transport=polling`, { headers: { Origin: "http://evil.example" } });
	assert.equal(answer.status, 403);
	assert.equal(answer.headers.get("access-control-allow-origin"), null);
});

test("delivering to a site that nobody has joined opens no way in without authentication", { skip }, async (t) => {
	const world = await World.start(t);
	await world.publish(SITES[0], "all", "early");
	await world.publish("../../etc", "all", "early");
	await pause(100);
	await assert.rejects(world.connect("", { site: SITES[0] }), /Unauthorized/);
});

test("messages reach their user and no other, and not the other site", { skip }, async (t) => {
	const world = await World.start(t);
	const [ann, bob, other] = await Promise.all(["ann@one.localhost", "bob@one.localhost", "ann@two.localhost"].map((who) => world.connect(who)));
	await world.publishAll(bob, SITES[0], [["user:ann", "private", { n: 1 }], ["all", "public"]]);
	await eventually(() => heard(ann, "private"));
	assert.deepEqual(ann.heard.find(([event]) => event === "private")[1], { n: 1 });
	assert.ok(!heard(bob, "private") && heard(bob, "public"));
	await world.publishAll(other, SITES[1], []);
	assert.ok(!heard(other, "private") && !heard(other, "public"));
});

test("visitors of the web site do not get what is for the Desk", { skip }, async (t) => {
	const world = await World.start(t);
	const vic = await world.connect("vic@one.localhost");
	await world.publishAll(vic, SITES[0], [["all", "desk-only"], [undefined, "roomless"], ["website", "for-all"]]);
	assert.ok(heard(vic, "for-all") && !heard(vic, "desk-only") && !heard(vic, "roomless"));
});

test("a document or DocType is followed only by who may read it", { skip }, async (t) => {
	const world = await World.start(t);
	const [ann, bob] = await Promise.all([world.connect("ann@one.localhost"), world.connect("bob@one.localhost")]);
	for (const socket of [ann, bob]) {
		await say(socket, ["doc_subscribe", "Lead", "L-1"], ["doctype_subscribe", "Lead"], ["doctype_subscribe", "Note"]);
	}
	await world.publishAll(bob, SITES[0], [["doc:Lead/L-1", "doc_update"], ["doctype:Lead", "list_update"], ["doctype:Note", "note_update"]]);
	await eventually(() => heard(ann, "note_update"));
	assert.ok(heard(ann, "doc_update") && heard(ann, "list_update"));
	assert.ok(!heard(bob, "doc_update") && !heard(bob, "list_update") && heard(bob, "note_update"));
	const asked = world.web.calls.filter(({ method }) => method === "can_subscribe_doc");
	assert.deepEqual(asked.map(({ args }) => args), [{ doctype: "Lead", docname: "L-1" }, { doctype: "Lead", docname: "L-1" }]);

	await say(ann, ["doc_unsubscribe", "Lead", "L-1"], ["doctype_unsubscribe", "Lead"]);
	ann.heard.length = 0;
	await world.publishAll(ann, SITES[0], [["doc:Lead/L-1", "doc_update"], ["doctype:Lead", "list_update"]]);
	assert.ok(!heard(ann, "doc_update") && !heard(ann, "list_update"));
});

test("names that are no names are not asked about", { skip }, async (t) => {
	const world = await World.start(t);
	const ann = await world.connect("ann@one.localhost");
	await say(ann, ["doc_subscribe"], ["doc_subscribe", { a: 1 }, "x"], ["doc_subscribe", "Lead"], ["doctype_subscribe", ""], ["doctype_subscribe", "x".repeat(300)]);
	assert.deepEqual(world.web.calls.filter(({ method }) => method !== "get_user_info"), []);
	assert.ok(ann.connected);
});

test("who has a document open learns who else has", { skip }, async (t) => {
	const world = await World.start(t);
	const [ann, bob] = await Promise.all([world.connect("ann@one.localhost"), world.connect("bob@one.localhost")]);
	const viewers = () => ann.heard.filter(([event]) => event === "doc_viewers").at(-1)?.[1].users.join();
	await say(ann, ["doc_open", "Note", "N/1"]);
	await say(bob, ["doc_open", "Note", "N/1"], ["doc_open", "Lead", "L-1"]);
	await eventually(() => viewers() === "ann,bob", "both are seen");
	bob.disconnect();
	await eventually(() => viewers() === "ann", "one is left");
	assert.ok(!bob.heard.some(([event, message]) => event === "doc_viewers" && message.doctype === "Lead"));
});

test("the progress of a job reaches the user it was announced to, and only that one", { skip }, async (t) => {
	const world = await World.start(t);
	const [ann, bob] = await Promise.all([world.connect("ann@one.localhost"), world.connect("bob@one.localhost")]);
	await say(ann, ["task_subscribe", "T-1"]);
	await world.publishAll(ann, SITES[0], [["task_progress:T-1", "too-early"], ["user:ann", "task_announced", { task_id: "T-1" }]]);
	assert.ok(!heard(ann, "too-early") && heard(ann, "task_announced"));
	for (const socket of [ann, bob]) await say(socket, ["task_subscribe", "T-1"], ["progress_subscribe", "T-1"]);
	await world.publishAll(bob, SITES[0], [["task_progress:T-1", "task_progress", { percent: 50 }]]);
	await eventually(() => heard(ann, "task_progress"));
	assert.equal(ann.heard.filter(([event]) => event === "task_progress").length, 1);
	assert.ok(!heard(bob, "task_progress"));
});

test("Redis may be killed and started again", { skip }, async (t) => {
	const world = await World.start(t);
	const ann = await world.connect("ann@one.localhost");
	world.redis.kill("SIGKILL");
	await world.redis.ended;
	await eventually(() => world.log.includes("Redis cannot be used"), "the loss is noticed");
	world.redis = await startRedis(t, world.ports.redis, PASSWORD);
	await eventually(async () => {
		await world.publish(SITES[0], "user:ann", "again").catch(() => {});
		return heard(ann, "again");
	}, "a message after the restart");
	assert.ok(ann.connected);
});

test("the web server may be started again while a browser connects", { skip }, async (t) => {
	const world = await World.start(t);
	await world.web.close();
	const connecting = world.connect("ann@one.localhost");
	await pause(500);
	await startWeb(t, world.ports.web, framework);
	assert.ok((await connecting).connected);
});

test("the bridge ends when it is asked to, and browsers come back to the next one", { skip }, async (t) => {
	const world = await World.start(t, { asProcess: true });
	const ann = await world.connect("ann@one.localhost");
	world.process.kill("SIGTERM");
	assert.equal(await world.process.ended, 0);
	await eventually(() => !ann.connected);
	await world.startProcess();
	await eventually(() => ann.connected, "the browser is back");
	await world.publishAll(ann, SITES[0], [["user:ann", "hello"]]);
	assert.ok(heard(ann, "hello"));
});

test("a taken port is named", { skip }, async (t) => {
	const world = await World.start(t);
	const env = { ...process.env, FRAPPE_SITES_PATH: world.bench.sites };
	const second = startProcess(t, process.execPath, [path.join(OVERLAY, "socketio.js")], { env });
	assert.equal(await second.ended, 1);
	assert.match(second.output(), new RegExp(`Port ${world.ports.bridge} is taken`));
});

test("the bridge is reached from this machine only", { skip }, async (t) => {
	const world = await World.start(t);
	const { networkInterfaces } = await import("node:os");
	const outside = Object.values(networkInterfaces()).flat().filter(({ internal, family }) => !internal && family === "IPv4");
	for (const { address } of outside) await assert.rejects(fetch(`http://${address}:${world.ports.bridge}/`));
	assert.equal((await fetch(`http://127.0.0.1:${world.ports.bridge}/`)).status, 404);
});

test("a message that is no message stops nothing", { skip }, async (t) => {
	const world = await World.start(t);
	const ann = await world.connect("ann@one.localhost");
	for (const text of ["{", "null", "7", '{"namespace": "one.localhost", "event": 5}']) await world.publisher.publish("events", text);
	await world.publishAll(ann, SITES[0], [["user:ann", "hello"]]);
	assert.ok(heard(ann, "hello"));
});

test("a finished build is told to every Desk, and the cached map is dropped", { skip }, async (t) => {
	const world = await World.start(t);
	const [ann, vic] = await Promise.all([world.connect("ann@two.localhost"), world.connect("vic@one.localhost")]);
	await world.publisher.set("assets_json", "old");
	await forgetCachedMap(world.bench);
	assert.equal(await world.publisher.get("assets_json"), null);
	await announceBuild(world.bench, { success: true, changed_files: [] });
	await eventually(() => heard(ann, "build_event"));
	assert.ok(!heard(vic, "build_event"));
});
