"""A customer's request until the customer is content: accepted, assigned, handled, sent back once, handled again, archived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from crm_custom.tests.browser.desk import Desk, unique, unique_mobile


@dataclass(frozen=True)
class Words:
	"""What the screen says and what is typed, in one language."""

	language: str
	states: dict[str, str]
	actions: dict[str, str]
	customer: str
	kind: str
	summary: str
	request: str
	handlings: tuple[str, str]
	answers: tuple[str, str]


ENGLISH = Words(
	"en",
	{state: state for state in ("Created", "Assigned", "Handled", "Archived")},
	{action: action for action in ("Assign", "Handle", "Feedback")},
	"Willow Bakery",
	"Complaint",
	"Sealing jaw leaks",
	"Every tenth bag is open.",
	("Cleaned the jaw", "Replaced the jaw"),
	("It still leaks", "No leak any more"),
)
CHINESE = Words(
	"zh",
	{"Created": "新创建", "Assigned": "已分配", "Handled": "已处理", "Archived": "已归档"},
	{"Assign": "指派", "Handle": "处理", "Feedback": "反馈"},
	"柳树烘焙有限公司",
	"投诉",
	"封口刀漏气",
	"每十袋就有一袋漏气。",
	("清洁封口刀", "更换封口刀"),
	("仍然漏气", "不再漏气"),
)


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_service_comes_back_until_the_customer_is_content(desk_of: Callable[..., Desk], words: Words):
	manager = desk_of("Customer Manager", words.language)
	customer = make_customer(manager, unique(words.customer))
	summary = unique(words.summary)
	service = create(manager, words, customer, summary)

	supervisor = desk_of("Sales Supervisor", words.language)
	supervisor.open("service")
	supervisor.screenshot("service-list")
	supervisor.row(summary).locator(".list-subject a").first.click()
	supervisor.expect_state(words.states["Created"])
	supervisor.action(words.actions["Assign"])
	supervisor.fill("assigned_to", manager.user, supervisor.dialog)
	supervisor.screenshot("service-assign")
	supervisor.confirm()
	supervisor.expect_state(words.states["Assigned"])

	manager.open(f"service/{service}")
	handle(manager, words, words.handlings[0])
	feed_back(manager, words, "2", words.answers[0])
	manager.expect_state(words.states["Assigned"])
	assert manager.document()["rework_count"] == 1
	expect(manager.shown.locator(".form-message, .headline-alert, .form-dashboard-headline").first).to_be_visible()
	manager.screenshot("service-rework")

	handle(manager, words, words.handlings[1])
	feed_back(manager, words, "5", words.answers[1])
	manager.expect_state(words.states["Archived"])
	assert manager.actions() == []
	manager.screenshot("service-archived", full=True)
	kept = manager.read("Service", service)
	assert (kept["status"], kept["rework_count"], kept["satisfaction"]) == ("Archived", 1, 5)
	assert [row["result"] for row in kept["rounds"]][:1] == [words.answers[0]]


def make_customer(desk: Desk, name: str) -> str:
	return desk.insert(
		"Customer",
		customer_name=name,
		grade="Important",
		region="Jiangsu",
		customer_manager=desk.user,
		mobile=unique_mobile(),
		address="8 Lake Road",
	)["name"]


def create(desk: Desk, words: Words, customer: str, summary: str) -> str:
	desk.open("service/new")
	desk.fill("summary", summary)
	desk.fill("service_type", words.kind)
	desk.fill("customer", customer)
	desk.fill("request", words.request)
	desk.screenshot("service-new", full=True)
	desk.save()
	desk.expect_state(words.states["Created"])
	assert desk.actions() == []
	return desk.document()["name"]


def handle(desk: Desk, words: Words, handling: str) -> None:
	desk.action(words.actions["Handle"])
	desk.fill("handling", handling, desk.dialog)
	desk.confirm()
	desk.expect_state(words.states["Handled"])


def feed_back(desk: Desk, words: Words, satisfaction: str, result: str) -> None:
	desk.action(words.actions["Feedback"])
	desk.fill("satisfaction", satisfaction, desk.dialog)
	desk.fill("result", result, desk.dialog)
	desk.screenshot("service-feedback")
	desk.confirm()
