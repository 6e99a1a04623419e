// The little that a build tells a running site; without Redis the site is not running, and nothing needs to be told.
import { createClient } from "redis";
import { redisOptions } from "../realtime/settings.mjs";

const PATIENCE = 1000; // milliseconds

async function withRedis(url, work) {
	if (!url) return;
	const options = redisOptions(url);
	const socket = { ...options.socket, connectTimeout: PATIENCE, reconnectStrategy: false };
	const client = createClient({ ...options, socket, disableOfflineQueue: true });
	client.on("error", () => {});
	try {
		await client.connect();
		await work(client);
	} catch {
		// best effort, see above
	} finally {
		if (client.isOpen) await client.disconnect();
	}
}

/** Sites outside developer mode keep the map of bundles in the cache: drop it, or they go on with files of the last build. */
export async function forgetCachedMap(bench) {
	await withRedis(bench.config.redis_cache, (client) => client.del("assets_json"));
}

/** Tell open Desks in developer mode that a build ended: they reload, show a note, or show the errors. */
export async function announceBuild(bench, message) {
	const payload = JSON.stringify({ event: "build_event", message });
	await withRedis(bench.config.redis_queue ?? bench.config.redis_socketio, (client) => client.publish("events", payload));
}
