"""Pointers only: what the framework calls, and where it is found."""

app_name = "crm_custom"
app_title = "CRM Desk"
app_publisher = "CRM Desk maintainers"
app_description = "Customer relationship management in the Frappe Desk, in Chinese and English"
app_email = "maintainers@example.com"
app_license = "MIT"
app_logo_url = "/assets/crm_custom/images/logo.svg"

# set-up
before_install = "crm_custom.setup.install.before_install"
after_install = "crm_custom.setup.install.after_install"
after_migrate = ["crm_custom.setup.install.after_migrate"]
before_uninstall = "crm_custom.setup.uninstall.before_uninstall"

# the Desk
app_include_js = ["crm_desk.bundle.js"]
app_include_css = ["crm_desk.bundle.css"]
boot_session = ["crm_custom.base_data.desk.extend_boot", "crm_custom.base_data.module_access.prune_boot"]
doctype_js = {
	"Contact": "public/js/contact.js",
	"Customer": "public/js/customer_duplicates.js",
	"Data Import": "public/js/data_import.js",
	"User": "public/js/user.js",
}
doctype_list_js = {"Customer": "public/js/customer_list_search.js", "User": "public/js/user_list.js"}

# which rows a person reads and writes: one policy per entity, crm_custom/permissions/policies.py
permission_query_conditions = {
	"Customer": "crm_custom.permissions.hooks.customer_condition",
	"Contact": "crm_custom.permissions.hooks.contact_condition",
	"Sales Opportunity": "crm_custom.permissions.hooks.sales_opportunity_condition",
	"Development Plan": "crm_custom.permissions.hooks.development_plan_condition",
	"Service": "crm_custom.permissions.hooks.service_condition",
	"Customer Order": "crm_custom.permissions.hooks.customer_order_condition",
	"Duplicate Pair": "crm_custom.permissions.hooks.duplicate_pair_condition",
	"Customer Merge": "crm_custom.permissions.hooks.customer_merge_condition",
	"Product": "crm_custom.permissions.hooks.product_condition",
	"Interaction": "crm_custom.permissions.hooks.interaction_condition",
	"Promise": "crm_custom.permissions.hooks.promise_condition",
	"Customer Ownership Log": "crm_custom.permissions.hooks.customer_ownership_log_condition",
	"Work Handover": "crm_custom.permissions.hooks.work_handover_condition",
	"Work Handover Item": "crm_custom.permissions.hooks.work_handover_item_condition",
	# rows that hang on such a record: crm_custom/permissions/followers.py
	"Access Log": "crm_custom.permissions.hooks.access_log_condition",
	"Activity Log": "crm_custom.permissions.hooks.activity_log_condition",
	"Address": "crm_custom.permissions.hooks.address_condition",
	"Comment": "crm_custom.permissions.hooks.comment_condition",
	"Communication": "crm_custom.permissions.hooks.communication_condition",
	"Communication Link": "crm_custom.permissions.hooks.communication_link_condition",
	"Contact Anniversary": "crm_custom.permissions.hooks.contact_anniversary_condition",
	"Contact Email": "crm_custom.permissions.hooks.contact_email_condition",
	"Contact Phone": "crm_custom.permissions.hooks.contact_phone_condition",
	"Customer Order Item": "crm_custom.permissions.hooks.customer_order_item_condition",
	"Development Plan Step": "crm_custom.permissions.hooks.development_plan_step_condition",
	"DocShare": "crm_custom.permissions.hooks.docshare_condition",
	"Document Follow": "crm_custom.permissions.hooks.document_follow_condition",
	"Dynamic Link": "crm_custom.permissions.hooks.dynamic_link_condition",
	"Email Queue": "crm_custom.permissions.hooks.email_queue_condition",
	"Energy Point Log": "crm_custom.permissions.hooks.energy_point_log_condition",
	"Event": "crm_custom.permissions.hooks.event_condition",
	"Event Participants": "crm_custom.permissions.hooks.event_participants_condition",
	"File": "crm_custom.permissions.hooks.file_condition",
	"Milestone": "crm_custom.permissions.hooks.milestone_condition",
	"Notification Log": "crm_custom.permissions.hooks.notification_log_condition",
	"Opportunity Assignment": "crm_custom.permissions.hooks.opportunity_assignment_condition",
	"Opportunity Product": "crm_custom.permissions.hooks.opportunity_product_condition",
	"Reminder": "crm_custom.permissions.hooks.reminder_condition",
	"Service Round": "crm_custom.permissions.hooks.service_round_condition",
	"Service Spare Part": "crm_custom.permissions.hooks.service_spare_part_condition",
	"Work Handover Row": "crm_custom.permissions.hooks.work_handover_row_condition",
	"Tag Link": "crm_custom.permissions.hooks.tag_link_condition",
	"ToDo": "crm_custom.permissions.hooks.todo_condition",
	"Version": "crm_custom.permissions.hooks.version_condition",
	"View Log": "crm_custom.permissions.hooks.view_log_condition",
	"Workflow Action": "crm_custom.permissions.hooks.workflow_action_condition",
}
has_permission = {
	"Customer": "crm_custom.permissions.hooks.has_permission",
	"Contact": "crm_custom.permissions.hooks.has_permission",
	"Sales Opportunity": "crm_custom.permissions.hooks.has_permission",
	"Development Plan": "crm_custom.permissions.hooks.has_permission",
	"Service": "crm_custom.permissions.hooks.has_permission",
	"Customer Order": "crm_custom.permissions.hooks.has_permission",
	"Duplicate Pair": "crm_custom.permissions.hooks.has_permission",
	"Customer Merge": "crm_custom.permissions.hooks.has_permission",
	"Product": "crm_custom.permissions.hooks.has_permission",
	"Number Card": "crm_custom.base_data.module_access.is_offered",
	"Dashboard Chart": "crm_custom.base_data.module_access.is_offered",
	"Interaction": "crm_custom.permissions.hooks.has_permission",
	"Promise": "crm_custom.permissions.hooks.has_permission",
	"Customer Ownership Log": "crm_custom.permissions.hooks.has_permission",
	"Work Handover": "crm_custom.permissions.hooks.has_permission",
	"Work Handover Item": "crm_custom.permissions.hooks.has_permission",
	"Access Log": "crm_custom.permissions.hooks.has_follower_permission",
	"Activity Log": "crm_custom.permissions.hooks.has_follower_permission",
	"Address": "crm_custom.permissions.hooks.has_follower_permission",
	"Comment": "crm_custom.permissions.hooks.has_follower_permission",
	"Communication": "crm_custom.permissions.hooks.has_follower_permission",
	"DocShare": "crm_custom.permissions.hooks.has_follower_permission",
	"Document Follow": "crm_custom.permissions.hooks.has_follower_permission",
	"Email Queue": "crm_custom.permissions.hooks.has_follower_permission",
	"Energy Point Log": "crm_custom.permissions.hooks.has_follower_permission",
	"Event": "crm_custom.permissions.hooks.has_follower_permission",
	"File": "crm_custom.permissions.hooks.has_follower_permission",
	"Milestone": "crm_custom.permissions.hooks.has_follower_permission",
	"Notification Log": "crm_custom.permissions.hooks.has_follower_permission",
	"Reminder": "crm_custom.permissions.hooks.has_follower_permission",
	"Tag Link": "crm_custom.permissions.hooks.has_follower_permission",
	"ToDo": "crm_custom.permissions.hooks.has_follower_permission",
	"Version": "crm_custom.permissions.hooks.has_follower_permission",
	"View Log": "crm_custom.permissions.hooks.has_follower_permission",
	"Workflow Action": "crm_custom.permissions.hooks.has_follower_permission",
}

