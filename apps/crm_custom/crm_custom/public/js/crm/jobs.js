// A job by hand: start it, watch its bar, show what came of it. Used by the lists and forms of CRM Job and CRM Job Run.
frappe.provide("frappe.crm");

const POLL = 2000;
const COLOURS = { Running: "blue", Finished: "green", "Finished with failures": "orange", "Stopped by an error": "red", Interrupted: "orange" };
const WEEKDAYS = () => [__("Sunday"), __("Monday"), __("Tuesday"), __("Wednesday"), __("Thursday"), __("Friday"), __("Saturday")];

frappe.crm.job_colour = (state) => COLOURS[state] || "gray";

/** The usual schedules in words; others as they are written. */
frappe.crm.schedule_in_words = function (schedule) {
	const [minute, hour, day, month, weekday] = (schedule || "").trim().split(/\s+/);
	const is_number = (part) => /^\d+$/.test(part);
	const rest = [day, month, weekday].join(" ");
	if (!month || month !== "*") return schedule || "";
	if (/^\*\/\d+$/.test(minute) && hour === "*" && rest === "* * *") return __("every {0} minutes", [minute.slice(2)]);
	if (!is_number(minute)) return schedule;
	if (hour === "*" && rest === "* * *") return __("hourly at :{0}", [minute.padStart(2, "0")]);
	if (!is_number(hour)) return schedule;
	const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
	if (rest === "* * *") return __("daily {0}", [time]);
	if (day === "*" && is_number(weekday)) return __("{0} {1}", [WEEKDAYS()[weekday % 7], time]);
	if (is_number(day) && weekday === "*") return __("monthly, day {0}, {1}", [day, time]);
	return schedule;
};

const read = (method, args) => frappe.call({ method, args, type: "GET" }).then((answer) => answer.message);
const state_of = (job) => read("crm_custom.background.api.state_of", { job });

/** Whether the scheduler is on. */
frappe.crm.is_clock_running = () => read("crm_custom.background.api.is_clock_running");

/** For `before_render` of a list: its subject in the reader's language. A formatter would take link and check box away. */
frappe.crm.translate_subject = function (doctype, field) {
	if (!cur_list || cur_list.doctype !== doctype) return;
	cur_list.data.forEach((doc) => (doc[field] = __(doc[field])));
};

/** A time of this year without seconds, short enough for a column. */
frappe.crm.short_time = (value) => (value ? moment(value).format("MM-DD HH:mm") : "");

function result_of(run) {
	const counts = [__("{0} looked at", [run.seen]), __("{0} changed", [run.changed]), __("{0} failed", [run.failed])].join(", ");
	const link = `<a href="${frappe.utils.get_form_link("CRM Job Run", run.name)}">${__("Open the run")}</a>`;
	const words = run.message ? `<p>${frappe.utils.escape_html(run.message)}</p>` : "";
	return `<p><span class="indicator-pill ${frappe.crm.job_colour(run.state)}">${__(run.state)}</span> ${counts}</p>${words}<p>${link}</p>`;
}

/** Show the bar of a job that was started until its end; closing it lets the job go on. */
frappe.crm.watch_job = function (job, title, last_run, done) {
	const dialog = new frappe.ui.Dialog({ title });
	dialog.$body.html(`<div class="crm-job-watch"><p class="text-muted crm-job-words"></p>
		<div class="progress"><div class="progress-bar" role="progressbar" style="width: 0%"></div></div></div>`);
	const bar = dialog.$body.find(".progress-bar");
	const words = dialog.$body.find(".crm-job-words").text(__("Waiting for a free worker. You can close this window: the job goes on."));
	let timer = null;
	let run = null;
	let is_over = false;

	const show = (percent, count, total) => {
		bar.css("width", `${percent}%`);
		words.text(total > 1 ? __("{0} of {1}", [count, total]) : __("Under way. You can close this window: the job goes on."));
	};
	const hear = (news) => {
		if (run && news.run === run && news.state === "Running") show(news.percent, news.done, news.total);
		else if (news.run !== last_run) ask();
	};
	const stop = () => {
		clearTimeout(timer);
		if (is_over) return;
		is_over = true;
		frappe.realtime.off("crm_job_run", hear);
		done && done();
	};
	const ask = () => {
		clearTimeout(timer);
		state_of(job).then((answer) => {
			if (is_over) return;
			const is_new = answer.run && answer.run.name !== last_run;
			if (is_new) run = answer.run.name;
			if (is_new && answer.run.state !== "Running") {
				bar.css("width", "100%");
				dialog.$body.find(".crm-job-watch").html(result_of(answer.run));
				return stop();
			}
			if (is_new && answer.progress.total) show(answer.progress.percent, answer.progress.done, answer.progress.total);
			timer = setTimeout(ask, POLL);
		});
	};
	frappe.realtime.on("crm_job_run", hear);
	dialog.onhide = stop;
	dialog.show();
	ask();
};

/** Ask the server to run a job (or to retry a run's failures), then watch it. */
frappe.crm.run_job = function ({ job, title, method, args, done }) {
	return state_of(job).then(({ run }) =>
		frappe.xcall(method, args).then(() => frappe.crm.watch_job(job, title, run && run.name, done)),
	);
};
