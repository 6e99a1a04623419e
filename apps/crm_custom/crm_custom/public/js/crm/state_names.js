// States are links to Workflow State, which not everybody may read: their names are shown all the same, in the reader's language.

frappe.form.link_formatters["Workflow State"] = (value) => __(value);