# what is connected with the framework's records
override_doctype_dashboards = {"Contact": "crm_custom.customer_management.contact.connections"}

# interactions in the timelines of the records that they concern
additional_timeline_content = {
	"Customer": ["crm_custom.customer_management.interactions.timeline.of_record"],
	"Contact": ["crm_custom.customer_management.interactions.timeline.of_record"],
	"Sales Opportunity": ["crm_custom.customer_management.interactions.timeline.of_record"],
	"Service": ["crm_custom.customer_management.interactions.timeline.of_record"],
}
# called when it is known who asks: whoever names a record must see it
auth_hooks = ["crm_custom.permissions.gate.check_request"]

# the framework's import reads files and cells in both languages; files of the CRM's records are private
override_doctype_class = {
	"Data Import": "crm_custom.exchange.data_import.CRMDataImport",
	"File": "crm_custom.permissions.file.ScopedFile",
}

# what link fields offer: enabled values, found by either language and by codes, in the dictionary's order; customers by pinyin, short
# name, number in any form and former code
standard_queries = {
	"Close Reason": "crm_custom.base_data.search.dictionary_values",
	"Contact Direction": "crm_custom.base_data.search.dictionary_values",
	"Contact Method": "crm_custom.base_data.search.dictionary_values",
	"Customer": "crm_custom.customer_management.duplicates.search.customer_query",
	"Customer Category": "crm_custom.base_data.search.dictionary_values",
	"Customer Grade": "crm_custom.base_data.search.dictionary_values",
	"Customer Source": "crm_custom.base_data.search.dictionary_values",
	"Customer Status": "crm_custom.base_data.search.dictionary_values",
	"Customer Type": "crm_custom.base_data.search.dictionary_values",
	"Expense Category": "crm_custom.base_data.search.dictionary_values",
	"Industry": "crm_custom.base_data.search.dictionary_values",
	"Opportunity Stage": "crm_custom.base_data.search.dictionary_values",
	"Position": "crm_custom.base_data.search.dictionary_values",
	"Region": "crm_custom.base_data.search.dictionary_values",
	"Service Type": "crm_custom.base_data.search.dictionary_values",
}

