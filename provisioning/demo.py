"""The demo company on the CRM's site: created with the first set-up, cleared on demand, never brought back unasked."""

from __future__ import annotations

from provisioning.bench import inside
from provisioning.errors import ProvisioningError
from provisioning.logins import Login
from provisioning.root import SITE, Root
from provisioning.settings import Settings
from provisioning.steps import Steps

WANTED, PRESENT, CLEARED = "wanted", "present", "cleared"


def want(settings: Settings) -> None:
	"""A new site is to get a demo company, whatever became of the one on the site before."""
	settings.demo, settings.demo_users = WANTED, []
	settings.save()


def create_if_wanted(root: Root, steps: Steps, settings: Settings) -> None:
	"""Create it when the installation is new or the last attempt was interrupted."""
	if settings.demo == WANTED:
		steps.run("demo company", lambda: create(root, settings, SITE))


def create(root: Root, settings: Settings, site: str) -> list[Login]:
	"""Create it, or complete it, in the language of the settings; remembers its users and their passwords."""
	answer = inside(
		root,
		"create_demo",
		what="Creating the demo company",
		remedy="Run 'make demo' to try again.",
		site=site,
		language=settings.language,
		passwords=settings.users,
	)
	settings.users.update(answer["passwords"])
	if site == SITE:
		settings.demo = PRESENT
		settings.demo_users = answer["users"]
	settings.save()
	return [login | {"password": answer["passwords"][login["user"]]} for login in answer["users"]]


def clear(root: Root, settings: Settings, site: str) -> None:
	"""Remove every record of the demo company and its users. Raises ProvisioningError when the app has no demo company."""
	if not inside(root, "clear_demo", what="Clearing the demo company", site=site):
		raise ProvisioningError("The app has no demo company to clear.")
	settings.demo = CLEARED
	settings.demo_users = []
	settings.save()


def logins(settings: Settings) -> list[Login]:
	"""The demo company's users with their passwords."""
	return [login | {"password": settings.user_password(login["user"])} for login in settings.demo_users]
