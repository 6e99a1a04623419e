// The tree of departments: head, people and customers beside each name; move by drag or by the button, empty state.
const DEPARTMENT = "CRM Department";
const ROOT = __("All departments");
//: trees that are made but not yet drawn
let trees_to_unfold = 0;

frappe.treeview_settings[DEPARTMENT] = {
	breadcrumb: "Base Data",
	title: __("Departments"),
	get_tree_nodes: "crm_custom.base_data.api.department_nodes",
	get_tree_root: false,
	root_label: ROOT,
	disable_add_node: true,
	get_label: (node) => label_of(node),
	onrender: (node) => allow_drag(node),
	on_get_node: (nodes, is_deep) => (is_deep ? show_empty_state(nodes) : unfold_new_tree()),
	onload: (treeview) => {
		// the page asks for it on its own buttons
		frappe.crm.department_tree = treeview;
		if (treeview.can_create) {
			treeview.page.set_primary_action(__("Add department"), () => add_department(null), "add");
		}
		// without a root of its own the framework draws the tree only when somebody comes back to it
		treeview.make_tree();
	},
	post_render: (treeview) => {
		frappe.crm.department_tree = treeview;
		trees_to_unfold += 1;
	},
	toolbar: [
		{
			label: __("Open department"),
			condition: (node) => !node.is_root,
			click: (node) => frappe.set_route("Form", DEPARTMENT, node.data.value),
		},
		{
			label: __("Add below"),
			condition: (node) => !node.data.disabled && frappe.model.can_create(DEPARTMENT),
			click: (node) => add_department(node.is_root ? null : node.data.value),
		},
		{
			label: __("Move"),
			condition: (node) => !node.is_root && frappe.model.can_write(DEPARTMENT),
			click: (node) => ask_where(node),
			btnClass: "hidden-xs",
		},
		{
			label: __("Rename or merge"),
			condition: (node) => !node.is_root && frappe.model.can_write(DEPARTMENT),
			click: (node) => frappe.model.rename_doc(DEPARTMENT, node.data.value, reload),
			btnClass: "hidden-xs",
		},
		{
			label: __("Delete"),
			condition: (node) => !node.is_root && frappe.model.can_delete(DEPARTMENT),
			click: (node) => frappe.model.delete_doc(DEPARTMENT, node.data.value, reload),
			btnClass: "hidden-xs",
		},
	],
};

function reload() {
	const treeview = frappe.crm.department_tree;
	treeview && treeview.make_tree();
}

function label_of(node) {
	const escape = frappe.utils.escape_html;
	if (node.is_root) {
		return `<b>${escape(ROOT)}</b>`;
	}
	const data = node.data;
	const facts = [
		data.head_name ? `${__("Head")}: ${escape(data.head_name)}` : `<i>${__("No head")}</i>`,
		`${__("People")}: ${data.people}`,
		`${__("Customers")}: ${data.customers}`,
	];
	const pill = data.disabled ? `<span class="indicator-pill gray">${__("Disabled")}</span>` : "";
	return `<span class="crm-department">${escape(data.title)}</span> ${pill}
		<span class="crm-department-facts text-muted small">${facts.join(" · ")}</span>`;
}

// the first level is asked for by the tree itself; everything below it only when that is drawn, or the first level would wipe it out
function unfold_new_tree() {
	if (!trees_to_unfold || --trees_to_unfold) return;
	const { tree } = frappe.crm.department_tree;
	setTimeout(() => tree.load_children(tree.root_node, true));
}

function show_empty_state(nodes) {
	const treeview = frappe.crm.department_tree;
	if (!treeview || !treeview.body) return;
	treeview.body.find(".crm-empty-tree").remove();
	if (nodes.some((level) => level.data.length)) return;
	const note = $(`<div class="crm-empty-tree text-muted text-center">
		<p>${__("There are no departments yet. Departments decide who sees and leads which customers.")}</p></div>`);
	if (treeview.can_create) {
		$(`<button class="btn btn-primary btn-sm">${__("Add the first department")}</button>`)
			.on("click", () => add_department(null))
			.appendTo(note);
	}
	note.appendTo(treeview.body);
}

function add_department(parent) {
	const dialog = new frappe.ui.Dialog({
		title: __("Add department"),
		fields: [
			{ fieldname: "department_name", fieldtype: "Data", label: __("Department name"), reqd: 1 },
			{
				fieldname: "parent_crm_department",
				fieldtype: "Link",
				options: DEPARTMENT,
				label: __("Parent department"),
				default: parent,
				description: __("Empty: a department of the top level."),
				get_query: () => ({ filters: { disabled: 0 } }),
			},
			{ fieldname: "column", fieldtype: "Column Break" },
			{ fieldname: "code", fieldtype: "Data", label: __("Code") },
			{
				fieldname: "head",
				fieldtype: "Link",
				options: "User",
				label: __("Head"),
				get_query: () => ({ filters: { enabled: 1, user_type: "System User" } }),
			},
		],
		primary_action_label: __("Add"),
		primary_action: (values) => {
			dialog.disable_primary_action();
			frappe
				.xcall("frappe.client.insert", { doc: { doctype: DEPARTMENT, ...values } })
				.then(() => {
					dialog.hide();
					reload();
				})
				.catch(() => {})
				.finally(() => dialog.enable_primary_action());
		},
	});
	dialog.show();
}

function ask_where(node) {
	const dialog = new frappe.ui.Dialog({
		title: __("Move {0}", [node.data.title]),
		fields: [
			{
				fieldname: "parent",
				fieldtype: "Link",
				options: DEPARTMENT,
				label: __("New parent department"),
				description: __("Empty: a department of the top level. What is below it moves too."),
				get_query: () => ({ filters: { disabled: 0, name: ["!=", node.data.value] } }),
			},
		],
		primary_action_label: __("Move"),
		primary_action: ({ parent }) => move(node.data.value, parent).then((done) => done && dialog.hide()),
	});
	dialog.show();
}

function move(name, parent) {
	return frappe
		.xcall("crm_custom.base_data.api.move_department", { name, parent: parent || null }, "POST")
		.then(() => {
			frappe.show_alert({ message: __("{0} was moved.", [name]), indicator: "green" });
			reload();
			return true;
		})
		.catch(() => false);
}

// drag a department onto another one, or onto the root
function allow_drag(node) {
	if (!frappe.model.can_write(DEPARTMENT)) return;
	const link = node.$tree_link;
	if (!node.is_root) {
		link.attr("draggable", true).on("dragstart", (event) => {
			event.originalEvent.dataTransfer.setData("text/plain", node.data.value);
			event.originalEvent.dataTransfer.effectAllowed = "move";
		});
	}
	link.on("dragover", (event) => {
		event.preventDefault();
		link.addClass("crm-drop-target");
	})
		.on("dragleave drop", () => link.removeClass("crm-drop-target"))
		.on("drop", (event) => {
			event.preventDefault();
			const name = event.originalEvent.dataTransfer.getData("text/plain");
			const target = node.is_root ? null : node.data.value;
			if (!name || name === target) return;
			const question = target
				? __("Move {0} with everything below it under {1}?", [name.bold(), target.bold()])
				: __("Make {0} a department of the top level?", [name.bold()]);
			frappe.confirm(question, () => move(name, target));
		});
}
