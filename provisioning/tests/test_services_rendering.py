import stat

import pytest

from provisioning.errors import ProvisioningError
from provisioning.services.rendering import fill, render


def test_each_place_gets_its_value():
	assert fill("port @port@, twice @port@", {"port": 80}) == "port 80, twice 80"


def test_a_place_without_a_value_is_an_error():
	with pytest.raises(ProvisioningError, match="no value for @port@"):
		fill("port @port@", {})


def test_an_address_of_a_person_is_not_a_place():
	assert fill("mail a@b.example", {}) == "mail a@b.example"


def test_a_file_is_written_for_the_owner_and_only_when_it_changes(root):
	(root.config / "templates" / "x.conf").write_text("secret @word@\n")
	assert render(root, "x.conf", {"word": "one"})
	assert not render(root, "x.conf", {"word": "one"})
	assert render(root, "x.conf", {"word": "two"})
	assert (root.config / "x.conf").read_text() == "secret two\n"
	assert stat.S_IMODE((root.config / "x.conf").stat().st_mode) == 0o600


def test_a_missing_template_is_named(root):
	with pytest.raises(ProvisioningError, match=r"config/templates/none\.conf is missing"):
		render(root, "none.conf", {})
