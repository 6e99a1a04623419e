"""The Desk as a person uses it: menus, forms, dialogs, lists. Waits for what the page says, never for a time."""

from __future__ import annotations

import itertools
import os
import random
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import APIResponse, Browser, BrowserContext, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError

#: what a browser says of itself, not of the page
NOT_OURS = re.compile(r"favicon|Autofill|third-party cookie|ERR_ABORTED")
#: common laptop screen; the Desk shows six list columns on it
SCREEN = {"width": 1440, "height": 900}
TALL_SCREEN = {"width": 1440, "height": 1900}
LOCALE = {"en": "en-US", "zh": "zh-CN"}
#: how long nothing may have happened before a page counts as settled, ms
QUIET = 120
SETTLED = """quiet => {
	const busy = !window.frappe || !frappe.boot || !window.jQuery || jQuery.active > 0
		|| document.querySelector('#freeze.in, .splash, .modal-backdrop.fade:not(.show)')
		|| jQuery('.workspace-skeleton:visible, .list-loading:visible').length > 0;
	const now = performance.now();
	if (busy || window.crm_test_quiet_since === undefined) {
		window.crm_test_quiet_since = busy ? undefined : now;
	}
	return !busy && now - window.crm_test_quiet_since >= quiet;
}"""

LINKS = frozenset({"Link", "Dynamic Link"})
EDITORS = frozenset({"Text Editor", "Markdown Editor"})
# a field shows its value in a box, a cell of a table that nobody edits as text
HOLDS = """place => [...place.querySelectorAll("input, textarea, select")].some((box) => box.value)
	|| (place.classList.contains("grid-static-col") && !!place.innerText.trim())"""

_serial = itertools.count(1)
_run = random.randrange(10**6)


def unique(prefix: str) -> str:
	"""A name that no other record has, in this run or an earlier one."""
	return f"{prefix} {_run:06d}-{next(_serial)}"


def unique_mobile() -> str:
	"""A Chinese mobile number that no other record has."""
	return f"13{_run:06d}{next(_serial):03d}"


def new_context(browser: Browser, language: str) -> BrowserContext:
	"""A browser of its own: cookies, cache, language."""
	context = browser.new_context(
		viewport=SCREEN, locale=LOCALE[language], timezone_id="Asia/Shanghai", reduced_motion="reduce", accept_downloads=True
	)
	context.set_default_timeout(20_000)
	return context


