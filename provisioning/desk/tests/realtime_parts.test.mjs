import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { isOriginAllowed } from "../overlay/realtime/origin.mjs";
import { redisOptions, Settings } from "../overlay/realtime/settings.mjs";
import { TaskOwners } from "../overlay/realtime/tasks.mjs";
import { WebServer, WebServerUnreachable } from "../overlay/realtime/web.mjs";
import { freePort, startWeb, toyBench, write } from "./helpers.mjs";

const SETTINGS = { origins: ["https://crm.example.com/"], webPorts: ["8000"] };
const allowed = (headers) => isOriginAllowed(headers, SETTINGS);

test("a page of the same host and port may connect", () => {
	assert.ok(allowed({ origin: "http://localhost:8080", host: "localhost:8080" }));
	assert.ok(allowed({ origin: "https://crm.example.org", host: "crm.example.org" }));
});

test("pages of other hosts and other ports may not", () => {
	assert.ok(!allowed({ origin: "http://evil.example", host: "localhost:8080" }));
	assert.ok(!allowed({ origin: "http://localhost:9999", host: "localhost:8080" }));
	assert.ok(!allowed({ origin: "http://localhost.evil.example:8080", host: "localhost:8080" }));
	assert.ok(!allowed({ origin: "null", host: "localhost:8080" }));
	assert.ok(!allowed({ origin: "http://localhost:8080" }));
});

test("the web server's own port counts: in development pages come from there, and some proxies cut the port off", () => {
	assert.ok(allowed({ origin: "http://localhost:8000", host: "localhost:9000" }));
	assert.ok(allowed({ origin: "http://localhost:8000", host: "localhost" }));
	assert.ok(!allowed({ origin: "http://elsewhere:8000", host: "localhost:9000" }));
});

test("an origin that the configuration names may connect", () => {
	assert.ok(allowed({ origin: "https://crm.example.com", host: "10.0.0.5:9000" }));
});

test("without an origin it is no page, unless the browser says so", () => {
	assert.ok(allowed({ host: "localhost:8080" }));
	assert.ok(allowed({ host: "localhost:8080", "sec-fetch-site": "same-origin" }));
	assert.ok(!allowed({ host: "localhost:8080", "sec-fetch-site": "cross-site" }));
});

const announce = (task, user) => ({ room: `user:${user}`, event: "task_announced", message: { task_id: task } });

test("a job belongs to the user that it was announced to, on that site", () => {
	const tasks = new TaskOwners();
	tasks.note("one.localhost", announce("T1", "ann@example.com"));
	assert.ok(tasks.isOwner("one.localhost", "T1", "ann@example.com"));
	assert.ok(!tasks.isOwner("one.localhost", "T1", "bob@example.com"));
	assert.ok(!tasks.isOwner("two.localhost", "T1", "ann@example.com"));
	assert.ok(!tasks.isOwner("one.localhost", "T2", "ann@example.com"));
});

test("a job does not change hands", () => {
	const tasks = new TaskOwners();
	tasks.note("one", announce("T1", "ann"));
	tasks.note("one", announce("T1", "bob"));
	assert.ok(tasks.isOwner("one", "T1", "ann"));
	assert.ok(!tasks.isOwner("one", "T1", "bob"));
});

test("only an announcement in a user's own room counts", () => {
	const tasks = new TaskOwners();
	tasks.note("one", { room: "all", event: "task_announced", message: { task_id: "T1" } });
	tasks.note("one", { room: "user:ann", event: "progress", message: { task_id: "T1" } });
	tasks.note("one", { room: "user:ann", event: "task_announced", message: null });
	tasks.note("one", { room: "user:ann", event: "task_announced", message: { task_id: 7 } });
	assert.equal(tasks.owners.size, 0);
});

test("announcements are forgotten after a time, and when there are too many", () => {
	let clock = 0;
	const tasks = new TaskOwners({ lifetime: 10, limit: 2, now: () => clock });
	tasks.note("one", announce("T1", "ann"));
	clock = 11;
	assert.ok(!tasks.isOwner("one", "T1", "ann"));
	for (const task of ["T2", "T3", "T4"]) tasks.note("one", announce(task, "ann"));
	assert.ok(!tasks.isOwner("one", "T2", "ann"));
	assert.ok(tasks.isOwner("one", "T4", "ann"));
});

function settingsWith(t, config) {
	const { sites } = toyBench(t);
	write(path.join(sites, "common_site_config.json"), JSON.stringify(config));
	write(path.join(sites, "one.localhost", "site_config.json"), "{}");
	fs.mkdirSync(path.join(sites, "assets"), { recursive: true });
	return new Settings(sites);
}

test("only folders of sites/ with a configuration are sites", (t) => {
	const settings = settingsWith(t, { redis_queue: "redis://127.0.0.1:1" });
	assert.ok(settings.hasSite("one.localhost"));
	for (const name of ["assets", "", ".", "..", "../sites/one.localhost", "one.localhost/", "nosuch"]) assert.ok(!settings.hasSite(name), name);
});

test("ports and Redis come from the configuration", (t) => {
	const settings = settingsWith(t, { redis_queue: "redis://:secret@127.0.0.1:5", socketio_port: "9123", webserver_port: 8123 });
	assert.equal(settings.port, 9123);
	assert.equal(settings.web, "http://127.0.0.1:8123");
	assert.deepEqual(redisOptions(settings.redis), { url: "redis://:secret@127.0.0.1:5" });
});

test("a configuration without Redis is refused with its path", (t) => {
	assert.throws(() => settingsWith(t, {}), /common_site_config\.json has no redis_queue/);
	assert.throws(() => new Settings("/nowhere"), /common_site_config\.json is missing/);
});

test("a Redis on a socket is understood as Python writes it", () => {
	assert.deepEqual(redisOptions("unix:///run/r.sock?db=2&password=p%20w"), {
		socket: { path: "/run/r.sock" },
		username: undefined,
		password: "p w",
		database: 2,
	});
	assert.equal(redisOptions("unix://:secret@/run/r.sock").password, "secret");
});

test("a question waits for a web server that is being started again, and not for ever", async (t) => {
	const port = await freePort();
	const web = new WebServer(`http://127.0.0.1:${port}`, { patience: 3000 });
	const answer = web.ask("one", { Cookie: "sid=1" }, "get_user_info");
	await new Promise((resolve) => setTimeout(resolve, 400));
	const { calls } = await startWeb(t, port, () => ({ message: { user: "ann" } }));
	assert.deepEqual(await answer, { user: "ann" });
	assert.equal(calls[0].headers["x-frappe-site-name"], "one");
	const impatient = new WebServer(`http://127.0.0.1:${await freePort()}`, { patience: 100 });
	await assert.rejects(impatient.ask("one", {}, "get_user_info"), WebServerUnreachable);
});
