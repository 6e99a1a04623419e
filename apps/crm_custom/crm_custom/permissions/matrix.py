"""Role × DocType × right as data, and which fields are held back (domain 6). The permissions in the DocType files are tested against it.

Rows are limited further by the scope, states by the machine. An administrator changes rights in the Desk; this is what is shipped.
The optional roles: Read Only looks at what the visibility allows and takes nothing along; Finance reads customers with bank, tax and
limits, and orders; the Back Office enters customers for others and keeps the sales data while the setting allows it; Data Sync is the
account of the connector. The News Editor has no right on customers at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm_custom.permissions.roles import (
	CRM_DATA_SYNC,
	CRM_FINANCE,
	CRM_READ_ONLY,
	CUSTOMER_MANAGER,
	EXECUTIVE,
	SALES_BACK_OFFICE,
	SALES_SUPERVISOR,
	SYSTEM_MANAGER,
)

ALL = frozenset({"create", "read", "write", "delete", "report", "export", "import", "print", "email", "share"})
LOOK = frozenset({"read", "report", "print"})
LOOK_AND_EXPORT = LOOK | {"export"}
WORK = LOOK | {"write", "email", "share"}
LEAD = WORK | {"export"}
PICK = frozenset({"read"})
ENTER = LOOK | {"create", "import"}

Rights = dict[str, frozenset[str]]

_DICTIONARY: Rights = {
	SYSTEM_MANAGER: ALL,
	EXECUTIVE: PICK,
	SALES_SUPERVISOR: PICK,
	CUSTOMER_MANAGER: PICK,
	SALES_BACK_OFFICE: PICK,
	CRM_FINANCE: PICK,
	CRM_READ_ONLY: PICK,
}
#: logs are the administrator's, to look at
_LOG: Rights = {SYSTEM_MANAGER: LOOK_AND_EXPORT}
_MIRROR: Rights = {
	SYSTEM_MANAGER: LOOK_AND_EXPORT,
	EXECUTIVE: LOOK_AND_EXPORT,
	SALES_SUPERVISOR: LOOK_AND_EXPORT,
	CUSTOMER_MANAGER: LOOK,
	SALES_BACK_OFFICE: ALL - {"share", "email"},
	CRM_FINANCE: LOOK_AND_EXPORT,
	CRM_READ_ONLY: LOOK,
	CRM_DATA_SYNC: ALL - {"share", "email"},
}

#: DocType: role: rights at permission level 0
MATRIX: dict[str, Rights] = {
	"Customer": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD,
		CUSTOMER_MANAGER: WORK | {"create"},
		SALES_BACK_OFFICE: ENTER,
		CRM_FINANCE: LOOK_AND_EXPORT,
		CRM_READ_ONLY: LOOK,
		CRM_DATA_SYNC: PICK,
	},
	# the framework's own; its other roles are not ours
	"Contact": {
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD | {"create", "delete"},
		CUSTOMER_MANAGER: WORK | {"create", "delete"},
		SALES_BACK_OFFICE: ENTER,
		CRM_FINANCE: LOOK,
		CRM_READ_ONLY: LOOK,
	},
	"Sales Opportunity": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD | {"create", "delete"},
		CUSTOMER_MANAGER: WORK | {"create", "delete"},
		CRM_READ_ONLY: LOOK,
	},
	"Development Plan": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD | {"create"},
		CUSTOMER_MANAGER: WORK | {"create"},
		CRM_READ_ONLY: LOOK,
	},
	"Service": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD,
		CUSTOMER_MANAGER: WORK | {"create", "delete"},
		CRM_READ_ONLY: LOOK,
	},
	"Duplicate Pair": {SYSTEM_MANAGER: LOOK_AND_EXPORT, SALES_SUPERVISOR: LOOK_AND_EXPORT},
	"Customer Merge": {SYSTEM_MANAGER: LOOK_AND_EXPORT, SALES_SUPERVISOR: LOOK_AND_EXPORT},
	"Interaction": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD | {"create", "delete"},
		CUSTOMER_MANAGER: WORK | {"create", "delete"},
		CRM_READ_ONLY: LOOK,
	},
	"Promise": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD | {"create"},
		CUSTOMER_MANAGER: WORK | {"create"},
		CRM_READ_ONLY: LOOK,
	},
	"Product": _MIRROR,
	"Customer Order": _MIRROR,
	"Customer Ownership Log": {
		SYSTEM_MANAGER: LOOK_AND_EXPORT,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LOOK_AND_EXPORT,
		CUSTOMER_MANAGER: LOOK,
	},
	"Work Handover": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LOOK_AND_EXPORT | {"create", "write", "delete"},
		CUSTOMER_MANAGER: PICK,
	},
	"Work Handover Item": {
		SYSTEM_MANAGER: LOOK_AND_EXPORT,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LOOK_AND_EXPORT,
		CUSTOMER_MANAGER: PICK | {"report"},
	},
	"CRM Department": _DICTIONARY,
	"Staff Profile": _DICTIONARY,
	"CRM Settings": {SYSTEM_MANAGER: frozenset({"create", "read", "write", "print", "email", "share"})},
	"CRM Job": {SYSTEM_MANAGER: LOOK | {"write"}},
	"CRM Job Run": _LOG,
	"CRM Operation Log": _LOG,
	**dict.fromkeys(
		(
			"Region",
			"Customer Grade",
			"Customer Category",
			"Customer Source",
			"Customer Status",
			"Customer Type",
			"Expense Category",
			"Industry",
			"Close Reason",
			"Opportunity Stage",
			"Service Type",
			"Contact Method",
			"Contact Direction",
			"Position",
		),
		_DICTIONARY,
	),
}


@dataclass(frozen=True)
class Level:
	"""Fields at a permission level above 0: which, who reads them, who writes them, and the field that names the person to whom the
	record belongs: that person reads the values beside the form (`own_values.py`), because levels go by role and not by row."""

	fields: frozenset[str]
	readers: frozenset[str]
	writers: frozenset[str]
	belongs_to: str


#: DocType: its fields at permission level 1 (domain 6: bank data, tax data, credit limit, discount; private data of staff)
LEVEL_1: dict[str, Level] = {
	"Customer": Level(
		fields=frozenset({"bank", "bank_account", "national_tax_no", "local_tax_no", "credit_limit", "discount"}),
		readers=frozenset({SYSTEM_MANAGER, SALES_SUPERVISOR, CRM_FINANCE}),
		writers=frozenset({SYSTEM_MANAGER, SALES_SUPERVISOR}),
		belongs_to="customer_manager",
	),
	"Staff Profile": Level(
		fields=frozenset({"gender", "birthday", "native_place", "phone", "home_address", "id_type", "id_number", "salary_grade"}),
		readers=frozenset({SYSTEM_MANAGER}),
		writers=frozenset({SYSTEM_MANAGER}),
		belongs_to="user",
	),
}


@dataclass(frozen=True)
class Mask:
	"""A level-1 field and its companion at level 0 that shows only the first and last characters."""

	field: str
	companion: str
	first: int
	last: int


#: DocType: fields that everybody who reads the record sees masked
MASKED: dict[str, tuple[Mask, ...]] = {
	"Staff Profile": (
		Mask("phone", "phone_masked", first=3, last=2),
		Mask("id_number", "id_number_masked", first=4, last=4),
	),
}
