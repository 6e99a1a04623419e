// A small bench in a temporary folder, and the processes that the tests start.
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Bench } from "../overlay/esbuild/bench.mjs";
import { buildAll } from "../overlay/esbuild/commands.mjs";
import { parseOptions } from "../overlay/esbuild/options.mjs";

export const OVERLAY = fileURLToPath(new URL("../overlay", import.meta.url));
export const NODE_MODULES = fileURLToPath(new URL("../node_modules", import.meta.url));
/** The restored framework's Python package, or undefined when there is none on this machine. */
export const FRAMEWORK = process.env.DESK_FRAMEWORK || undefined;

const BUILD = path.join(OVERLAY, "esbuild", "build.mjs");

export function write(file, content) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, content);
	return file;
}

/** A bench with the apps `frappe` and `toy`; `files` maps paths below apps/ to contents. Removed when the test ends. */
export function toyBench(t, files = {}) {
	const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "desk-")));
	t.after(() => fs.rmSync(root, { recursive: true, force: true }));
	write(path.join(root, "sites", "apps.txt"), "frappe\ntoy\n");
	for (const app of ["frappe", "toy"]) fs.mkdirSync(path.join(root, "apps", app, app, "public"), { recursive: true });
	fs.symlinkSync(NODE_MODULES, path.join(root, "apps", "frappe", "node_modules"));
	for (const [name, content] of Object.entries(files)) write(path.join(root, "apps", name), content);
	return new Bench(root);
}

/** A bench with the sources of the restored framework; its public folder is a copy, so that nothing is written into the original. */
export function frameworkBench(t) {
	const bench = toyBench(t);
	const home = path.join(bench.checkout("frappe"), "frappe");
	const isSource = (file) => !["dist", "node_modules"].includes(path.basename(file));
	fs.cpSync(path.join(FRAMEWORK, "public"), path.join(home, "public"), { recursive: true, filter: isSource });
	for (const name of ["website", "desk"]) fs.cpSync(path.join(FRAMEWORK, name), path.join(home, name), { recursive: true });
	return bench;
}

/** Build as the command with these flags would, in this process. */
export async function build(bench, ...flags) {
	await buildAll(bench, parseOptions(flags));
}

/** Run the builder's command; returns status and output. */
export function buildCommand(bench, ...flags) {
	return spawnSync(process.execPath, [BUILD, "--bench", bench.root, ...flags], { encoding: "utf8" });
}

export function startBuild(t, bench, ...flags) {
	return startProcess(t, process.execPath, [BUILD, "--bench", bench.root, ...flags]);
}

/** Start a program that ends with the test; `output()` is what it wrote so far. */
export function startProcess(t, command, args, options = {}) {
	const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
	let text = "";
	child.stdout.on("data", (data) => (text += data));
	child.stderr.on("data", (data) => (text += data));
	child.output = () => text;
	child.ended = new Promise((resolve) => child.once("exit", resolve));
	t.after(async () => {
		child.kill("SIGKILL");
		await child.ended;
	});
	return child;
}

export function assetMap(bench, name = "assets.json") {
	return JSON.parse(fs.readFileSync(path.join(bench.assets, name), "utf8"));
}

/** The content of a built bundle. */
export function built(bench, bundle, map = "assets.json") {
	return fs.readFileSync(path.join(bench.sites, assetMap(bench, map)[bundle]), "utf8");
}

/** Wait until `check` gives something true; fails after `seconds`. */
export async function eventually(check, what = "it", seconds = 10) {
	const until = Date.now() + seconds * 1000;
	for (;;) {
		const result = await check();
		if (result) return result;
		if (Date.now() > until) throw new Error(`${what} did not happen in ${seconds} s`);
		await pause(25);
	}
}

export async function freePort() {
	const server = net.createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** A Redis with a password, in memory only. */
export async function startRedis(t, port, password) {
	const args = ["--port", port, "--bind", "127.0.0.1", "--requirepass", password, "--save", "", "--appendonly", "no"];
	const redis = startProcess(t, "redis-server", args.map(String), { cwd: os.tmpdir() });
	await eventually(() => redis.output().includes("Ready to accept connections"), "the start of Redis");
	return redis;
}

export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** A stand-in for the web server: `answer(method, args, headers)` returns `{ status, message }`. */
export async function startWeb(t, port, answer) {
	const calls = [];
	const server = http.createServer((request, response) => {
		const url = new URL(request.url, "http://web");
		const method = url.pathname.split(".").pop();
		const args = Object.fromEntries(url.searchParams);
		calls.push({ method, args, headers: request.headers });
		const { status = 200, message } = answer(method, args, request.headers) ?? { status: 403 };
		response.writeHead(status, { "Content-Type": "application/json", Connection: "close" });
		response.end(JSON.stringify({ message }));
	});
	await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
	const close = () => new Promise((resolve) => server.close(resolve));
	t.after(close);
	return { calls, close };
}
