// The list of users keeps what the framework gives it and offers the CRM's short way to a new one.
{
	const settings = (frappe.listview_settings["User"] = frappe.listview_settings["User"] || {});
	const onload = settings.onload;
	settings.onload = function (listview) {
		onload && onload.call(this, listview);
		if (frappe.user.has_role("System Manager")) {
			listview.page.add_inner_button(__("Set up a user"), () => frappe.crm.set_up_user());
		}
	};
}