class Desk:
	"""One person's browser window."""

	def __init__(self, context: BrowserContext, url: str, user: str, language: str):
		self.context, self.url, self.user, self.language = context, url, user, language
		self.problems: list[str] = []
		self.page = self.new_page()

	@classmethod
	def window(cls, browser: Browser, url: str, language: str = "en") -> Desk:
		"""A window in which nobody has logged in yet; the browser, not yet a person, prefers this language."""
		return cls(new_context(browser, language), url, "Guest", language)

	def log_in(self, user: str, password: str) -> bool:
		"""Log in without the form; False when this window's person is logged in already."""
		self.user = user
		answer = self.context.request.get(f"{self.url}/api/method/frappe.auth.get_logged_user")
		if answer.ok and answer.json()["message"] == user:
			return False
		answer = self.context.request.post(f"{self.url}/api/method/login", form={"usr": user, "pwd": password})
		assert answer.ok, answer.text()
		return True

	def new_page(self) -> Page:
		"""Another tab of the same window."""
		page = self.context.new_page()
		page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
		page.on("console", lambda message: self._note(page, message.type, f"{message.text} {message.location.get('url', '')}"))
		return page

	def _note(self, page: Page, kind: str, text: str) -> None:
		if kind == "error" and not NOT_OURS.search(text):
			self.problems.append(f"{page.url}: {text}")

	def forget_problems(self, pattern: str) -> None:
		"""A refusal was provoked on purpose: what the browser notes about it is no fault."""
		self.problems[:] = [problem for problem in self.problems if not re.search(pattern, problem)]

	def take_problems(self) -> list[str]:
		"""What the console said since the last time."""
		problems = list(self.problems)
		self.problems.clear()
		return problems

	def close(self) -> None:
		"""Close the tabs but the first; the person stays logged in. A stranger goes altogether."""
		for page in self.context.pages:
			if page != self.page:
				page.close()
		if self.user == "Guest":
			self.context.close()

	def other_tab(self) -> Desk:
		"""A second tab of the same person, with a page of its own."""
		other = Desk.__new__(Desk)
		other.context, other.url, other.user, other.language = self.context, self.url, self.user, self.language
		other.problems = self.problems
		other.page = other.new_page()
		return other

	# the server behind it

	def call(self, method: str, **arguments: object) -> Any:
		"""Call an endpoint as the page itself would; returns the message. Raises with the server's text when it is refused."""
		return self.page.evaluate("([method, args]) => frappe.xcall(method, args)", [method, arguments])

	def insert(self, doctype: str, **values: object) -> dict[str, Any]:
		"""Make a record as this person."""
		return self.call("frappe.client.insert", doc={"doctype": doctype, **values})

	def read(self, doctype: str, name: str) -> dict[str, Any]:
		"""The record as the server has it."""
		return self.call("frappe.client.get", doctype=doctype, name=name)

	def rest(self, method: str, path: str, **values: object) -> APIResponse:
		"""Send a REST request with this person's session and CSRF token, past every form and script."""
		headers = {"X-Frappe-CSRF-Token": self.page.evaluate("frappe.csrf_token"), "Accept": "application/json"}
		return self.context.request.fetch(f"{self.url}{path}", method=method, headers=headers, data=values)

	# pages

	def open(self, route: str) -> None:
		"""Go to a Desk address ("sales-opportunity/view/list") and wait until it has settled."""
		self.page.goto(f"{self.url}/app/{route}")
		self.settle()

	def go(self, *route: str) -> None:
		"""Go on to another page without loading the Desk again, as a click on a link does."""
		self.page.evaluate("route => frappe.set_route(...route)", list(route))
		self.settle()

	def settle(self) -> None:
		"""Nothing is loading any more."""
		self.page.wait_for_load_state("load")
		self.page.wait_for_function(SETTLED, arg=QUIET, polling=QUIET / 2)  # a tab in the background draws no frames to poll by

	def screenshot(self, name: str, full: bool = False) -> None:
		"""A picture for people to look at; `full` shows what is below the edge of the screen too."""
		if folder := os.environ.get("CRM_SCREENSHOTS"):
			path = Path(folder) / self.language / f"{name}.png"
			path.parent.mkdir(parents=True, exist_ok=True)
			if full:
				self.page.set_viewport_size(TALL_SCREEN)
			self.settle()
			self.page.screenshot(path=path, animations="disabled")
			self.page.set_viewport_size(SCREEN)

	def picture(self, name: str) -> None:
		"""A picture of a page that is not the Desk's."""
		if folder := os.environ.get("CRM_SCREENSHOTS"):
			path = Path(folder) / self.language / f"{name}.png"
			path.parent.mkdir(parents=True, exist_ok=True)
			self.page.screenshot(path=path, animations="disabled")

	def picture_of_failure(self, name: str) -> None:
		"""What was on the screen when a test failed."""
		if folder := os.environ.get("CRM_SCREENSHOTS"):
			path = Path(folder) / "failures" / f"{name}.png"
			path.parent.mkdir(parents=True, exist_ok=True)
			with suppress(PlaywrightError):
				self.page.screenshot(path=path)

	@property
	def shown(self) -> Locator:
		"""The page in front; the Desk keeps the former ones behind it."""
		return self.page.locator(".page-container:visible")

	@property
	def title(self) -> Locator:
		return self.shown.locator(".page-head .title-text").first

	@property
	def state(self) -> Locator:
		"""The coloured word beside the title of a form."""
		return self.shown.locator(".page-head .indicator-pill").first

	def expect_state(self, word: str) -> None:
		expect(self.state).to_have_text(word)

	def row(self, text: str) -> Locator:
		"""The row of a list that shows this text."""
		return self.shown.locator(".list-row", has_text=text).first

	# forms

	def tab(self, label: str) -> None:
		"""Choose a tab of the form."""
		self.shown.locator(".form-tabs .nav-link:visible", has_text=label).first.click()

	def field(self, name: str) -> Locator:
		"""A field of the form that is shown, not one of a table's rows."""
		return self.shown.locator(f".form-layout .frappe-control[data-fieldname='{name}']:not(.grid-row *):visible").first

	def value(self, name: str) -> str:
		"""What a read-only field shows."""
		return self.field(name).locator(".control-value:visible").first.inner_text().strip()

	def fill(self, name: str, value: str, within: Locator | None = None) -> None:
		"""Type into a field as a person does; a link is chosen from its list. `within`: a dialog, or a row of a table."""
		control = within.locator(f".frappe-control[data-fieldname='{name}']").first if within else self.field(name)
		self.fill_control(control, value)

	def fill_control(self, control: Locator, value: str) -> None:
		"""Type into one control, again when the form drew itself over what was typed."""
		kind = control.get_attribute("data-fieldtype")
		element = control.element_handle()  # leaving the last field of a tab opens the next tab
		for _attempt in range(3):
			self._type(control, kind, value)
			self.settle()
			if kind in EDITORS or not value or element.evaluate(HOLDS):
				return

	def _type(self, control: Locator, kind: str | None, value: str) -> None:
		if kind == "Select":
			control.locator("select:visible").first.select_option(value)
		elif kind in EDITORS:
			control.locator(".ql-editor").fill(value)
		else:
			box = control.locator("input:visible, textarea:visible").first
			box.click()
			box.fill(value)
			if kind in LINKS:
				control.locator(".awesomplete li:visible", has_text=value).first.click()
			else:
				box.press("Tab")

	def add_row(self, table: str) -> Locator:
		"""Press Add Row of a table; returns the new row, open for typing."""
		grid = self.field(table)
		rows = grid.locator(".grid-body .rows > .grid-row")
		count = rows.count()
		grid.locator(".grid-add-row:visible").click()
		expect(rows).to_have_count(count + 1)
		self.settle()  # a script may fill in the new row
		return rows.nth(count)

	def fill_cell(self, row: Locator, name: str, value: str) -> None:
		"""Type into a cell of a table's row. The news of a save may draw the table again under the first click."""
		cell = row.locator(f".grid-static-col[data-fieldname='{name}']")
		control = cell.locator(".frappe-control").first
		for _attempt in range(5):
			if not control.is_visible():
				cell.click()
			with suppress(PlaywrightError):
				control.wait_for(timeout=3_000)
				self._type(control, control.get_attribute("data-fieldtype"), value)
				self.settle()
				if cell.evaluate(HOLDS):
					return
		raise AssertionError(f"the cell {name} does not keep {value}")

	def rows(self, table: str) -> Locator:
		return self.field(table).locator(".grid-body .rows > .grid-row")

	def save(self) -> None:
		"""Press Ctrl+S and wait for the saved record."""
		self.page.keyboard.press("Control+s")
		self.page.wait_for_function("() => cur_frm && !cur_frm.is_new() && !cur_frm.is_dirty() && !cur_frm.doc.__unsaved")
		self.settle()

	def document(self) -> dict[str, Any]:
		"""The record in the form, as the browser has it."""
		return self.page.evaluate("cur_frm.doc")

	def button(self, label: str) -> Locator:
		"""A button of the page in front."""
		return self.shown.locator("button:visible", has_text=label).first

	def actions(self) -> list[str]:
		"""The workflow actions that the form offers, in the user's language; none when there is no menu."""
		self.settle()
		menu = self.shown.locator(".actions-btn-group:visible")
		if not menu.count():
			return []
		return [text.strip() for text in menu.locator(".dropdown-menu .user-action .menu-item-label").all_text_contents()]

	def action(self, label: str) -> None:
		"""Choose a workflow action from the form's Actions menu."""
		menu = self.shown.locator(".actions-btn-group")
		menu.locator("button").first.click()
		menu.locator(".dropdown-menu .dropdown-item:visible", has_text=re.compile(rf"^\s*{label}\s*$")).first.click()

	# dialogs

	@property
	def dialog(self) -> Locator:
		return self.page.locator(".modal.show").last

	def press_primary(self) -> None:
		"""Press the dialog's first button."""
		self.dialog.locator(".btn-modal-primary:visible, .modal-footer .btn-primary:visible").first.click()

	def confirm(self) -> None:
		"""Press the dialog's first button and wait until the dialog is gone."""
		self.press_primary()
		expect(self.page.locator(".modal.show")).to_have_count(0)
		self.settle()

	def message(self) -> str:
		"""The text of the message box, which is then closed."""
		box = self.page.locator(".msgprint-dialog.show, .modal.show:has(.msgprint)").last
		expect(box).to_be_visible()
		text = box.locator(".msgprint").inner_text()
		self.page.keyboard.press("Escape")
		expect(box).not_to_be_visible()
		return text
