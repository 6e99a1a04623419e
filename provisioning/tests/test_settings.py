import json
import stat

import pytest

from provisioning.errors import ProvisioningError
from provisioning.settings import Settings, random_password, write_private


def test_a_new_installation_is_english_and_on_this_machine_only(root):
	settings = Settings.load(root)
	assert (settings.language, settings.host) == ("en", "127.0.0.1")


def test_what_is_saved_is_read_again(root):
	settings = Settings.load(root)
	password = settings.password("database")
	settings.ports = {"web": 8000}
	settings.demo_users = [{"user": "王@example.com"}]
	settings.save()
	again = Settings.load(root)
	assert (again.password("database"), again.ports, again.demo_users) == (password, {"web": 8000}, [{"user": "王@example.com"}])


def test_only_the_owner_reads_the_passwords(root):
	settings = Settings.load(root)
	settings.save()
	assert stat.S_IMODE(root.settings_file.stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_file_and_no_other(root, monkeypatch):
	file = root.run / "x.json"
	write_private(file, "old")
	monkeypatch.setattr("os.fsync", lambda _descriptor: (_ for _ in ()).throw(OSError(28, "No space left on device")))
	with pytest.raises(OSError, match="No space"):
		write_private(file, "new")
	assert file.read_text() == "old"
	assert [one.name for one in root.run.iterdir()] == ["x.json"]


@pytest.mark.parametrize("text", ["{", json.dumps({"colour": "red"}), json.dumps([])])
def test_a_file_that_cannot_be_understood_is_named_and_stays(root, text):
	root.settings_file.write_text(text)
	with pytest.raises(ProvisioningError, match=r"run/settings\.json cannot be read"):
		Settings.load(root)
	assert root.settings_file.read_text() == text


@pytest.mark.parametrize("stored", [{"language": "de"}, {"external": {"postgres": {}}}])
def test_values_that_would_fail_later_are_refused(root, stored):
	root.settings_file.write_text(json.dumps(stored))
	with pytest.raises(ProvisioningError, match="must be one of|is unknown"):
		Settings.load(root)


def test_passwords_are_long_random_and_need_no_quoting():
	first, second = random_password(), random_password()
	assert first != second
	assert len(first) == 24
	assert first.isalnum()


@pytest.mark.parametrize(
	("host", "url"), [("127.0.0.1", "http://127.0.0.1:8000"), ("0.0.0.0", "http://127.0.0.1:8000"), ("10.0.0.5", "http://10.0.0.5:8000")]
)
def test_the_address_can_be_opened_on_this_machine(settings, host, url):
	settings.host = host
	assert settings.url == url
