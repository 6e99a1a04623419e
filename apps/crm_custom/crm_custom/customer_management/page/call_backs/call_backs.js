// Whom to visit or call: on a day, overdue, in a week; and who was visited so many days ago (R-076, R-077). One row, one key.

frappe.pages["call-backs"].on_page_load = function (wrapper) {
	wrapper.call_backs = new CallBacks(wrapper);
};

frappe.pages["call-backs"].on_page_show = function (wrapper) {
	wrapper.call_backs && wrapper.call_backs.show(frappe.route_options || {});
	frappe.route_options = null;
};

const METHOD = "crm_custom.customer_management.interactions.api.get_call_backs";
const LONGEST = 15;
const plain = (text) => frappe.utils.escape_html(text || "");
const user_day = (moment) => (moment ? frappe.datetime.str_to_user(String(moment).split(" ")[0]) : "");
const hour = (moment) => (moment ? String(moment).split(" ")[1].slice(0, 5) : "");

class CallBacks {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({ parent: wrapper, title: __("Call-backs"), single_column: true });
		this.state = { kind: "day", day: frappe.datetime.get_today(), days_ago: 1, whose: this.first_whose() };
		this.chosen = 0;
		this.make_fields();
		this.$body = $(`<div class="crm-call-backs">
			<div class="crm-call-backs-head"><div class="btn-group crm-kinds"></div><div class="crm-days"></div></div>
			<div class="crm-rows"></div>
			<p class="text-muted small crm-keys hidden-xs">${__("Keys: ↑ ↓ choose, Enter records the result, P postpones, O opens, ← → the day before and after.")}</p>
		</div>`).appendTo(this.page.main);
		this.listen();
	}

	first_whose() {
		if (frappe.user.has_role("Customer Manager")) return "mine";
		return frappe.user.has_role("Sales Supervisor") ? "team" : "all";
	}

	make_fields() {
		const choices = [{ value: "mine", label: __("My customers") }];
		if (frappe.user.has_role("Sales Supervisor")) choices.push({ value: "team", label: __("My team's customers") });
		choices.push({ value: "all", label: __("All that I can see") });
		this.whose = this.page.add_field({
			fieldname: "whose",
			fieldtype: "Select",
			label: __("Whose customers"),
			options: choices,
			default: this.state.whose,
			change: () => this.set({ whose: this.whose.get_value() || this.state.whose }),
		});
		this.page.add_inner_button(__("Calendar"), () => frappe.set_route("List", "Interaction", "Calendar", "default"));
		this.page.add_inner_button(__("Promises"), () => {
			frappe.route_options = { status: "Outstanding" };
			frappe.set_route("List", "Promise", "List");
		});
	}

	show(options) {
		const { kind, day, days_ago, whose } = options;
		Object.assign(this.state, JSON.parse(JSON.stringify({ kind, day, days_ago, whose })));
		this.refresh();
	}

	set(values) {
		const before = JSON.stringify(this.state);
		Object.assign(this.state, values);
		if (JSON.stringify(this.state) !== before) {
			this.chosen = 0;
			this.refresh();
		}
	}

	refresh() {
		const { kind, whose } = this.state;
		const request = (this.request = {});
		const day = kind === "visited" ? frappe.datetime.add_days(frappe.datetime.get_today(), -this.state.days_ago) : this.state.day;
		return frappe.xcall(METHOD, { kind, day, whose }).then((answer) => {
			// an earlier answer that comes late is of no interest
			if (request !== this.request) return;
			this.answer = answer;
			this.chosen = Math.max(0, Math.min(this.chosen, answer.rows.length - 1));
			this.draw();
		});
	}

	draw() {
		this.draw_kinds();
		this.draw_days();
		this.draw_rows();
	}

	draw_kinds() {
		const { counts, visited } = this.answer;
		const seen = Object.values(visited).reduce((sum, number) => sum + number, 0);
		const kinds = [
			["day", this.state.day === this.answer.today ? __("Today's call-backs") : __("Call-backs of the day"), counts.day],
			["overdue", __("Overdue visits"), counts.overdue],
			["week", __("Visits of the week"), counts.week],
			["visited", __("Visited 1 to 15 days ago"), seen],
		];
		this.$body.find(".crm-kinds").html(
			kinds
				.map(([kind, label, count]) => {
					const style = kind === this.state.kind ? "btn-primary" : "btn-default";
					const color = kind === "overdue" && count ? "red" : "gray";
					return `<button class="btn btn-sm ${style}" data-kind="${kind}">${label} <span class="indicator-pill no-indicator-dot ${color}">${count}</span></button>`;
				})
				.join("")
		);
	}

	draw_days() {
		const $days = this.$body.find(".crm-days").empty();
		if (this.state.kind === "visited") {
			const chips = Array.from({ length: LONGEST }, (_none, place) => place + 1).map((days) => {
				const style = days === this.state.days_ago ? "btn-primary" : "btn-default";
				const count = this.answer.visited[days] || 0;
				return `<button class="btn btn-xs ${style} ${count ? "" : "text-muted"}" data-days-ago="${days}" title="${__("{0} days ago", [days])}">${days}${
					count ? ` <b>(${count})</b>` : ""
				}</button>`;
			});
			$days.html(`<div class="crm-chips"><span class="text-muted">${__("Days ago")}</span>${chips.join("")}</div>`);
		} else if (this.state.kind !== "overdue") {
			const [monday, sunday] = this.answer.week;
			// the field shows the day itself
			const text = this.state.kind === "week" ? `${user_day(monday)} – ${user_day(sunday)}` : "";
			$days.html(`<div class="crm-chips">
				<button class="btn btn-default btn-sm" data-step="-1" title="${__("Back")}">‹</button>
				<input type="date" class="form-control input-sm crm-day" value="${this.state.day}" aria-label="${__("Day")}">
				<button class="btn btn-default btn-sm" data-step="1" title="${__("Forward")}">›</button>
				<button class="btn btn-default btn-sm" data-today="1">${__("Today")}</button>
				<span class="text-muted">${text}</span></div>`);
		}
	}

	draw_rows() {
		const { rows, has_more } = this.answer;
		if (!rows.length) {
			this.$body.find(".crm-rows").html(`<div class="crm-empty text-muted">${this.empty_text()}</div>`);
			return;
		}
		const head = [__("Customer"), __("Planned visit"), __("Last interaction"), __("Outstanding promises"), ""];
		this.$body.find(".crm-rows").html(`<table class="table crm-table"><thead><tr>${head.map((text) => `<th>${text}</th>`).join("")}</tr></thead>
			<tbody>${rows.map((row, place) => this.row_html(row, place)).join("")}</tbody></table>
			${has_more ? `<p class="text-muted">${__("The first {0} are shown.", [rows.length])}</p>` : ""}`);
	}

	empty_text() {
		return {
			day: __("Nobody is to be called back on this day. Give a next visit when you record an interaction."),
			overdue: __("No visit is overdue."),
			week: __("No visit is planned for this week."),
			visited: __("Nobody had the last contact on that day."),
		}[this.state.kind];
	}

	row_html(row, place) {
		const number = row.mobile || row.phone;
		const phone = number ? `<a href="tel:${plain(number)}" class="text-muted">${plain(number)}</a>` : "";
		const manager = this.state.whose === "mine" ? "" : `<span class="text-muted">${plain(row.manager_name)}</span>`;
		const status = row.status === "Normal" ? "" : `<span class="indicator-pill red">${__(row.status)}</span>`;
		return `<tr data-place="${place}" class="${place === this.chosen ? "crm-chosen" : ""}">
			<td><a href="${frappe.utils.get_form_link("Customer", row.name)}"><b>${plain(row.customer_name)}</b></a> ${status}<br>${phone} ${manager}</td>
			<td>${row.visits.map((visit) => this.visit_html(visit)).join("") || `<span class="text-muted">–</span>`}</td>
			<td>${row.last ? `${user_day(row.last.occurred_at)} · ${plain(row.last.method_label)}<br><span class="text-muted">${plain(row.last.summary)}</span>` : ""}</td>
			<td>${row.promises.map((promise) => this.promise_html(promise)).join("")}</td>
			<td class="crm-row-actions">${this.actions_html(row)}</td></tr>`;
	}

	visit_html(visit) {
		const is_late = visit.next_visit_at.split(" ")[0] < this.answer.today;
		const moment = `${user_day(visit.next_visit_at)} ${hour(visit.next_visit_at)}`;
		return `<div><span class="${is_late ? "text-danger" : ""}">${moment}</span><br><span class="text-muted">${plain(visit.summary)}</span></div>`;
	}

	promise_html(promise) {
		const is_late = promise.due_on < this.answer.today;
		return `<div><a href="${frappe.utils.get_form_link("Promise", promise.name)}" class="${is_late ? "text-danger" : ""}">${plain(promise.promise)}</a>
			<span class="text-muted">${__(promise.side)} · ${user_day(promise.due_on)}</span>
			${frappe.model.can_write("Promise") ? `<button class="btn btn-xs btn-default" data-kept="${plain(promise.name)}">${__("Kept")}</button>` : ""}</div>`;
	}

	actions_html(row) {
		if (!frappe.model.can_create("Interaction")) return "";
		const postpone = row.visits.length ? `<button class="btn btn-xs btn-default" data-do="postpone">${__("Postpone")}</button>` : "";
		return `<button class="btn btn-xs btn-primary" data-do="record">${__("Record result")}</button> ${postpone}`;
	}

	listen() {
		const on = (selector, act) => this.$body.on("click", selector, (event) => act($(event.currentTarget)));
		on("[data-kind]", ($button) => this.set({ kind: $button.attr("data-kind"), days_ago: this.first_visited() }));
		on("[data-days-ago]", ($button) => this.set({ days_ago: Number($button.attr("data-days-ago")) }));
		on("[data-step]", ($button) => this.step(Number($button.attr("data-step"))));
		on("[data-today]", () => this.set({ day: frappe.datetime.get_today() }));
		on("[data-kept]", ($button) => frappe.crm.settle_promise($button.attr("data-kept"), "Kept", () => this.refresh()));
		on("tr[data-place]", ($row) => this.choose(Number($row.attr("data-place"))));
		on("[data-do]", ($button) => this[$button.attr("data-do")](Number($button.closest("tr").attr("data-place"))));
		this.$body.on("change", ".crm-day", (event) => event.target.value && this.set({ day: event.target.value }));
		$(document).on("keydown.crm_call_backs", (event) => this.on_key(event));
	}

	on_key(event) {
		const is_here = frappe.get_route()[0] === "call-backs" && !$(".modal.show").length;
		if (!is_here || event.ctrlKey || event.metaKey || event.altKey || $(event.target).is("input, select, textarea, button, a, [contenteditable]")) return;
		const act = {
			ArrowDown: () => this.choose(this.chosen + 1),
			ArrowUp: () => this.choose(this.chosen - 1),
			ArrowLeft: () => this.step(-1),
			ArrowRight: () => this.step(1),
			Enter: () => this.record(this.chosen),
			p: () => this.postpone(this.chosen),
			o: () => this.open(this.chosen),
		}[event.key.length === 1 ? event.key.toLowerCase() : event.key];
		if (act) {
			event.preventDefault();
			act();
		}
	}

	choose(place) {
		const last = ((this.answer && this.answer.rows) || []).length - 1;
		this.chosen = Math.max(0, Math.min(place, last));
		this.$body.find("tr[data-place]").each((_place, row) => {
			$(row).toggleClass("crm-chosen", Number($(row).attr("data-place")) === this.chosen);
		});
	}

	// the day chosen, or the latest on which somebody was visited
	first_visited() {
		const { visited } = this.answer || { visited: {} };
		const days = Object.keys(visited).map(Number);
		return days.length && !visited[this.state.days_ago] ? Math.min(...days) : this.state.days_ago;
	}

	step(direction) {
		const { kind, day, days_ago } = this.state;
		if (kind === "visited") return this.set({ days_ago: Math.max(1, Math.min(LONGEST, days_ago - direction)) });
		if (kind !== "overdue") this.set({ day: frappe.datetime.add_days(day, kind === "week" ? 7 * direction : direction) });
	}

	row(place) {
		return this.answer && this.answer.rows[place];
	}

	record(place) {
		const row = this.row(place);
		if (!row || !frappe.model.can_create("Interaction")) return;
		frappe.crm.record_interaction({ customers: [row.name], title: row.customer_name, after: () => this.refresh() });
	}

	postpone(place) {
		const row = this.row(place);
		if (!row || !row.visits.length || !frappe.model.can_create("Interaction")) return;
		frappe.crm.postpone_visit({ customer: row.name, title: row.customer_name, after: () => this.refresh() });
	}

	open(place) {
		const row = this.row(place);
		row && frappe.set_route("Form", "Customer", row.name);
	}
}
