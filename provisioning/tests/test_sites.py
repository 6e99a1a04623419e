import json

import pytest

from provisioning import sites
from provisioning.errors import ProvisioningError
from provisioning.root import SITE, TEST_SITE


@pytest.fixture
def framework(monkeypatch, root):
	"""Stands for the framework and the database: remembers what was asked of them."""
	asked = []

	def inside(_root, action, *, what, remedy="", **arguments):
		asked.append((action, arguments))
		if action == "new_site":
			(root.sites / arguments["site"] / "site_config.json").write_text(json.dumps({"db_name": arguments["options"]["db-name"]}))

	monkeypatch.setattr(sites, "inside", inside)
	monkeypatch.setattr(sites.mariadb, "query", lambda _root, sql, **_options: asked.append(("sql", sql)))
	monkeypatch.setattr(sites.backups, "create", lambda _root, site, reason: asked.append(("backup", site)))
	return asked


def actions(asked):
	return [name for name, _ in asked]


def create(root, steps, settings, site=SITE):
	return sites.create_site(root, steps, settings, site, "http://127.0.0.1:8000", "pw")


def test_a_site_is_created_once(root, steps, settings, framework):
	assert create(root, steps, settings)
	assert actions(framework) == ["new_site", "configure"]
	framework.clear()
	assert not create(root, steps, settings)
	assert framework == []


def test_a_site_whose_creation_was_interrupted_is_made_anew_with_its_database_removed(root, steps, settings, framework, monkeypatch):
	whole = sites.inside

	def interrupted(_root, action, **options):
		if action == "configure":
			raise KeyboardInterrupt
		return whole(_root, action, **options)

	monkeypatch.setattr(sites, "inside", interrupted)
	with pytest.raises(KeyboardInterrupt):
		create(root, steps, settings)
	assert not sites.exists(root, SITE)
	first = (root.sites / SITE / sites.UNFINISHED).read_text()
	monkeypatch.setattr(sites, "inside", whole)
	framework.clear()
	assert create(root, steps, settings)
	assert actions(framework) == ["sql", "new_site", "configure"]
	assert f"drop database if exists `{first}`" in framework[0][1]
	assert json.loads((root.sites / SITE / "site_config.json").read_text())["db_name"] != first


def test_a_finished_site_that_lost_its_configuration_is_not_made_anew(root, steps, settings, framework):
	create(root, steps, settings)
	(root.sites / SITE / "site_config.json").unlink()
	with pytest.raises(ProvisioningError, match=r"has lost its site_config\.json"):
		create(root, steps, settings)


def test_the_crms_own_site_cannot_be_dropped(root, framework):
	with pytest.raises(ProvisioningError, match="is not dropped by a program"):
		sites.drop_site(root, SITE)


def test_a_throwaway_site_is_dropped_with_its_database(root, steps, settings, framework):
	sites.create_throwaway_site(root, steps, settings, TEST_SITE)
	assert json.loads((root.sites / TEST_SITE / "site_config.json").read_text())["allow_tests"] is True
	framework.clear()
	sites.drop_site(root, TEST_SITE)
	assert actions(framework) == ["sql"]
	assert not (root.sites / TEST_SITE).exists()


def test_a_name_that_the_set_up_never_made_is_not_dropped(root, framework):
	(root.sites / TEST_SITE).mkdir()
	(root.sites / TEST_SITE / "site_config.json").write_text(json.dumps({"db_name": "x`; drop database mysql; --"}))
	with pytest.raises(ProvisioningError, match="no name of a database"):
		sites.drop_site(root, TEST_SITE)
	assert framework == []


def test_an_old_site_is_updated_once_after_a_backup(root, steps, settings, framework):
	create(root, steps, settings)
	(root.app / "crm_custom" / "hooks.py").write_text("app_name = 'crm_custom'\n")
	framework.clear()
	assert sites.migrate_if_needed(root, steps, SITE, keep_backup=True)
	assert actions(framework) == ["backup", "install_missing_apps", "bench"]
	assert not sites.migrate_if_needed(root, steps, SITE, keep_backup=True)


def test_an_update_that_failed_is_tried_again(root, steps, settings, framework, monkeypatch):
	create(root, steps, settings)
	(root.app / "crm_custom" / "hooks.py").write_text("app_name = 'crm_custom'\n")

	def broken(*_arguments, **_options):
		raise ProvisioningError("patch failed")

	monkeypatch.setattr(sites, "inside", broken)
	with pytest.raises(ProvisioningError, match="patch failed"):
		sites.migrate_if_needed(root, steps, SITE, keep_backup=False)
	assert sites.needs_migration(root, SITE)


@pytest.mark.parametrize("name", ["tests/test_x.py", "public/js/x.json", "README.md"])
def test_files_without_effect_on_the_database_cause_no_update(root, steps, settings, framework, name):
	create(root, steps, settings)
	file = root.app / "crm_custom" / name
	file.parent.mkdir(parents=True, exist_ok=True)
	file.write_text("x")
	assert not sites.needs_migration(root, SITE)
