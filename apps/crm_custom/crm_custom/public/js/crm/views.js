// Calendar and Gantt views in Chinese: their libraries would show English months and weekdays for the language "zh".
const is_chinese = frappe.boot.lang === "zh";
const calendar = frappe.views.Calendar && frappe.views.Calendar.prototype;
const gantt = frappe.views.GanttView && frappe.views.GanttView.prototype;

if (is_chinese && calendar && calendar.setup_options) {
	const set_up = calendar.setup_options;
	calendar.setup_options = function (defaults) {
		set_up.call(this, defaults);
		this.cal_options.locale = "zh-cn";
	};
}

if (is_chinese && gantt && gantt.render_gantt) {
	const render = gantt.render_gantt;
	gantt.render_gantt = function () {
		render.call(this);
		if (this.gantt && this.gantt.options.language !== "zh") {
			this.gantt.options.language = "zh";
			this.gantt.change_view_mode(this.gantt.options.view_mode);
		}
	};
}
