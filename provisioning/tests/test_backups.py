import json
import stat
import tarfile
from pathlib import Path

import pytest

from provisioning import backups
from provisioning.errors import ProvisioningError
from provisioning.root import SITE

STAMP = "20260102_030405-crm_localhost"


@pytest.fixture
def framework(monkeypatch):
	"""Stands for the framework's own backup and restore command."""
	asked = []

	def inside(_root, _action, *, arguments, what, remedy=""):
		asked.append(arguments)
		if "backup" in arguments:
			folder = Path(arguments[arguments.index("--backup-path") + 1])
			for ending in backups.PARTS.values():
				(folder / f"{STAMP}{ending}").write_text(json.dumps({"encryption_key": "k"}))

	monkeypatch.setattr(backups, "inside", inside)
	return asked


def test_a_backup_is_one_archive_for_the_owner_and_leaves_nothing_else(root, framework):
	archive = backups.create(root, SITE)
	assert stat.S_IMODE(archive.stat().st_mode) == 0o600
	assert list(backups.folder(root).iterdir()) == [archive]
	with tarfile.open(archive) as tar:
		assert len(tar.getnames()) == 4


def test_a_backup_without_a_database_is_a_failure_and_leaves_no_archive(root, monkeypatch):
	monkeypatch.setattr(backups, "inside", lambda *_arguments, **_options: None)
	with pytest.raises(ProvisioningError, match="there is no database in the backup"):
		backups.create(root, SITE)
	assert list(backups.folder(root).iterdir()) == []


def test_restoring_keeps_the_state_before_and_the_key_of_the_backup(root, settings, framework):
	(root.sites / SITE).mkdir()
	(root.sites / SITE / "site_config.json").write_text(json.dumps({"encryption_key": "other", "db_name": "x"}))
	archive = backups.create(root, SITE)
	framework.clear()
	before = backups.restore(root, settings, SITE, archive)
	assert ["backup" in framework[0], "restore" in framework[1]] == [True, True]
	assert before.exists()
	assert "before-restore" in before.name
	assert json.loads((root.sites / SITE / "site_config.json").read_text()) == {"encryption_key": "k", "db_name": "x"}


def test_the_parts_of_a_backup_are_told_apart(root, framework, tmp_path):
	work = tmp_path / "work"
	work.mkdir()
	parts = backups.unpack(backups.create(root, SITE), work)
	assert {part: file.name for part, file in parts.items()} == {part: f"{STAMP}{ending}" for part, ending in backups.PARTS.items()}


def foreign(tmp_path, name, kind=tarfile.REGTYPE):
	archive = tmp_path / "foreign.tar"
	with tarfile.open(archive, "w") as tar:
		member = tarfile.TarInfo(name)
		member.type = kind
		member.linkname = "/etc/passwd"
		tar.addfile(member)
	return archive


@pytest.mark.parametrize("name", ["../evil", "/etc/cron.d/evil", "folder/file", "harmless.txt"])
def test_an_archive_of_another_kind_is_refused_and_nothing_is_written(root, tmp_path, name):
	work = tmp_path / "work"
	work.mkdir()
	with pytest.raises(ProvisioningError, match="is not a backup made by 'make backup'"):
		backups.unpack(foreign(tmp_path, name), work)
	assert not (tmp_path / "evil").exists()


def test_a_link_in_an_archive_is_refused(tmp_path):
	with pytest.raises(ProvisioningError, match="is not a backup"):
		backups.unpack(foreign(tmp_path, f"x{backups.PARTS['database']}", tarfile.SYMTYPE), tmp_path)


def test_a_file_that_is_no_archive_is_refused(tmp_path):
	(tmp_path / "x.tar").write_text("not a tar")
	with pytest.raises(ProvisioningError, match="cannot be read as a backup"):
		backups.unpack(tmp_path / "x.tar", tmp_path)
	with pytest.raises(ProvisioningError, match="There is no file"):
		backups.unpack(tmp_path / "none.tar", tmp_path)
