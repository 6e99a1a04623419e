"""Call-backs, planned visits, promises: the lists, their numbers, and what is done from them (R-076, R-077, R-188)."""

from __future__ import annotations

import re

import frappe
import pytest
from frappe.utils import add_days, getdate, now_datetime, nowdate

from crm_custom.background import run_job
from crm_custom.customer_management import services as customers
from crm_custom.customer_management.interactions import api, queries, refusals, services
from crm_custom.exceptions import SystemFieldError
from crm_custom.permissions.person import get_person
from crm_custom.tests import factories_customer as make
from crm_custom.tests.factories import make_department, make_user
from crm_custom.tests.factories_interactions import dates_of, days_from_now, fresh, make_interaction, make_promise
from crm_custom.tests.site_fixtures import count_queries


def day(number: int):
	return getdate(add_days(nowdate(), number))


@pytest.fixture
def manager() -> str:
	return make.make_manager(make_department())


def customer_of(manager: str, days_ago: float = 10, next_in: float | None = None, **values) -> str:
	name = make.make_customer(customer_manager=manager).name
	make_interaction(name, days_ago, next_in, **values)
	return name


def names(answer: dict) -> set[str]:
	return {row["name"] for row in answer["rows"]}


def test_each_list_has_its_customers_and_each_number_is_the_length_of_its_list(manager: str, as_user):
	today, late, far = customer_of(manager, next_in=0), customer_of(manager, next_in=-4), customer_of(manager, 2, next_in=30)
	seen = customer_of(manager, 3)
	with as_user(manager):
		assert names(api.get_call_backs("day")) == {today}
		assert names(api.get_call_backs("day", str(day(30)))) == {far}
		assert names(api.get_call_backs("day", str(day(-4)))) == names(api.get_call_backs("overdue")) == {late}
		assert today in names(api.get_call_backs("week"))
		assert names(api.get_call_backs("visited", str(day(-3)))) == {seen}
		answer = api.get_call_backs("day")
		assert answer["visited"] == {10: 2, 2: 1, 3: 1}
		for kind in ("day", "overdue", "week"):
			assert answer["counts"][kind] == len(api.get_call_backs(kind)["rows"]), kind


def test_a_row_says_what_was_agreed_what_happened_last_and_what_was_promised(manager: str, as_user):
	customer = customer_of(manager, 8, next_in=0, summary="Wants an offer")
	with as_user(make.make_supervisor()):
		make_interaction(customer, 2, summary="Sent a message", method="Text message")
	make_promise(customer, promise="Sample", due_in=-1)
	with as_user(manager):
		row = api.get_call_backs("day")["rows"][0]
	assert (row["visits"][0]["summary"], row["last"]["summary"]) == ("Wants an offer", "Sent a message")
	assert [promise["promise"] for promise in row["promises"]] == ["Sample"]


def test_a_manager_sees_the_own_ones_a_supervisor_the_teams_an_executive_all(manager: str, as_user):
	department = frappe.db.get_value("Staff Profile", {"user": manager}, "department")
	own, foreign = customer_of(manager, next_in=0), customer_of(make.make_manager(make_department()), next_in=0)
	with as_user(manager):
		assert names(api.get_call_backs("day")) == {own}
	with as_user(make.make_supervisor(department)):
		assert names(api.get_call_backs("day")) == set()
		assert names(api.get_call_backs("day", whose="team")) == {own}
		assert api.get_call_backs("day", whose="team")["counts"]["day"] == 1
	with as_user(make_user("Executive")):
		assert {own, foreign} <= names(api.get_call_backs("day", whose="all"))
	with make.setting(visibility="Own"), as_user(manager):
		assert names(api.get_call_backs("day", whose="all")) == {own}
		assert api.get_call_backs("day", whose="all")["counts"]["day"] == 1


def test_deleted_customers_are_called_no_more_and_lost_ones_are(manager: str, as_user):
	lost, gone = customer_of(manager, next_in=0), customer_of(manager, next_in=0)
	frappe.db.set_value("Customer", lost, "status", "Lost")
	customers.delete_customer(gone, "Twice")
	with as_user(manager):
		answer = api.get_call_backs("day")
	assert (names(answer), answer["counts"]["day"]) == ({lost}, 1)


@pytest.mark.parametrize(("kind", "whose"), [("nonsense", "mine"), ("day", "everybody")])
def test_there_are_no_other_lists(kind: str, whose: str, manager: str, as_user):
	with as_user(manager), pytest.raises(ValueError):
		api.get_call_backs(kind, whose=whose)


