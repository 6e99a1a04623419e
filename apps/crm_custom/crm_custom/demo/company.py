"""Creates the demo company by the real services, as the people who would do it, so that history, owners and states are true."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import frappe
from frappe.utils import add_days, get_datetime, getdate, nowdate

from crm_custom.customer_management.contact import ensure_contact
from crm_custom.demo.people import address_of
from crm_custom.demo.register import note
from crm_custom.demo.story import CLIENTS, ORDERS, PRODUCTS, PROSPECTS, REQUESTS, Client, Prospect, Request, Step
from crm_custom.marketing import plan_services
from crm_custom.marketing import services as selling
from crm_custom.service_management import services as serving

CURRENCY = "CNY"
#: who leads the department of a customer manager
SUPERVISOR_OF = {"li.na": "zhou.min", "wang.lei": "zhou.min", "zhao.yan": "wu.jian", "sun.tao": "wu.jian"}


@contextmanager
def acting_as(key: str) -> Iterator[None]:
	"""Do the block as a person of the story."""
	before = frappe.session.user
	frappe.set_user(address_of(key))
	try:
		yield
	finally:
		frappe.set_user(before)


class Company:
	"""One run of the creation: language, day, and what was made so far."""

	def __init__(self, language: str, today: date):
		self.language = language
		self.today = today
		self.customers: dict[str, str] = {}

	def make_goods(self) -> None:
		"""Products, as the connector would bring them."""
		for code, name, category, price in PRODUCTS:
			self._insert(
				{
					"doctype": "Product",
					"product_code": code,
					"product_name": name.say(self.language),
					"category": category.say(self.language),
					"unit": "台" if self._is_chinese and price > 50000 else "件" if self._is_chinese else "piece",
					"price": price,
					"currency": CURRENCY,
				}
			)

	def make_customers(self) -> None:
		"""Customers by their managers, each with a contact."""
		for client in CLIENTS:
			with acting_as(client.manager):
				self.customers[client.key] = self._make_customer(client)

	def make_orders(self) -> None:
		"""Orders of the past year, as the connector would bring them."""
		price_of = {code: price for code, _name, _category, price in PRODUCTS}
		number = 0
		for key, orders in ORDERS:
			for days_ago, product, quantity, status in orders:
				number += 1
				amount = price_of[product] * quantity
				self._insert(
					{
						"doctype": "Customer Order",
						"order_number": f"DEMO-{number:04d}",
						"customer": self.customers[key],
						"ordered_on": self._day(-days_ago),
						"status": status,
						"currency": CURRENCY,
						"amount": amount,
						"items": [{"product": product, "quantity": quantity, "unit_price": price_of[product], "amount": amount}],
					}
				)

	def make_opportunities(self) -> None:
		"""Opportunities, each brought as far as its story goes."""
		for prospect in PROSPECTS:
			self._make_opportunity(prospect)

	def make_services(self) -> None:
		"""Services with their rounds."""
		for request in REQUESTS:
			self._make_service(request)

	def _make_customer(self, client: Client) -> str:
		customer = self._insert(
			{
				"doctype": "Customer",
				"customer_name": client.name.say(self.language),
				"short_name": client.short.say(self.language),
				"grade": client.grade,
				"region": client.region,
				"industry": client.industry,
				"source": client.source,
				"customer_manager": address_of(client.manager),
				"mobile": client.mobile,
				"address": client.address.say(self.language),
				"satisfaction": client.satisfaction,
				"credit": 3,
			}
		)
		note("Contact", ensure_contact(customer, client.contact.say(self.language), mobile=client.mobile))
		return customer

	def _make_opportunity(self, prospect: Prospect) -> None:
		with acting_as(prospect.creator):
			name = self._insert(
				{
					"doctype": "Sales Opportunity",
					"customer_name": prospect.prospect.say(self.language),
					"customer": self.customers.get(prospect.client),
					"summary": prospect.summary.say(self.language),
					"description": prospect.summary.say(self.language),
					"contact_name": prospect.contact.say(self.language),
					"phone": prospect.phone,
					"stage": prospect.stage,
					"success_probability": frappe.db.get_value("Opportunity Stage", prospect.stage, "probability"),
					"expected_revenue": prospect.revenue,
					"expected_close_date": self._day(prospect.closes_in),
					"currency": CURRENCY,
				}
			)
		if prospect.assignee:
			with acting_as(SUPERVISOR_OF[prospect.assignee]):
				selling.assign(name, address_of(prospect.assignee))
			self._follow_up(name, prospect)

	def _follow_up(self, name: str, prospect: Prospect) -> None:
		with acting_as(prospect.assignee):
			if prospect.steps:
				self._plan(name, prospect.steps, prospect.closes_in)
			if prospect.state in ("Succeeded", "Archived"):
				self._succeed(name)
			if prospect.state == "Failed":
				selling.stop(name, "Lost to a competitor")
		if prospect.state == "Archived":
			with acting_as(SUPERVISOR_OF[prospect.assignee]):
				selling.archive(name)

	def _plan(self, opportunity: str, steps: tuple[Step, ...], closes_in: int) -> None:
		plan = frappe.get_doc("Development Plan", plan_services.make_plan(opportunity))
		note("Development Plan", plan.name)
		first = min(step.day for step in steps)
		plan.starts_on, plan.ends_on = self._day(first), self._day(max(closes_in, *(step.day for step in steps)))
		for step in steps:
			row = {"planned_on": self._day(step.day), "item": step.item.say(self.language)}
			if step.result:
				row |= {"result": step.result.say(self.language), "done_on": self._day(step.day), "outcome": "Effective"}
			plan.append("steps", row)
		plan.save()

	def _succeed(self, opportunity: str) -> None:
		facts = selling.CustomerFacts(region="Zhejiang", grade="Ordinary", address=self.CONVERTED_ADDRESS[self._is_chinese])
		customer = selling.develop_success(opportunity, facts).result_customer
		note("Customer", customer)
		for contact in frappe.get_all(
			"Dynamic Link", {"link_doctype": "Customer", "link_name": customer, "parenttype": "Contact"}, pluck="parent"
		):
			note("Contact", contact)

	CONVERTED_ADDRESS = {False: "1 Harbour Road", True: "海港路1号"}

	def _make_service(self, request: Request) -> None:
		client = next(client for client in CLIENTS if client.key == request.client)
		with acting_as(client.manager):
			name = self._insert(
				{
					"doctype": "Service",
					"service_type": request.kind,
					"customer": self.customers[client.key],
					"summary": request.summary.say(self.language),
					"request": request.request.say(self.language),
					"channel": "Phone call",
					"due_by": get_datetime(max(self._day(request.due_in), getdate(nowdate()))),
					**dict(request.extra),
				}
			)
		if request.assignee:
			with acting_as(SUPERVISOR_OF[request.assignee]):
				serving.assign(name, address_of(request.assignee))
		for verdict in request.rounds:
			with acting_as(request.assignee):
				serving.handle(name, verdict.handling.say(self.language))
			if verdict.result:
				with acting_as(client.manager):
					serving.feed_back(name, verdict.result.say(self.language), verdict.satisfaction)

	def _insert(self, values: dict[str, Any]) -> str:
		doc = frappe.get_doc(values).insert()
		note(doc.doctype, doc.name)
		return doc.name

	def _day(self, days: int) -> date:
		return add_days(self.today, days)

	@property
	def _is_chinese(self) -> bool:
		return self.language.startswith("zh")
