// What every page of the Desk loads for the CRM.
import "./crm/action_dialog";
import "./crm/bulk_action";
import "./crm/read_only";
import "./crm/state_names";
import "./crm/keyboard";
import "./crm/link_filters";
import "./crm/merge_customers";
import "./crm/print_list";
import "./crm/user_setup";
import "./crm/views";
import "./crm/why_access";
import "./crm/interaction_dialog";
import "./crm/interaction_forms";
import "./crm/jobs";
import "./crm/dictionary_tree";
