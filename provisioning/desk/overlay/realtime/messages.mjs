// The framework's messages: it publishes them in Redis, on one channel for all sites.
import { createClient } from "redis";
import { redisOptions } from "./settings.mjs";

const CHANNEL = "events";
const LONGEST_PAUSE = 2000; // milliseconds between two attempts to reach Redis

/** Call `onMessage(message)` for each message, as long as this lives; Redis may come later, go, and come back. Returns `{ close }`. */
export function subscribe(address, onMessage, log) {
	const options = redisOptions(address);
	const reconnectStrategy = (attempt) => Math.min(100 * 2 ** Math.min(attempt, 10), LONGEST_PAUSE);
	const client = createClient({ ...options, socket: { ...options.socket, reconnectStrategy } });
	let state = "";
	const say = (now, text) => {
		if (now !== state) log(text);
		state = now;
	};
	client.on("error", (error) => say("down", `Redis cannot be used (${error.message || error.code}); trying again.`));
	client.on("ready", () => say("up", "Redis is connected."));
	const listen = (text) => {
		try {
			onMessage(JSON.parse(text));
		} catch (error) {
			log(`A message could not be passed on: ${error.message}`);
		}
	};
	const started = client
		.connect()
		.then(() => client.subscribe(CHANNEL, listen))
		.catch((error) => say("down", `Redis cannot be used: ${error.message}`));
	return {
		started,
		async close() {
			if (client.isOpen) await client.disconnect();
		},
	};
}
