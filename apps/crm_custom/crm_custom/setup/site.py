"""A new site: language, country, currency, time zone, and the framework's set-up wizard done (domain section 1, D-26)."""

from __future__ import annotations

import frappe
from frappe.desk.page.setup_wizard.setup_wizard import setup_complete

#: language code of the site: the name by which the framework's set-up knows it
LANGUAGES = {"en": "English", "zh": "简体中文"}
DEFAULTS = {"country": "China", "timezone": "Asia/Shanghai", "currency": "CNY"}


def configure(language: str = "en") -> None:
	"""Complete a site that was just created. A site whose set-up is complete already is left as its administrator has it.

	`language` is "en" or "zh"; raises ValueError for another one. For whoever creates sites, as Administrator.
	"""
	if language not in LANGUAGES:
		raise ValueError(f"language is one of {', '.join(LANGUAGES)}, not {language}")
	if frappe.utils.cint(frappe.db.get_single_value("System Settings", "setup_complete")):
		return
	setup_complete({"language": LANGUAGES[language], "full_name": "Administrator", **DEFAULTS})
	_set_language(language)
	_close_public_doors()
	_use_company_logo()


def _set_language(language: str) -> None:
	settings = frappe.get_single("System Settings")
	settings.language = language
	settings.app_name = "CRM Desk"
	settings.enable_onboarding = 0
	settings.save()
	frappe.db.set_default("lang", language)
	frappe.db.set_value("User", "Administrator", "language", language)
	frappe.clear_cache()


def ensure_currency() -> None:
	"""A site without a default currency gets the company's: amounts would else carry the sign of some other country."""
	if frappe.db.get_default("currency"):
		return
	frappe.db.set_value("Currency", DEFAULTS["currency"], "enabled", 1)
	frappe.db.set_default("currency", DEFAULTS["currency"])


def _close_public_doors() -> None:
	website = frappe.get_single("Website Settings")
	website.disable_signup = 1
	website.app_name = "CRM Desk"
	website.home_page = "login"
	website.save()


def _use_company_logo() -> None:
	"""The Desk shows the product's logo until the administrator uploads the company's in Navbar Settings."""
	logo = "/assets/crm_custom/images/logo.svg"
	navbar = frappe.get_single("Navbar Settings")
	if not navbar.app_logo:
		navbar.app_logo = logo
		navbar.save()
	website = frappe.get_single("Website Settings")
	website.app_logo = website.app_logo or logo
	website.splash_image = website.splash_image or logo
	website.favicon = website.favicon or logo
	website.save()
