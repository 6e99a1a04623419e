"""Why something about interactions, visits and promises is refused: one class each, with the words that the user reads."""

from __future__ import annotations

from crm_custom.exceptions import CRMError


class InteractionInFutureError(CRMError):
	code = "interaction_in_future"
	title = "Not yet"
	message = "An interaction is recorded when it has happened; {moment} lies in the future. For something planned use the next visit."


class VisitBeforeInteractionError(CRMError):
	code = "visit_before_interaction"
	title = "Next visit"
	message = "The next visit on {visit} lies before the interaction of {moment}. Choose a later day, or leave it empty."


class VisitInPastError(CRMError):
	code = "visit_in_past"
	title = "Next visit"
	message = "A visit is put off to today or a later day; {visit} is over."


class CustomerNotReadableError(CRMError):
	code = "interaction_customer"
	title = "No such customer"
	message = "{customer} is not among the customers that you can see. Ask its customer manager, or look it up with Whose customer is it?"
	http_status_code = 403


class DeletedCustomerError(CRMError):
	code = "interaction_deleted_customer"
	title = "This customer is deleted"
	message = "{customer} is deleted: nothing is recorded or changed about it any more. A sales supervisor can restore it first."


class ForeignLinkError(CRMError):
	code = "interaction_foreign_link"
	title = "Belongs to somebody else"
	message = "{field}: {record} is none of {customer}. Choose one of this customer, or leave it empty."


class NoVisitPlannedError(CRMError):
	code = "no_visit_planned"
	title = "Nothing is planned"
	message = "No visit of {customer} is planned any more; somebody may have been in touch with it meanwhile. Reload the list."


class PromiseEndedError(CRMError):
	code = "promise_ended"
	title = "Already ended"
	message = "The promise is {status} since {date}. Open it again first if that is wrong."


class PromiseUnknownEndError(CRMError):
	code = "promise_unknown_end"
	title = "How did it end?"
	message = "A promise is kept, broken or withdrawn."


class PromiseReadOnlyError(CRMError):
	code = "promise_read_only"
	title = "Read only"
	message = "The promise is {status}: it can be changed only while it is open. Open it again first."
