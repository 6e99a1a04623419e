import pytest

from provisioning.errors import ProvisioningError
from provisioning.services import procfile
from provisioning.services.stack import CODE
from provisioning.services.supervision import DATA


def test_lines_become_processes_in_order():
	assert list(procfile.parse("# comment\n\nweb: run --port 1\nworker_1:  work\n").items()) == [
		("web", "run --port 1"),
		("worker_1", "work"),
	]


@pytest.mark.parametrize("text", ["web run", "web:", "we b: run", "web: a\nweb: b"])
def test_a_line_that_is_none_is_refused_with_its_number(text):
	with pytest.raises(ProvisioningError, match=r"Procfile, line \d"):
		procfile.parse(text)


def test_the_projects_own_file_has_every_part(root):
	assert set(procfile.read(root)) == {*DATA, *CODE, "nginx"}
