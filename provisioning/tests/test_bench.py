import json
import stat

import pytest

from provisioning import bench
from provisioning.errors import ProvisioningError
from provisioning.root import SITE
from provisioning.settings import account


def config(root):
	return json.loads((root.sites / "common_site_config.json").read_text())


def test_the_root_becomes_a_bench(root, settings):
	bench.write_files(root, settings)
	assert all((root.path / folder).is_dir() for folder in ("apps", "sites", "config/pids", "logs", "sites/assets"))


def test_the_bench_belongs_to_whoever_runs_it_and_is_read_by_nobody_else(root, settings):
	bench.write_files(root, settings)
	assert config(root)["frappe_user"] == account()
	assert stat.S_IMODE((root.sites / "common_site_config.json").stat().st_mode) == 0o600
	assert {stat.S_IMODE(folder.stat().st_mode) for folder in (root.run, root.sites, root.logs, root.config)} == {0o700}


def test_server_scripts_are_off_and_developer_mode_only_in_development(root, settings):
	bench.write_files(root, settings)
	assert (config(root)["server_script_enabled"], config(root)["developer_mode"]) == (0, 0)
	bench.write_files(root, settings, development=True)
	assert (config(root)["server_script_enabled"], config(root)["developer_mode"]) == (0, 1)


def test_keys_that_a_person_added_stay(root, settings):
	(root.sites / "common_site_config.json").write_text('{"mail_server": "mail.lan", "db_port": 1}')
	bench.write_files(root, settings)
	assert (config(root)["mail_server"], config(root)["db_port"]) == ("mail.lan", 21003)


def test_a_site_learns_its_new_address(root, settings):
	(root.sites / SITE).mkdir()
	(root.sites / SITE / "site_config.json").write_text('{"db_name": "x"}')
	settings.ports["web"] = 8010
	bench.write_files(root, settings)
	site = json.loads((root.sites / SITE / "site_config.json").read_text())
	assert site == {"db_name": "x", "host_name": "http://127.0.0.1:8010"}


def test_a_broken_configuration_is_named_and_not_overwritten(root, settings):
	(root.sites / "common_site_config.json").write_text("{")
	with pytest.raises(ProvisioningError, match=r"sites/common_site_config\.json is not valid JSON"):
		bench.write_files(root, settings)
	assert (root.sites / "common_site_config.json").read_text() == "{"


def test_the_map_of_assets_is_there_before_the_first_build_and_is_not_emptied_later(root, settings):
	bench.write_files(root, settings)
	assert (root.sites / "assets" / "assets.json").read_text() == "{}\n"
	(root.sites / "assets" / "assets.json").write_text('{"a": "b"}')
	bench.write_files(root, settings)
	assert (root.sites / "assets" / "assets.json").read_text() == '{"a": "b"}'


def test_an_app_that_is_listed_but_not_there_is_left_out(root):
	assert bench.apps(root) == ["frappe", "crm_custom"]
	(root.app / "crm_custom" / "hooks.py").unlink()
	assert bench.apps(root) == ["frappe"]


def test_passwords_reach_the_framework_without_appearing_in_the_list_of_processes(root, monkeypatch):
	seen = {}

	def call(_root, command, **options):
		seen.update(command=command, **options)
		return "chatter\n--- answer ---\n[1]\n"

	monkeypatch.setattr(bench, "call", call)
	assert bench.inside(root, "set_password", what="x", site=SITE, user="u", password="secret") == [1]
	assert "secret" not in " ".join(map(str, seen["command"]))
	assert json.loads(seen["stdin"])["arguments"]["password"] == "secret"
