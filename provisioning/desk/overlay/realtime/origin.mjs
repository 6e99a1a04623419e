// Which pages may open a connection: those of this bench. A page of somebody else would connect with the user's cookie.

const STANDARD_PORTS = { "http:": "80", "https:": "443" };
const withoutSlash = (origin) => origin.replace(/\/+$/, "").toLowerCase();

function parse(address) {
	try {
		return new URL(address);
	} catch {
		return null; // "null": a sandboxed frame, a local file
	}
}

/**
 * Tell whether a request with these headers may connect. Without an Origin header it is no foreign page: browsers send
 * that header with every WebSocket and with every other request to a foreign host, except those marked in Sec-Fetch-Site.
 */
export function isOriginAllowed(headers, settings) {
	if (!headers.origin) return headers["sec-fetch-site"] !== "cross-site";
	if (settings.origins.some((origin) => withoutSlash(origin) === withoutSlash(headers.origin))) return true;
	const page = parse(headers.origin);
	const server = parse(`${page?.protocol}//${headers.host}`);
	if (!page || !server) return false;
	if (page.host === server.host) return true;
	// the page comes from the web server's own port (development), or a proxy cut the port off the Host header
	const port = page.port || STANDARD_PORTS[page.protocol];
	return page.hostname === server.hostname && settings.webPorts.includes(port);
}
