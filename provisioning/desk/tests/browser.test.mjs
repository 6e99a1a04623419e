// What only a browser can tell: bundles that load, and a date picker that knows seconds.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import test from "node:test";
import { assetMap, build, FRAMEWORK, frameworkBench, toyBench, write } from "./helpers.mjs";

const FLAGS = [
	"--headless=new",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	"--allow-file-access-from-files",
	"--virtual-time-budget=5000",
];
const skip = spawnSync("chromium", ["--version"]).status !== 0;

/** Load a bundle, then run `script`; it returns what it put into `result`, or the first error of the page. */
function inBrowser(bench, bundle, script) {
	const address = path.join(bench.sites, assetMap(bench)[bundle]);
	const page = write(
		path.join(bench.root, "page.html"),
		`<!doctype html><body><input id="field"><script>
			window.result = {};
			window.onerror = (text) => { result.error ??= text; };
			window.frappe = { provide: () => {}, templates: {} };
		</script><script src="file://${address}"></script><script>
			try { ${script} } catch (error) { result.error ??= String(error); }
			document.body.dataset.result = encodeURIComponent(JSON.stringify(result));
		</script></body>`
	);
	const args = [...FLAGS, `--user-data-dir=${path.join(bench.root, "profile")}`, "--dump-dom", `file://${page}`];
	const { stdout, stderr } = spawnSync("chromium", args, { encoding: "utf8", timeout: 60000 });
	const found = /data-result="([^"]*)"/.exec(stdout);
	assert.ok(found, stderr);
	const result = JSON.parse(decodeURIComponent(found[1]));
	assert.equal(result.error, undefined);
	return result;
}

const PICKER = `
	const options = { language: "xx", timepicker: true, dateFormat: "yyyy-mm-dd", timeFormat: "hh:ii:ss" };
	$.fn.datepicker.language.xx = { days: [], daysShort: [], daysMin: [], months: [], monthsShort: [], today: "", clear: "", firstDay: 0 };
	const $field = $("#field").datepicker(options);
	const picker = $field.data("datepicker");
	const time = picker.timepicker;
	picker.selectDate(new Date(2026, 2, 4, 5, 6, 7));
	result.selected = $field.val();
	result.shown = time.$secondsText.text() + "/" + time.$seconds.val();
	time.$seconds.val(33).trigger("input");
	result.moved = $field.val();
	time.$hours.val(8).trigger("input");
	result.movedHours = $field.val();
	picker.selectDate(new Date(2026, 2, 5, 1, 2, 3));
	result.selectedAgain = $field.val() + "/" + time.$secondsText.text();
	result.hideable = time.$seconds.parent().length === 1 && time.$secondsText.prev().text() === ":";
	const $short = $("<input>").appendTo("body").datepicker({ ...options, timeFormat: "hh:ii" });
	$short.data("datepicker").selectDate(new Date(2026, 2, 4, 5, 6, 7));
	result.withoutSeconds = $short.val();`;

const PICKED = {
	selected: "2026-03-04 05:06:07",
	shown: "07/7",
	moved: "2026-03-04 05:06:33",
	movedHours: "2026-03-04 08:06:33",
	selectedAgain: "2026-03-05 01:02:03/03",
	hideable: true,
	withoutSeconds: "2026-03-04 05:06",
};

test("the date picker shows, takes and keeps seconds", { skip }, async (t) => {
	const bench = toyBench(t, {
		"toy/toy/public/jquery.js": 'import jQuery from "jquery"; window.$ = window.jQuery = jQuery;',
		"toy/toy/public/toy.bundle.js": 'import "./jquery.js"; import "air-datepicker/dist/js/datepicker.min.js";',
	});
	await build(bench, "--apps", "toy", "--production");
	assert.deepEqual(inBrowser(bench, "toy.bundle.js", PICKER), PICKED);
});

test("the framework's libraries load in a browser and work together", { skip: skip || !FRAMEWORK }, async (t) => {
	const bench = frameworkBench(t);
	await build(bench, "--files", "frappe/libs.bundle.js", "--production");
	const script = `
		result.zone = moment.tz("2026-03-04 05:06:07", "Asia/Shanghai").utc().format();
		result.jquery = typeof jQuery.fn.modal;
		result.sortable = typeof Sortable.create;
		result.map = typeof L.map;`;
	assert.deepEqual(inBrowser(bench, "libs.bundle.js", script), {
		zone: "2026-03-03T21:06:07Z",
		jquery: "function",
		sortable: "function",
		map: "function",
	});
});
