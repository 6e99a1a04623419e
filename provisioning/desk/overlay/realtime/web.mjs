// Asks the web server as the user: who is this, and what may they see. The bridge itself decides nothing about permissions.
import { setTimeout as pause } from "node:timers/promises";

const BUSY = [502, 503, 504];

/** The web server did not answer in time. */
export class WebServerUnreachable extends Error {}

export class WebServer {
	/** `patience` is how long (milliseconds) a question waits for a server that is being started again. */
	constructor(address, { patience = 15000, timeout = 10000 } = {}) {
		Object.assign(this, { address, patience, timeout });
	}

	/**
	 * The answer of a whitelisted method of `frappe.realtime`, called on a site with the credentials of a socket; null
	 * when the answer is no. Throws WebServerUnreachable.
	 */
	async ask(site, credentials, method, args = {}) {
		const url = `${this.address}/api/method/frappe.realtime.${method}?${new URLSearchParams(args)}`;
		const headers = { ...credentials, "X-Frappe-Site-Name": site, Accept: "application/json" };
		const until = Date.now() + this.patience;
		for (let wait = 200; ; wait = Math.min(wait * 2, 2000)) {
			const answer = await this.fetch(url, headers);
			if (answer && !BUSY.includes(answer.status)) return answer.ok ? (await answer.json()).message ?? null : null;
			if (Date.now() + wait > until) throw new WebServerUnreachable(`${this.address} does not answer`);
			await pause(wait);
		}
	}

	async fetch(url, headers) {
		try {
			return await fetch(url, { headers, redirect: "manual", signal: AbortSignal.timeout(this.timeout) });
		} catch {
			return null; // refused, reset or too slow: being started again, perhaps
		}
	}
}
