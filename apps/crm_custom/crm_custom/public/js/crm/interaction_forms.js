// Recording from the forms of customer, contact, opportunity and service, and what a customer's form shows of its interactions and promises.
const PANEL = "crm_custom.customer_management.interactions.api.get_customer_panel";
const ENDS = [
	{ status: "Kept", style: "btn-success" },
	{ status: "Broken", style: "btn-default" },
	{ status: "Withdrawn", style: "btn-default" },
];
const escape = (text) => frappe.utils.escape_html(text || "");
const day_of = (moment) => frappe.datetime.str_to_user(String(moment).split(" ")[0]);

// DocType: what the form knows about the interaction to be recorded; null when there is no customer
const SUBJECT = {
	Customer: (frm) => (frm.doc.status === "Deleted" ? null : { customers: [frm.doc.name], title: frm.doc.customer_name }),
	Contact: (frm) => {
		const link = (frm.doc.links || []).find((row) => row.link_doctype === "Customer");
		return link && { customers: [link.link_name], title: link.link_title, contact: frm.doc.name };
	},
	"Sales Opportunity": (frm) => {
		const customer = frm.doc.result_customer || frm.doc.customer;
		return customer && { customers: [customer], title: frm.doc.customer_name, opportunity: frm.doc.name };
	},
	Service: (frm) => frm.doc.customer && { customers: [frm.doc.customer], title: frm.doc.customer_name, contact: frm.doc.contact, service: frm.doc.name },
};

Object.entries(SUBJECT).forEach(([doctype, subject_of]) => {
	frappe.ui.form.on(doctype, {
		refresh(frm) {
			const subject = !frm.is_new() && subject_of(frm);
			if (subject && frappe.model.can_create("Interaction")) {
				frm.add_custom_button(__("Record interaction"), () =>
					frappe.crm.record_interaction({ ...subject, after: () => show_again(frm) })
				);
			}
			if (doctype === "Customer" && !frm.is_new() && frappe.model.can_read("Interaction")) show_panel(frm);
		},
	});
});

// what was typed and not saved stays
function show_again(frm) {
	return frm.is_dirty() ? frm.doctype === "Customer" && show_panel(frm) : frm.reload_doc();
}

function show_panel(frm) {
	const name = frm.doc.name;
	return frappe.xcall(PANEL, { customer: name }).then((panel) => {
		if (frm.doc.name !== name) return;
		frm.crm_panel && frm.crm_panel.remove();
		frm.crm_panel = null;
		if (!panel.interactions.length && !panel.promises.length) return;
		const section = frm.dashboard.add_section(panel_html(panel), __("Interactions and promises"), "custom crm-panel");
		frm.crm_panel = section.closest(".form-dashboard-section");
		frm.dashboard.show();
		section.find("[data-promise]").on("click", (event) => {
			const button = $(event.currentTarget);
			frappe.crm.settle_promise(button.attr("data-promise"), button.attr("data-status"), () => show_panel(frm));
		});
	});
}

function panel_html(panel) {
	const interactions = panel.interactions.map(
		(row) => `<li><span class="text-muted">${day_of(row.occurred_at)} · ${escape(row.method_label)} · ${escape(row.recorded_by_name)}</span><br>
			<a href="${frappe.utils.get_form_link("Interaction", row.name)}">${escape(row.summary)}</a></li>`
	);
	const visits = panel.visits.map((row) => {
		const is_late = row.next_visit_at.split(" ")[0] < panel.today;
		return `<li class="${is_late ? "text-danger" : ""}">${frappe.datetime.str_to_user(row.next_visit_at).replace(/:\d\d$/, "")} · ${escape(
			row.recorded_by_name
		)}<br><span class="text-muted">${escape(row.summary)}</span></li>`;
	});
	return `<div class="row">
		<div class="col-md-5">${list_html(__("Last interactions"), interactions)}</div>
		<div class="col-md-3">${list_html(__("Planned visits"), visits)}</div>
		<div class="col-md-4">${list_html(__("Outstanding promises"), panel.promises.map((row) => promise_html(row, panel.today)))}</div>
	</div>`;
}

function promise_html(row, today) {
	const late = row.due_on < today ? "text-danger" : "text-muted";
	const buttons = ENDS.map(
		(end) =>
			`<button class="btn btn-xs ${end.style}" data-promise="${escape(row.name)}" data-status="${end.status}">${__(end.status)}</button>`
	);
	return `<li><a href="${frappe.utils.get_form_link("Promise", row.name)}">${escape(row.promise)}</a><br>
		<span class="${late}">${__(row.side)} · ${day_of(row.due_on)} · ${escape(row.responsible_name)}</span>
		<div class="crm-chips">${frappe.model.can_write("Promise") ? buttons.join("") : ""}</div></li>`;
}

function list_html(title, items) {
	const body = items.length ? `<ul class="list-unstyled">${items.join("")}</ul>` : `<p class="text-muted">${__("None")}</p>`;
	return `<h6>${title}</h6>${body}`;
}
