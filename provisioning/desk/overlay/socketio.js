// node apps/frappe/socketio.js
// The realtime bridge of a bench, started by the Procfile. Ports and Redis come from sites/common_site_config.json.
const path = require("node:path");

const SITES = process.env.FRAPPE_SITES_PATH || path.join(__dirname, "..", "..", "sites");

async function main() {
	const { Bridge } = await import("./realtime/bridge.mjs");
	const { Settings } = await import("./realtime/settings.mjs");
	const settings = new Settings(SITES);
	const bridge = new Bridge(settings);
	await bridge.start();
	console.log(`Realtime listens on 127.0.0.1:${settings.port}.`);
	const stop = () => bridge.stop().then(() => process.exit(0));
	process.once("SIGTERM", stop);
	process.once("SIGINT", stop);
}

main().catch((error) => {
	console.error(error.code === "EADDRINUSE" ? `Port ${error.port} is taken: is another bridge running?` : error.message);
	process.exit(1);
});
