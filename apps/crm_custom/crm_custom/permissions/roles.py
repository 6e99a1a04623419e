"""The roles of the product (R-341, domain: who uses it). The administrator's own roles may come beside them."""

SYSTEM_MANAGER = "System Manager"
EXECUTIVE = "Executive"
SALES_SUPERVISOR = "Sales Supervisor"
CUSTOMER_MANAGER = "Customer Manager"

SALES_BACK_OFFICE = "Sales Back Office"
CRM_FINANCE = "CRM Finance"
NEWS_EDITOR = "News Editor"
CRM_READ_ONLY = "CRM Read Only"
CRM_DATA_SYNC = "CRM Data Sync"

#: roles that every installation uses
CORE_ROLES = (EXECUTIVE, SALES_SUPERVISOR, CUSTOMER_MANAGER)
#: roles that an administrator may give out; they are shipped disabled
OPTIONAL_ROLES = (SALES_BACK_OFFICE, CRM_FINANCE, NEWS_EDITOR, CRM_READ_ONLY, CRM_DATA_SYNC)
#: roles under which a person belongs to the CRM at all
CRM_ROLES = frozenset({SYSTEM_MANAGER, *CORE_ROLES, *OPTIONAL_ROLES})
