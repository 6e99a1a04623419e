"""What the people of the demo company spoke about with their customers, what was planned and promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

import frappe
from frappe.utils import add_days

from crm_custom.customer_management.interactions import services
from crm_custom.demo.people import address_of
from crm_custom.demo.register import note
from crm_custom.demo.story import Text


@dataclass(frozen=True)
class Promised:
	"""A promise given in a conversation. `due_in` counts from the day of the story."""

	what: Text
	due_in: int
	side: str = "Ours"


@dataclass(frozen=True)
class Talk:
	"""A conversation of a customer's manager, so many days before the day of the story; `next_in` days after that day comes the next one."""

	client: str
	by: str
	days_ago: int
	method: str
	summary: Text
	next_in: int | None = None
	promise: Promised | None = None


TALKS = (
	Talk(
		"hengtong",
		"li.na",
		6,
		"Visit",
		Text("Showed the new bag sealer; they want a sample run", "演示新封口机，客户希望试样"),
		0,
		Promised(Text("Send ten sample bags", "寄送十个样袋"), -1),
	),
	Talk("hengtong", "li.na", 20, "Phone call", Text("Asked about spare parts", "询问备件")),
	Talk("jinhai", "li.na", 3, "Phone call", Text("Satisfied with the new sealing jaws", "对新封口刀满意"), 4),
	Talk(
		"meihua",
		"li.na",
		12,
		"WeChat",
		Text("Sent the film table", "已发包装膜对照表"),
		-3,
		Promised(Text("Tells the thickness of the new film", "告知新膜厚度"), 2, "Theirs"),
	),
	Talk("lvye", "wang.lei", 8, "Visit", Text("Toured the filling line, wants an offer", "参观灌装线，要求报价"), 0),
	Talk("kangda", "wang.lei", 2, "Phone call", Text("Order is delayed by the building works", "因厂房施工推迟订货"), 7),
	Talk(
		"dongfang",
		"wang.lei",
		9,
		"Video meeting",
		Text("Explained the maintenance contract", "讲解维保合同"),
		1,
		Promised(Text("Send the draft of the contract", "发送合同草案"), 1),
	),
	Talk("huafeng", "zhao.yan", 5, "Visit", Text("Measured the hall for the labeller", "为贴标机测量厂房"), 0),
	Talk("minghui", "zhao.yan", 1, "Text message", Text("Wished a good holiday", "节日问候")),
	Talk("xinyuan", "sun.tao", 15, "Phone call", Text("No need this quarter", "本季度暂无需求"), -1),
	Talk("yongan", "sun.tao", 4, "Visit", Text("Trained two more operators", "又培训两名操作员"), 10),
)


def make_conversations(customers: dict[str, str], language: str, today: date) -> None:
	"""Record the conversations as the people who had them, the oldest first. `customers`: name by key."""
	before = frappe.session.user
	try:
		for talk in sorted(TALKS, key=lambda talk: -talk.days_ago):
			frappe.set_user(address_of(talk.by))
			_record(talk, customers[talk.client], language, today)
	finally:
		frappe.set_user(before)


def _record(talk: Talk, customer: str, language: str, today: date) -> None:
	entry = {
		"customer": customer,
		"method": talk.method,
		"direction": "Outbound",
		"occurred_at": datetime.combine(add_days(today, -talk.days_ago), time(10, 30)),
		"summary": talk.summary.say(language),
		"next_visit_at": None if talk.next_in is None else datetime.combine(add_days(today, talk.next_in), time(9, 0)),
	}
	if talk.promise:
		promise = talk.promise
		entry["promise"] = {"promise": promise.what.say(language), "side": promise.side, "due_on": add_days(today, promise.due_in)}
	name = services.record(entry)
	note("Interaction", name)
	for given in frappe.get_all("Promise", {"interaction": name}, pluck="name"):
		note("Promise", given)
