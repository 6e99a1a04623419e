// A record that the person may read but not change is shown read-only from the start, not only when a save is refused.
// The server says so in __onload.may_change (crm_custom.permissions.hooks.tell_whether_changeable) and refuses all the same.

$(document).on("form-refresh", (_event, frm) => {
	const onload = frm.doc.__onload || {};
	const locked = !frm.is_new() && onload.may_change === false;
	$(frm.page.wrapper).toggleClass("crm-read-only", locked);
	if (!locked || !(frm.perm[0] && frm.perm[0].write)) return;
	frm.set_read_only();
	frm.disable_save();
	frm.refresh_fields();
	const hint = __("You can read this record but not change it: it belongs to somebody else.");
	// the form clears its headline while it is still loading
	frappe.after_ajax(() => frm.dashboard.set_headline(hint, "blue"));
});
