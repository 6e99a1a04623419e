// In the menu of each record of the CRM, for administrators: who can see it and why.

$(document).on("form-refresh", (_event, frm) => {
	const app = (frappe.boot.module_app || {})[frappe.scrub(frm.meta.module || "")];
	if (frm.is_new() || frm.meta.issingle || !frappe.user.has_role("System Manager")) return;
	if (app !== "crm_custom" && frm.doctype !== "Contact") return;
	frm.page.add_menu_item(__("Who can see this"), () => frappe.set_route("why-access", frm.doctype, frm.doc.name), true);
});