# history never stands in the way of deleting what it tells about
ignore_links_on_delete = ["Customer Ownership Log", "Work Handover", "Work Handover Item"]

# doors of the framework that would go around the rules, and exports whose files would run or be unreadable
override_whitelisted_methods = {
	"frappe.core.doctype.data_export.exporter.export_data": "crm_custom.exchange.export.export_data",
	"frappe.core.doctype.data_import.data_import.download_template": "crm_custom.exchange.export.download_list",
	"frappe.client.get_count": "crm_custom.permissions.query_doors.get_count",
	"frappe.desk.listview.get_group_by_count": "crm_custom.permissions.query_doors.get_group_by_count",
	"frappe.desk.search.search_link": "crm_custom.permissions.query_doors.search_link",
	"frappe.desk.search.search_widget": "crm_custom.permissions.query_doors.search_widget",
	"frappe.core.page.permission_manager.permission_manager.add": "crm_custom.records.permission_manager.add",
	"frappe.core.page.permission_manager.permission_manager.remove": "crm_custom.records.permission_manager.remove",
	"frappe.core.page.permission_manager.permission_manager.reset": "crm_custom.records.permission_manager.reset",
	"frappe.core.page.permission_manager.permission_manager.update": "crm_custom.records.permission_manager.update",
	"frappe.desk.desktop.get_workspace_sidebar_items": "crm_custom.base_data.module_access.get_workspace_sidebar_items",
	"frappe.desk.query_report.run": "crm_custom.base_data.module_access.run_report",
	"frappe.desk.query_report.get_script": "crm_custom.base_data.module_access.get_report_script",
	"frappe.desk.form.assign_to.add": "crm_custom.lifecycle.framework_doors.add",
	"frappe.desk.form.assign_to.add_multiple": "crm_custom.lifecycle.framework_doors.add_multiple",
	"frappe.desk.form.assign_to.remove": "crm_custom.lifecycle.framework_doors.remove",
	"frappe.desk.query_report.export_query": "crm_custom.exchange.export.export_report",
	"frappe.desk.reportview.export_query": "crm_custom.exchange.export.export_list_report",
	"frappe.utils.print_format.download_multi_pdf": "crm_custom.printing.api.download_multi_pdf",
	# answers that would hold rows out of sight
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "crm_custom.permissions.answers.get_chart",
	"frappe.desk.doctype.event.event.get_events": "crm_custom.permissions.answers.get_events",
	"frappe.desk.doctype.tag.tag.get_tagged_docs": "crm_custom.permissions.answers.get_tagged_docs",
	"frappe.desk.form.linked_with.get": "crm_custom.permissions.answers.get_linked_docs",
	"frappe.desk.form.load.getdoc": "crm_custom.permissions.answers.get_doc",
	"frappe.desk.notifications.get_open_count": "crm_custom.permissions.answers.get_open_count",
	"frappe.desk.search.get_link_title": "crm_custom.permissions.answers.get_link_title",
	"frappe.utils.global_search.search": "crm_custom.permissions.answers.search",
	"frappe.workflow.doctype.workflow.workflow.get_workflow_state_count": "crm_custom.permissions.answers.get_workflow_state_count",
}

