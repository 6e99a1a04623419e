"""The people of the demo company: users, departments, staff profiles."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import frappe
from frappe.utils.password import update_password

from crm_custom.demo.register import note
from crm_custom.demo.story import DEPARTMENTS, DOMAIN, PEOPLE, Person


def address_of(key: str) -> str:
	"""The user name of a person of the story."""
	return f"{key}@{DOMAIN}"


def make_people(language: str, password_of: Mapping[str, str]) -> None:
	"""Departments with their heads, users with one role each, staff profiles. Somebody without a given password gets a random one."""
	for person in PEOPLE:
		_make_user(person, language, password_of.get(address_of(person.key)) or secrets.token_urlsafe(18))
	frappe.cache.delete_key("enabled_users")
	frappe.cache.delete_key("users_for_mentions")
	names = {department.key: department.name.say(language) for department in DEPARTMENTS}
	for department in DEPARTMENTS:
		_insert(
			{
				"doctype": "CRM Department",
				"department_name": names[department.key],
				"parent_crm_department": names.get(department.parent),
				"is_group": int(department.parent is None),
				"head": address_of(department.head),
				"department_type": "Sales" if department.parent else "Administration",
			}
		)
	for person in PEOPLE:
		_insert(
			{
				"doctype": "Staff Profile",
				"user": address_of(person.key),
				"department": names.get(person.department),
				"position": person.position,
			}
		)


def _make_user(person: Person, language: str, password: str) -> None:
	"""The bare rows: a saved user would cause a welcome mail, a picture look-up on the internet and a contact card."""
	user = address_of(person.key)
	name = person.name.say(language)
	frappe.get_doc(
		{
			"doctype": "User",
			"name": user,
			"email": user,
			"username": person.key,
			"first_name": name,
			"full_name": name,
			"enabled": 1,
			"user_type": "System User",
			"language": language,
			"time_zone": "Asia/Shanghai",
			"send_welcome_email": 0,
		}
	).db_insert()
	role = {"doctype": "Has Role", "parenttype": "User", "parentfield": "roles", "parent": user, "role": person.role}
	frappe.get_doc({**role, "idx": 1}).db_insert()
	# the addresses do not exist
	settings = {"doctype": "Notification Settings", "name": user, "enabled": 1, "enable_email_notifications": 0}
	frappe.get_doc(settings).db_insert()
	# everybody edits their own settings: language, password, picture
	frappe.get_doc("User", user).share_with_self()
	update_password(user, password)
	note("User", user)
	note("Notification Settings", user)


def _insert(values: dict) -> None:
	doc = frappe.get_doc(values).insert()
	note(doc.doctype, doc.name)
