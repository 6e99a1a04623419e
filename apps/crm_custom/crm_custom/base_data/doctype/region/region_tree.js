frappe.treeview_settings["Region"] = {
	title: __("Regions"),
	get_tree_nodes: "crm_custom.base_data.tree.children_of",
	get_label: (node) => frappe.crm.tree_label(node),
	breadcrumb: "Base Data",
};