def test_the_queries_of_a_list_do_not_grow_with_its_rows(manager: str, as_user):
	def sent() -> int:
		with as_user(manager):
			api.get_call_backs("day")
			with count_queries() as queries_sent:
				api.get_call_backs("day")
		return len(queries_sent)

	customer_of(manager, next_in=0)
	few = sent()
	for _number in range(5):
		make_promise(customer_of(manager, next_in=0))
	assert sent() == few <= 12


@pytest.mark.parametrize(
	"read",
	[
		lambda person: queries.find_customers("day", day(0), queries.MINE, person),
		lambda person: queries.find_customers("overdue", day(0), queries.MINE, person),
		lambda person: queries.find_customers("visited", day(-3), queries.MINE, person),
		lambda person: queries.count_visited(day(0), queries.MINE, person),
		lambda person: queries.find_open_visits(["KH.1", "KH.2"]),
		lambda person: queries.find_last_interactions(["KH.1", "KH.2"]),
		lambda person: queries.find_open_promises(["KH.1", "KH.2"]),
		lambda person: queries.last_habit_of(person.user),
	],
)
def test_every_list_has_an_index(read, manager: str, as_user, monkeypatch):
	statements = []

	def remembering(query, values=(), **options):
		statements.append((str(query), values))
		return send(query, values, **options)

	with as_user(manager):
		person, send = get_person(manager), frappe.db.sql
		monkeypatch.setattr(frappe.db, "sql", remembering)
		read(person)
		monkeypatch.undo()
	reading = [(query, values) for query, values in statements if re.search("tab(Customer|Interaction|Promise)`", query)]
	assert reading
	for query, values in reading:
		for row in frappe.db.sql(f"explain {query}", values, as_dict=True):
			if row.table and not row.table.startswith("<"):
				assert row.possible_keys, (row, query)


# --- putting off -----------------------------------------------------------------------------------------------------------------


def test_a_visit_is_put_off_and_keeps_its_hour(manager: str, as_user):
	customer = customer_of(manager, 8, next_visit_at=f"{day(-2)} 14:30:00")
	with as_user(manager):
		changed = api.postpone_visit(customer, str(day(5)))
		assert api.postpone_visit(customer, str(day(5))) == changed
		assert names(api.get_call_backs("overdue")) == set()
	assert dates_of(customer)[2] == day(5)
	assert str(frappe.db.get_value("Interaction", changed[0], "next_visit_at")) == f"{day(5)} 14:30:00"
	with as_user(manager):
		api.postpone_visit(customer, f"{day(6)} 09:15:00")
	assert str(frappe.db.get_value("Interaction", changed[0], "next_visit_at")) == f"{day(6)} 09:15:00"


def test_everything_overdue_is_put_off_at_once_and_later_plans_stay(manager: str, as_user):
	customer = customer_of(manager, 9, next_in=-2)
	with as_user(make.make_supervisor()):
		make_interaction(customer, 8, next_in=-3)
	with as_user(make.make_supervisor()):
		later = make_interaction(customer, 7, next_in=20)
	with as_user(manager):
		assert len(api.postpone_visit(customer, str(day(4)))) == 2
	assert dates_of(customer)[2] == day(4)
	assert getdate(fresh(later).next_visit_at) == day(20)


def test_a_visit_is_not_put_off_to_the_past_nor_when_nothing_is_planned(manager: str, as_user):
	planned, free = customer_of(manager, 8, next_in=2), customer_of(manager)
	with as_user(manager):
		with pytest.raises(refusals.VisitInPastError):
			api.postpone_visit(planned, str(day(-1)))
		with pytest.raises(refusals.NoVisitPlannedError):
			api.postpone_visit(free, str(day(1)))
	assert dates_of(planned)[2] == day(2)


def test_others_do_not_put_off_somebody_elses_visit(manager: str, as_user):
	customer = customer_of(manager, 8, next_in=2)
	with as_user(make.make_manager()), pytest.raises(frappe.PermissionError):
		api.postpone_visit(customer, str(day(3)))


# --- calendar --------------------------------------------------------------------------------------------------------------------


def test_the_calendar_shows_planned_visits_by_state_and_moves_them(manager: str, as_user):
	done = make_interaction(customer_of(manager, 3), 9, next_in=-4).name
	late = frappe.db.get_value("Interaction", {"customer": customer_of(manager, next_in=-2)})
	to_come = frappe.db.get_value("Interaction", {"customer": customer_of(manager, next_in=5)})
	with make.setting(visibility="Own"), as_user(manager):
		style = {row["name"]: row["style"] for row in api.get_visits("Interaction", str(day(-10)), str(day(10)))}
		assert (style[done], style[late], style[to_come]) == ("success", "danger", "default")
		only = [["Interaction", "name", "=", late]]
		assert [row["name"] for row in api.get_visits("Interaction", str(day(-10)), str(day(10)), filters=frappe.as_json(only))] == [late]
		api.move_visit({"name": late, "next_visit_at": f"{day(1)} 10:00:00"})
	with make.setting(visibility="Own"), as_user(make.make_manager()):
		assert api.get_visits("Interaction", str(day(-10)), str(day(10))) == []
		with pytest.raises(frappe.PermissionError):
			api.move_visit({"name": to_come, "next_visit_at": str(day(2))})
	assert getdate(frappe.db.get_value("Interaction", late, "next_visit_at")) == day(1)


