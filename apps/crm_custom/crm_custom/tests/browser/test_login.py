"""Everybody comes in by the login page, in their own language, and sees the CRM."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from crm_custom.tests.browser.backstage import Backstage
from crm_custom.tests.browser.desk import Desk

#: a customer manager whom no other test needs while this one speaks another language
MANAGER = ("Customer Manager", 3)
MODULES = {
	"en": ["CRM", "Marketing", "Customer Management", "Service Management", "Sales Data"],
	"zh": ["客户关系管理", "营销管理", "客户管理", "服务管理", "销售数据"],
}


def type_login(desk: Desk, user: str, password: str) -> None:
	desk.page.goto(f"{desk.url}/login")
	desk.page.locator("#login_email").fill(user)
	desk.page.locator("#login_password").fill(password)
	desk.page.locator(".btn-login:visible").first.click()


def sidebar(desk: Desk) -> list[str]:
	return [text.strip() for text in desk.page.locator(".desk-sidebar .sidebar-item-label:visible").all_text_contents()]


@pytest.mark.parametrize(
	("language", "refusal"), [("en", "Invalid Login. Try again."), ("zh", "用户名或密码错误，请重试。")], ids=["en", "zh"]
)
def test_a_wrong_password_is_refused_in_clear_words(stranger: Callable[..., Desk], login_of: Callable, language: str, refusal: str):
	desk = stranger(language)
	type_login(desk, login_of(*MANAGER)["user"], "not the password")
	expect(desk.page.locator(".btn-login:visible").first).to_have_text(refusal)
	desk.picture("login-wrong-password")
	desk.forget_problems("401|AuthenticationError")
	expect(desk.page).to_have_url(re.compile("/login"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_right_password_leads_to_the_crm_in_the_users_language(
	stranger: Callable[..., Desk], login_of: Callable, backstage: Backstage, language: str
):
	login = login_of(*MANAGER)
	backstage.speak(login["user"], language)
	desk = stranger("en")  # what the browser prefers does not count
	desk.language = language
	type_login(desk, login["user"], login["password"])
	desk.page.wait_for_url(re.compile("/app"))
	desk.settle()
	expect(desk.title).to_have_text(MODULES[language][0])
	assert sidebar(desk) == MODULES[language]
	logo = desk.page.locator(".navbar .app-logo")
	expect(logo).to_be_visible()
	assert logo.evaluate("image => image.naturalWidth") > 0
	expect(desk.shown.locator(".widget:visible").first).to_be_visible()
	desk.screenshot("home")


@pytest.mark.parametrize("role", ["Customer Manager", "Sales Supervisor", "Executive", "System Manager"])
def test_each_role_sees_the_workspaces_of_the_crm(desk_of: Callable[..., Desk], role: str):
	desk = desk_of(role)
	desk.open("crm")
	shown = sidebar(desk)
	if role == "System Manager":
		assert set(MODULES["en"]) | {"Base Data", "Users", "Build"} <= set(shown)
	else:
		assert shown == MODULES["en"]
	for module in MODULES["en"]:
		desk.page.locator(".desk-sidebar .sidebar-item-label:visible", has_text=re.compile(f"^\\s*{module}\\s*$")).first.click()
		expect(desk.title).to_have_text(module)
		desk.settle()
		expect(desk.shown.locator(".widget:visible").first).to_be_visible()


@pytest.mark.parametrize("role", ["Customer Manager", "Sales Supervisor", "Executive", "System Manager"])
def test_everybody_chooses_the_language_in_their_own_settings(desk_of: Callable[..., Desk], backstage: Backstage, role: str):
	desk = desk_of(role, number=-1)
	desk.open("crm")
	open_my_settings(desk)
	desk.fill("language", "zh")
	with desk.page.expect_navigation():
		desk.page.keyboard.press("Control+s")
	desk.settle()
	assert desk.page.evaluate("frappe.boot.lang") == "zh"
	desk.go("Workspaces", "CRM")
	expect(desk.title).to_have_text(MODULES["zh"][0])
	# the next one finds the Desk in English again
	backstage.speak(desk.user, "en")
	desk.open("crm")


def open_my_settings(desk: Desk) -> None:
	desk.page.locator(".dropdown-navbar-user > .nav-link, .dropdown-user .nav-link").first.click()
	desk.page.locator("#toolbar-user .dropdown-item:visible", has_text=re.compile("My Settings|我的设置")).first.click()
	expect(desk.field("language")).to_be_visible()
	desk.settle()
