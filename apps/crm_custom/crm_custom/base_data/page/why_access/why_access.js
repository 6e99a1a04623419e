// Why a person can or cannot do something with a record, and who can see it. The server words everything; this only shows it.
const WHY_API = "crm_custom.permissions.why.api.";

frappe.pages["why-access"].on_page_load = (wrapper) => {
	frappe.ui.make_app_page({ parent: wrapper, title: __("Who can see this"), single_column: true });
	wrapper.why = new WhyAccess(wrapper.page);
};

frappe.pages["why-access"].on_page_show = (wrapper) => wrapper.why.show_route();

class WhyAccess {
	constructor(page) {
		this.page = page;
		this.make_questions();
		this.$answer = $('<div class="why-answer" aria-live="polite"></div>').appendTo(page.main);
		page.set_secondary_action(__("Open record"), () => frappe.set_route("Form", this.asked().doctype, this.asked().name));
		page.btn_secondary.hide();
		this.show_hint();
	}

	make_questions() {
		const add = (df) => this.page.add_field({ ...df, change: () => this.ask() });
		this.user = add({ fieldname: "user", fieldtype: "Link", options: "User", label: __("Person") });
		this.doctype = add({
			fieldname: "record_type",
			fieldtype: "Link",
			options: "DocType",
			label: __("Record type"),
			get_query: () => ({ filters: { istable: 0, issingle: 0 } }),
		});
		this.record = add({
			fieldname: "record",
			fieldtype: "Dynamic Link",
			options: "record_type",
			label: __("Record"),
			get_options: () => this.doctype.get_value(),
		});
	}

	// /app/why-access/Customer/KH2026000001/li.na@example.com
	async show_route() {
		frappe.breadcrumbs.add({ type: "Custom", label: __("Base Data"), route: "/app/base-data" });
		const [, doctype, name, user] = frappe.get_route();
		const question = { doctype, name, user: user || this.user.get_value() || frappe.session.user };
		this.is_filling = true;
		await this.user.set_value(question.user);
		if (doctype && name) {
			await this.doctype.set_value(doctype);
			await this.record.set_value(name);
		}
		this.is_filling = false;
		this.ask(doctype && name ? question : this.asked());
	}

	asked() {
		return { doctype: this.doctype.get_value(), name: this.record.get_value(), user: this.user.get_value() };
	}

	ask(question = this.asked()) {
		if (this.is_filling) return;
		this.page.btn_secondary.toggle(Boolean(question.doctype && question.name));
		if (!question.doctype || !question.name || !question.user) {
			this.last = null;
			this.show_hint();
			return;
		}
		const key = JSON.stringify(question);
		if (key === this.last) return;
		this.last = key;
		this.$answer.html(`<div class="why-hint text-muted">${__("Looking …")}</div>`);
		frappe
			.xcall(`${WHY_API}explain`, question)
			.then((answer) => this.last === key && this.show(answer, question))
			.catch(() => this.last === key && this.show_failure());
	}

	show_hint() {
		this.$answer.html(`<div class="why-hint">
			<h4>${__("Why can somebody see a record, or not?")}</h4>
			<p class="text-muted">${__("Choose a person, a record type and a record. You also get here from the menu of each record.")}</p>
		</div>`);
	}

	show_failure() {
		this.last = null;
		this.$answer.html(`<div class="why-hint"><h4>${__("No answer")}</h4>
			<p class="text-muted">${__("The record may have been deleted. Choose another one.")}</p></div>`);
	}

	show(answer, question) {
		const sections = [
			why_head(answer),
			why_section(__("What the person may do"), answer.rights),
			answer.actions.length ? why_section(__("Workflow actions"), answer.actions) : "",
			why_held_back(answer.held_back),
			`<section class="why-viewers"><h5>${__("Who can see this record")}</h5>
				<button class="btn btn-default btn-sm">${__("Show everybody")}</button></section>`,
		];
		this.$answer.html(sections.join(""));
		this.$answer.find(".why-viewers button").on("click", () => this.show_viewers(question));
	}

