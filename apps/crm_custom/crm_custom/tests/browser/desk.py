"""The Desk as a person uses it: menus, forms, dialogs, lists. Waits for what the page says, never for a time."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

#: what a browser says of itself, not of the page
NOT_OURS = re.compile(r"favicon|Autofill|third-party cookie|ERR_ABORTED")
SETTLED = "() => window.frappe && frappe.boot && !document.querySelector('#freeze.in') && (!window.jQuery || jQuery.active === 0)"


class Desk:
	"""One person's browser window."""

	def __init__(self, context: BrowserContext, url: str, user: str, language: str):
		self.context, self.url, self.user, self.language = context, url, user, language
		self.problems: list[str] = []
		self.page = self.new_page()

	@classmethod
	def logged_in(cls, browser: Browser, url: str, user: str, password: str, language: str = "en") -> Desk:
		"""A window of a user who has just logged in and reads this language."""
		context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="zh-CN" if language == "zh" else "en-US")
		context.set_default_timeout(20_000)
		answer = context.request.post(f"{url}/api/method/login", form={"usr": user, "pwd": password})
		assert answer.ok, answer.text()
		desk = cls(context, url, user, language)
		desk.open("")
		desk.speak(language)
		return desk

	def new_page(self) -> Page:
		"""Another tab of the same window."""
		page = self.context.new_page()
		page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
		page.on("console", lambda message: self._note(page, message.type, message.text))
		return page

	def _note(self, page: Page, kind: str, text: str) -> None:
		if kind == "error" and not NOT_OURS.search(text):
			self.problems.append(f"{page.url}: {text}")

	def close(self) -> None:
		self.context.close()

	def speak(self, language: str) -> None:
		"""Switch the user's own language and reload."""
		if self.page.evaluate("frappe.boot.lang") != language:
			self.call("frappe.client.set_value", doctype="User", name=self.user, fieldname="language", value=language)
			self.page.evaluate("frappe.ui.toolbar ? frappe.assets.clear_local_storage() : 0")
			self.open("")

	def call(self, method: str, **arguments: object) -> object:
		"""Call an endpoint as the page itself would; returns the message. Raises with the server's text when it is refused."""
		return self.page.evaluate("([method, args]) => frappe.xcall(method, args)", [method, arguments])

	def open(self, route: str) -> None:
		"""Go to a Desk address ("sales-opportunity/view/list") and wait until it has settled."""
		self.page.goto(f"{self.url}/app/{route}")
		self.settle()

	def settle(self) -> None:
		"""Nothing is loading any more."""
		self.page.wait_for_load_state("load")
		self.page.wait_for_function(SETTLED)

	def screenshot(self, name: str, full: bool = False) -> None:
		"""A picture for people to look at."""
		if folder := os.environ.get("CRM_SCREENSHOTS"):
			path = Path(folder) / self.language / f"{name}.png"
			path.parent.mkdir(parents=True, exist_ok=True)
			self.settle()
			self.page.screenshot(path=path, full_page=full)

	# forms

	@property
	def form(self) -> Locator:
		return self.page.locator(".page-container:visible .form-page").first

	def field(self, name: str) -> Locator:
		"""A field of the form that is shown."""
		return self.page.locator(f".page-container:visible .frappe-control[data-fieldname='{name}']:visible").first

	def fill(self, name: str, value: str, within: Locator | None = None) -> None:
		"""Type into a field as a person does; a link is chosen from its list."""
		control = within.locator(f".frappe-control[data-fieldname='{name}']").first if within else self.field(name)
		kind = control.get_attribute("data-fieldtype")
		if kind == "Select":
			control.locator("select").select_option(value)
		elif kind in {"Text Editor", "Markdown Editor"}:
			control.locator(".ql-editor").fill(value)
		elif kind == "Rating":
			control.locator(f".star-rating [data-rating='{value}'], svg[data-rating='{value}']").first.click()
		else:
			box = control.locator("input:visible, textarea:visible").first
			box.click()
			box.fill(value)
			if kind in {"Link", "Dynamic Link"}:
				control.locator(".awesomplete li", has_text=value).first.click()
			else:
				box.press("Tab")
		self.settle()

	def save(self) -> None:
		"""Press Ctrl+S and wait for the saved record."""
		self.page.keyboard.press("Control+s")
		expect(self.page.locator(".page-container:visible .indicator-pill.orange", has_text=re.compile("Not Saved|未保存"))).to_have_count(0)
		self.settle()

	def document(self) -> dict:
		"""The record in the form, as the browser has it."""
		return self.page.evaluate("cur_frm.doc")

	def action(self, label: str) -> None:
		"""Choose a workflow action from the form's Actions menu."""
		self.page.locator(".page-container:visible .actions-btn-group button").first.click()
		self.page.locator(".page-container:visible .actions-btn-group .dropdown-menu a:visible", has_text=label).first.click()

	def button(self, label: str) -> Locator:
		return self.page.locator(".page-container:visible").get_by_role("button", name=label).first

	# dialogs

	@property
	def dialog(self) -> Locator:
		return self.page.locator(".modal.show").last

	def confirm(self) -> None:
		"""Press the dialog's first button and wait until the dialog is gone."""
		self.dialog.locator(".modal-footer .btn-primary, .modal-header .btn-primary, .btn-modal-primary").first.click()
		expect(self.page.locator(".modal.show")).to_have_count(0)
		self.settle()
