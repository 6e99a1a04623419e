from types import SimpleNamespace

import pytest

from provisioning import commands, lock
from provisioning.errors import ProvisioningError
from provisioning.root import SITE
from provisioning.services.stack import Stack
from provisioning.services.supervision import Process, Supervisor

OPTIONS = SimpleNamespace(language=None, host=None, file=None, force=False)


def options(**values):
	return SimpleNamespace(**{**vars(OPTIONS), **values})


def site(root):
	(root.sites / SITE).mkdir()
	(root.sites / SITE / "site_config.json").write_text("{}")


def test_a_second_run_names_the_address_and_the_process_of_the_first(root, settings, monkeypatch):
	settings.save()
	monkeypatch.setattr(Supervisor, "pid", lambda _self: 4711)
	monkeypatch.setattr(Stack, "is_serving", True)
	with pytest.raises(ProvisioningError, match=r"already running: http://127\.0\.0\.1:8000 \(process 4711\).*make stop"):
		commands.run(root, OPTIONS)


def test_a_run_during_another_commands_work_is_refused(root):
	with lock.held(root, "migrate"), pytest.raises(ProvisioningError, match="'make migrate'"):
		commands.run(root, OPTIONS)


def test_stopping_what_does_not_run_is_no_error(root, capsys):
	commands.stop(root, OPTIONS)
	assert capsys.readouterr().out == "Nothing was running here.\n"


@pytest.mark.parametrize("command", [commands.backup, commands.clear_demo])
def test_a_command_for_the_site_says_that_there_is_none(root, command):
	with pytest.raises(ProvisioningError, match="There is no site yet"):
		command(root, OPTIONS)


def test_restoring_over_data_asks_first(root, tmp_path):
	site(root)
	archive = tmp_path / "b.tar"
	archive.write_text("")
	with pytest.raises(ProvisioningError, match=r"The site has data.*FORCE=1"):
		commands.restore(root, options(file=str(archive)))


@pytest.mark.parametrize(("file", "line"), [(None, "Name the backup"), ("/no/such.tar", "There is no file /no/such.tar")])
def test_restoring_needs_a_backup(root, file, line):
	with pytest.raises(ProvisioningError, match=line):
		commands.restore(root, options(file=file))


def test_cleaning_asks_first_and_deletes_nothing_unasked(root, monkeypatch):
	monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
	(root.run / "mariadb").mkdir()
	with pytest.raises(ProvisioningError, match="Nothing was deleted"):
		commands.clean(root, OPTIONS)
	assert (root.run / "mariadb").exists()


def test_cleaning_leaves_backups_and_what_a_person_wrote(root):
	site(root)
	for folder in ("backups", "env", "logs"):
		(root.path / folder).mkdir()
	(root.path / "backups" / "b.tar").write_text("")
	(root.config / "nginx.conf").write_text("")
	commands.clean(root, options(force=True))
	left = {str(path.relative_to(root.path)) for path in root.path.rglob("*") if path.is_file()}
	assert {"backups/b.tar", "Procfile", "sites/apps.txt", "apps/crm_custom/crm_custom/hooks.py", "config/templates/nginx.conf"} <= left
	assert not {name for name in left if name.startswith(("env", "run", f"sites/{SITE}", "config/nginx.conf"))}


def test_the_status_names_processes_that_do_not_run(root, settings, monkeypatch, capsys):
	settings.save()
	listed = [Process("web", "RUNNING", 1, "up"), Process("nginx", "BACKOFF", 0, "exited too quickly")]
	monkeypatch.setattr(Supervisor, "processes", lambda _self: listed)
	with pytest.raises(ProvisioningError, match=r"Not running: nginx\. See logs/nginx\.log"):
		commands.status(root, OPTIONS)
	assert "BACKOFF   exited too quickly" in capsys.readouterr().out