# what features bring to handovers of work and to the tree of departments
handover_kinds = [
	"crm_custom.customer_management.handover.KINDS",
	"crm_custom.marketing.handover.KINDS",
	"crm_custom.service_management.handover.KINDS",
	# tasks come last: they go with the record that they are about
	"crm_custom.base_data.handover.tasks.KINDS",
]
customers_have_moved = ["crm_custom.service_management.ownership.follow_customers"]
department_customers = ["crm_custom.customer_management.ownership.customers_by_department"]

# jobs: each runs once at a time and writes a log; the clock looks every five minutes which are due (crm_custom/background)
scheduler_events = {"cron": {"*/5 * * * *": ["crm_custom.background.clock.tick"]}}
crm_jobs = [
	"crm_custom.base_data.handover.jobs.JOB",
	"crm_custom.customer_management.duplicates.keys.REFILL",
	"crm_custom.customer_management.duplicates.scan.SCAN",
	"crm_custom.customer_management.interactions.jobs.DATES",
	"crm_custom.customer_management.interactions.jobs.PROMISES",
	"crm_custom.marketing.jobs.REMINDERS",
	"crm_custom.records.jobs.RETENTION",
]

# PDFs without an outside program
pdf_generator = "crm_custom.printing.pdf.generate"

# what templates of print formats may call
jinja = {"methods": ["crm_custom.printing.sheet.crm_print_sheet"]}

# every request and job: no list is filtered or sorted by a field that the person may not read
before_request = ["crm_custom.permissions.held_back.guard_queries"]
before_job = ["crm_custom.permissions.held_back.guard_queries"]

# exports and prints by every door are written down
after_request = ["crm_custom.records.doors.watch"]