# --- promises --------------------------------------------------------------------------------------------------------------------


def test_a_promise_is_kept_in_one_press_and_opened_again(manager: str, as_user):
	with as_user(manager):
		promise = make_promise(customer_of(manager))
		assert promise.responsible == manager
		for _press in range(2):
			assert api.settle_promise(promise.name, "Kept", "Sent by post")["status"] == "Kept"
		promise.reload()
		assert (promise.settled_on, promise.settled_by, promise.settle_remark) == (day(0), manager, "Sent by post")
		with pytest.raises(refusals.PromiseEndedError):
			api.settle_promise(promise.name, "Broken")
		with pytest.raises(refusals.PromiseReadOnlyError):
			promise.update({"promise": "Something else"}).save()
		api.settle_promise(promise.name, "Outstanding")
		assert fresh(promise).settled_on is None
		with pytest.raises(refusals.PromiseUnknownEndError):
			api.settle_promise(promise.name, "Forgotten")


def test_the_end_of_a_promise_is_not_written_by_hand(manager: str, as_user):
	with as_user(manager):
		promise = make_promise(customer_of(manager))
		with pytest.raises(SystemFieldError):
			promise.update({"status": "Kept"}).save()
		with pytest.raises(SystemFieldError):
			make_promise(promise.customer, status="Broken")


def test_a_promise_is_changed_by_who_keeps_it_and_with_the_customer(manager: str, as_user):
	department = frappe.db.get_value("Staff Profile", {"user": manager}, "department")
	engineer, people = make.make_manager(), {"manager": manager, "supervisor": make.make_supervisor(department)}
	people |= {"engineer": engineer, "stranger": make.make_manager(), "executive": make_user("Executive")}
	name = make_promise(customer_of(manager), responsible=engineer).name
	able = set()
	for person, user in people.items():
		with as_user(user):
			try:
				api.settle_promise(name, "Kept")
				api.settle_promise(name, "Outstanding")
				able.add(person)
			except frappe.PermissionError:
				pass
	assert able == {"manager", "supervisor", "engineer"}


def test_promises_go_with_their_interaction_and_outlive_it(manager: str, as_user):
	customer, other = customer_of(manager), customer_of(manager)
	with as_user(manager):
		interaction = make_interaction(customer, 1)
		promise = services.give_promise(interaction, {"promise": "Send prices", "due_on": day(2)})
		interaction.update({"customer": other}).save()
		assert frappe.db.get_value("Promise", promise, ["customer", "interaction"]) == (other, interaction.name)
		fresh(interaction).delete()
		assert frappe.db.get_value("Promise", promise, ["customer", "interaction", "status"]) == (other, None, "Outstanding")
		assert [row["name"] for row in api.get_customer_panel(other)["promises"]] == [promise]


def test_each_overdue_promise_of_ours_reminds_once_and_again_when_it_gets_another_day(manager: str):
	customer = customer_of(manager)
	frappe.db.set_value("User", manager, "language", "zh")
	late = make_promise(customer, due_in=-1, responsible=manager)
	make_promise(customer, due_in=-1, responsible=manager, side="Theirs")
	make_promise(customer, due_in=0, responsible=manager)
	make_promise(customer, due_in=-1, responsible=make.make_manager(enabled=False))

	def notices() -> list[str]:
		filters = {"for_user": manager, "document_type": "Promise"}
		return [row.subject for row in frappe.get_all("Notification Log", filters, ["subject"])]

	for _run in range(2):
		run_job("interactions.promises")
		assert len(notices()) == 1
	assert "逾期" in notices()[0]
	fresh(late).update({"due_on": day(-2)}).save()
	run_job("interactions.promises")
	assert len(notices()) == 2


def test_the_nightly_job_sets_wrong_dates_right(manager: str):
	customer = customer_of(manager, 3)
	frappe.db.set_value("Customer", customer, "last_interaction_on", day(-100), update_modified=False)
	run = run_job("interactions.dates")
	assert dates_of(customer)[0] == day(-3)
	assert frappe.db.get_value("CRM Job Run", run, "state") == "Finished"
	assert now_datetime() > days_from_now(-1)