	show_viewers({ doctype, name }) {
		const $place = this.$answer.find(".why-viewers");
		$place.find("button").prop("disabled", true).text(__("Looking …"));
		frappe
			.xcall(`${WHY_API}viewers`, { doctype, name })
			.then((rows) => {
				$place.find("button").remove();
				$place.append(why_viewers(rows));
				why_filter($place);
				$place.on("click", "a[data-user]", (event) => {
					event.preventDefault();
					frappe.set_route("why-access", doctype, name, event.currentTarget.dataset.user);
					frappe.utils.scroll_to(0);
				});
			})
			.catch(() => $place.find("button").prop("disabled", false).text(__("Try again")));
	}
}

const why_text = (text) => frappe.utils.escape_html(String(text ?? ""));
const why_mark = (is_met) =>
	`<span class="why-mark ${is_met ? "why-yes" : "why-no"}" aria-hidden="true">${is_met ? "✓" : "✕"}</span>
	<span class="sr-only">${is_met ? __("Yes") : __("No")}</span>`;

function why_head(answer) {
	const chips = answer.rights.map(
		(verdict) => `<span class="indicator-pill no-indicator-dot ${verdict.is_allowed ? "green" : "red"}">
			${verdict.is_allowed ? "✓" : "✕"} ${why_text(verdict.label)}</span>`
	);
	const roles = answer.roles.map(why_text).join(__(", ")) || __("no role");
	return `<header class="why-head">
		<h4>${why_text(answer.full_name)} <span class="text-muted">→</span> ${why_text(answer.title)}
			${answer.state ? `<span class="indicator-pill gray">${why_text(answer.state)}</span>` : ""}</h4>
		<p class="text-muted">${__("Roles")}: ${roles}</p>
		<div class="why-chips">${chips.join("")}</div>
	</header>`;
}

function why_section(title, verdicts) {
	return `<section><h5>${title}</h5>${verdicts.map(why_verdict).join("")}</section>`;
}

function why_verdict(verdict) {
	const checks = verdict.checks.map(
		(check) => `<li>${why_mark(check.is_met)}<div><strong>${why_text(check.title)}</strong>
			<div>${why_text(check.text)}</div>
			${check.remedy ? `<div class="why-remedy">${__("What would change it")}: ${why_text(check.remedy)}</div>` : ""}</div></li>`
	);
	return `<details class="why-verdict" data-code="${why_text(verdict.code)}">
		<summary>${why_mark(verdict.is_allowed)}<strong>${why_text(verdict.label)}</strong>
			<span class="text-muted">${why_text(verdict.decided_by)}</span></summary>
		<ul>${checks.join("")}</ul></details>`;
}

function why_held_back(fields) {
	if (!fields.length) return "";
	return `<section><h5>${__("Fields held back")}</h5>
		<p class="text-muted">${__("The person reads the record without these, because no role of theirs reads their permission level:")}</p>
		<p>${fields.map((field) => `<span class="indicator-pill no-indicator-dot orange">${why_text(field)}</span>`).join(" ")}</p></section>`;
}

function why_viewers(rows) {
	if (!rows.length) return `<p class="text-muted">${__("Nobody but the account Administrator.")}</p>`;
	const body = rows.map(
		(row) => `<tr><td><a href="#" data-user="${why_text(row.user)}">${why_text(row.full_name)}</a></td>
			<td>${row.roles.map(why_text).join(__(", "))}</td>
			<td>${row.may_change ? __("Reads and changes") : __("Reads")}</td><td>${why_text(row.reason)}</td></tr>`
	);
	return `<input type="search" class="form-control input-sm" placeholder="${__("Find a person, role or reason")}"
			aria-label="${__("Find a person, role or reason")}">
		<p class="text-muted why-count">${__("{0} people", [rows.length])}</p>
		<table class="table"><thead><tr><th>${__("Person")}</th><th>${__("Role")}</th><th>${__("Right")}</th>
		<th>${__("Because")}</th></tr></thead><tbody>${body.join("")}</tbody></table>`;
}

function why_filter($place) {
	$place.find("input").on("input", (event) => {
		const wanted = event.target.value.trim().toLowerCase();
		let shown = 0;
		$place.find("tbody tr").each((_number, row) => {
			const fits = row.textContent.toLowerCase().includes(wanted);
			row.hidden = !fits;
			shown += fits;
		});
		$place.find(".why-count").text(__("{0} people", [shown]));
	});
}