# records of the framework that take part in the business
doc_events = {
	"*": {
		"before_insert": "crm_custom.base_data.module_access.guard_change",
		"before_validate": "crm_custom.base_data.module_access.guard_change",
		"before_rename": "crm_custom.base_data.module_access.guard_change",
		"on_trash": "crm_custom.base_data.module_access.guard_change",
		"validate": "crm_custom.base_data.choices.check_choices",
		"after_delete": "crm_custom.records.events.on_deletion",
	},
	"Customer": {
		"onload": "crm_custom.permissions.hooks.tell_whether_changeable",
		"on_change": "crm_custom.permissions.held_back.hide_after_save",
		"on_update": [
			"crm_custom.customer_management.ownership_log.note_change",
			"crm_custom.service_management.ownership.follow_customer",
		],
		"on_trash": "crm_custom.customer_management.ownership_log.forget",
	},
	"Sales Opportunity": {"onload": "crm_custom.permissions.hooks.tell_whether_changeable"},
	"Development Plan": {"onload": "crm_custom.permissions.hooks.tell_whether_changeable"},
	"Service": {"onload": "crm_custom.permissions.hooks.tell_whether_changeable"},
	"Interaction": {"onload": "crm_custom.permissions.hooks.tell_whether_changeable"},
	"Promise": {"onload": "crm_custom.permissions.hooks.tell_whether_changeable"},
	"Contact Method": {"on_update": "crm_custom.customer_management.interactions.services.follow_method"},
	"Contact": {
		"onload": "crm_custom.permissions.hooks.tell_whether_changeable",
		"before_insert": "crm_custom.customer_management.contact.before_insert",
		"validate": "crm_custom.customer_management.contact.validate",
		"on_update": "crm_custom.customer_management.contact.on_update",
	},
	"DocShare": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": ["crm_custom.permissions.person.forget_persons", "crm_custom.records.events.on_change"],
		"on_trash": "crm_custom.records.events.on_gone",
		"after_delete": "crm_custom.permissions.person.forget_persons",
	},
	"Notification Log": {"before_insert": "crm_custom.permissions.guards.keep_secret_from_strangers"},
	"ToDo": {
		"validate": "crm_custom.permissions.guards.check_task",
		"on_update": "crm_custom.permissions.person.forget_persons",
		"after_delete": "crm_custom.permissions.person.forget_persons",
	},
	"Staff Profile": {
		"validate": "crm_custom.permissions.masks.fill_masks",
		"on_update": [
			"crm_custom.customer_management.ownership.follow_department",
			"crm_custom.marketing.ownership.follow_department",
			"crm_custom.service_management.ownership.follow_department",
			"crm_custom.records.events.on_change",
		],
		"on_change": "crm_custom.permissions.held_back.hide_after_save",
	},
	"User": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": [
			"crm_custom.base_data.staff.on_user_update",
			"crm_custom.base_data.handover.leaving.on_user_update",
			"crm_custom.records.events.on_change",
		],
		"on_trash": ["crm_custom.base_data.handover.leaving.on_user_trash", "crm_custom.records.events.on_gone"],
		"after_rename": "crm_custom.base_data.staff.on_user_rename",
	},
	# who may do what, and how the CRM works: each change is an entry of the operation log
	"CRM Department": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"CRM Job": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"CRM Settings": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"Custom DocPerm": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"Custom Field": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"Custom Role": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"Log Settings": {
		"validate": "crm_custom.records.log_settings.keep_long_enough",
		"on_update": "crm_custom.records.events.on_change",
	},
	"Module Profile": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"Property Setter": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"Role": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"Role Profile": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"Server Script": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"System Settings": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"User Permission": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	"Workflow": {
		"after_insert": "crm_custom.records.events.on_new",
		"on_update": "crm_custom.records.events.on_change",
		"on_trash": "crm_custom.records.events.on_gone",
	},
	# logs of the framework: kept by the system, like the product's own
	"Activity Log": {
		"validate": "crm_custom.records.events.keep_log",
		"after_insert": "crm_custom.records.events.on_activity",
		"on_trash": "crm_custom.records.events.keep_log",
	},
	"Access Log": {"validate": "crm_custom.records.events.keep_log", "on_trash": "crm_custom.records.events.keep_log"},
	"Deleted Document": {"validate": "crm_custom.records.events.keep_log", "on_trash": "crm_custom.records.events.keep_log"},
	"Version": {
		"before_insert": "crm_custom.permissions.held_back.hide_in_version",
		"validate": "crm_custom.records.events.keep_log",
		"on_trash": "crm_custom.records.events.keep_log",
	},
}
