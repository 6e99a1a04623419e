frappe.treeview_settings["Industry"] = {
	get_tree_nodes: "crm_custom.base_data.tree.children_of",
	get_label: (node) => frappe.crm.tree_label(node),
	breadcrumb: "Base Data",
};
