// What the bridge must know, all of it from sites/common_site_config.json: ports, Redis, origins, and which sites exist.
import fs from "node:fs";
import path from "node:path";

const SITE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * Options of the Redis client for an address as Python writes it: `redis://[user]:password@host:port/db`, or
 * `unix://[user]:password@/path/to/socket?db=0&password=…`.
 */
export function redisOptions(address) {
	if (!address.startsWith("unix:")) return { url: address };
	const [, login = "", socket, query = ""] = /^unix:\/\/(?:([^/@]*)@)?([^?]*)(?:\?(.*))?$/.exec(address);
	const [username, password] = login.split(":").map(decodeURIComponent);
	const more = new URLSearchParams(query);
	return {
		socket: { path: decodeURIComponent(socket) },
		username: username || undefined,
		password: more.get("password") ?? (password || undefined),
		database: Number(more.get("db") ?? 0),
	};
}

export class Settings {
	/** Throws when the file is missing, is no JSON, or names no Redis. */
	constructor(sites) {
		this.sites = path.resolve(sites);
		const file = path.join(this.sites, "common_site_config.json");
		if (!fs.existsSync(file)) throw new Error(`${file} is missing: the bridge reads its ports from it.`);
		this.config = JSON.parse(fs.readFileSync(file, "utf8"));
		this.redis = this.config.redis_queue ?? this.config.redis_socketio;
		if (!this.redis) throw new Error(`${file} has no redis_queue: the bridge has nothing to pass on.`);
	}

	get port() {
		return Number(this.config.socketio_port ?? 9000);
	}

	/** Where the web server of this bench answers, on this machine. */
	get web() {
		return `http://127.0.0.1:${this.config.webserver_port ?? 8000}`;
	}

	/** Ports under which a browser of this machine may have got its page when the Host header does not say (development). */
	get webPorts() {
		return [this.config.webserver_port ?? 8000, this.config.nginx_port ?? []].flat().map(String);
	}

	/** Further origins that may connect: `host_name`, and the list `realtime_origins` ("https://crm.example.com"). */
	get origins() {
		return [this.config.host_name, this.config.realtime_origins].flat().filter(Boolean);
	}

	/** Only a folder of sites/ with a site_config.json is a site. */
	hasSite(name) {
		return SITE_NAME.test(name) && fs.existsSync(path.join(this.sites, name, "site_config.json"));
	}
}
