"""Role × DocType × right as data (domain: permissions). The permissions in the DocType files are tested against it.

Rows are limited further by the scope, states by the machine. An administrator changes rights in the Desk; this is what is shipped.
"""

from __future__ import annotations

from crm_custom.permissions.roles import CRM_DATA_SYNC, CUSTOMER_MANAGER, EXECUTIVE, SALES_SUPERVISOR, SYSTEM_MANAGER

ALL = frozenset({"create", "read", "write", "delete", "report", "export", "import", "print", "email", "share"})
LOOK = frozenset({"read", "report", "print"})
LOOK_AND_EXPORT = LOOK | {"export"}
WORK = LOOK | {"write", "email", "share"}
LEAD = WORK | {"export"}
PICK = frozenset({"read"})

Rights = dict[str, frozenset[str]]

_DICTIONARY: Rights = {SYSTEM_MANAGER: ALL, EXECUTIVE: PICK, SALES_SUPERVISOR: PICK, CUSTOMER_MANAGER: PICK}
#: logs are the administrator's, to look at
_LOG: Rights = {SYSTEM_MANAGER: LOOK_AND_EXPORT}
_MIRROR: Rights = {
	SYSTEM_MANAGER: LOOK_AND_EXPORT,
	EXECUTIVE: LOOK_AND_EXPORT,
	SALES_SUPERVISOR: LOOK_AND_EXPORT,
	CUSTOMER_MANAGER: LOOK,
	CRM_DATA_SYNC: ALL - {"share", "email"},
}

#: DocType: role: rights at permission level 0
MATRIX: dict[str, Rights] = {
	"Customer": {SYSTEM_MANAGER: ALL, EXECUTIVE: LOOK_AND_EXPORT, SALES_SUPERVISOR: LEAD, CUSTOMER_MANAGER: WORK | {"create"}},
	"Sales Opportunity": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD | {"create", "delete"},
		CUSTOMER_MANAGER: WORK | {"create", "delete"},
	},
	"Development Plan": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD | {"create"},
		CUSTOMER_MANAGER: WORK | {"create"},
	},
	"Service": {
		SYSTEM_MANAGER: ALL,
		EXECUTIVE: LOOK_AND_EXPORT,
		SALES_SUPERVISOR: LEAD,
		CUSTOMER_MANAGER: WORK | {"create", "delete"},
	},
	"Product": _MIRROR,
	"Customer Order": _MIRROR,
	"CRM Department": _DICTIONARY,
	"Staff Profile": _DICTIONARY,
	"CRM Settings": {SYSTEM_MANAGER: frozenset({"create", "read", "write", "print", "email", "share"})},
	"CRM Job": {SYSTEM_MANAGER: LOOK | {"write"}},
	"CRM Job Run": _LOG,
	**dict.fromkeys(
		(
			"Region",
			"Customer Grade",
			"Customer Category",
			"Customer Source",
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
