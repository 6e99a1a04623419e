import sys

import pytest

from provisioning.errors import ProvisioningError
from provisioning.shell import call, clean_environment


def python(code):
	return [sys.executable, "-c", code]


def test_the_output_is_returned_and_the_whole_is_in_the_log(root):
	assert call(root, python("import sys; print('out'); print('err', file=sys.stderr)"), what="Trying") == "out\n"
	assert {"out", "err"} <= set((root.logs / "setup.log").read_text().splitlines())


def test_a_failure_is_one_line_with_the_reason_the_remedy_and_the_log(root):
	code = "import sys; print('chatter'); sys.exit('it broke')"
	with pytest.raises(ProvisioningError, match=r"^Trying failed: it broke\. Mend it\. \(log: logs/setup\.log\)$"):
		call(root, python(code), what="Trying", remedy="Mend it.")


def test_a_program_that_is_silent_on_standard_error_is_quoted_from_standard_output(root):
	with pytest.raises(ProvisioningError, match="Trying failed: said here"):
		call(root, python("print('said here'); raise SystemExit(1)"), what="Trying")


def test_a_better_reason_can_be_found_in_the_output(root):
	with pytest.raises(ProvisioningError, match=r"Trying failed: the third line\. "):
		call(root, python("raise SystemExit(1)"), what="Trying", explain=lambda _written: "the third line")


def test_a_full_disk_is_not_taken_for_another_fault(root):
	code = "import sys; sys.exit('OSError: [Errno 28] No space left on device')"
	with pytest.raises(ProvisioningError, match=r"The disk is full: make room") as refused:
		call(root, python(code), what="Trying", remedy="Check the network.")
	assert "network" not in str(refused.value)


def test_a_missing_program_is_named(root):
	with pytest.raises(ProvisioningError, match=r"the program 'no-such-program' is missing\. Install it\."):
		call(root, ["no-such-program"], what="Trying", remedy="Install it.")


def test_what_misleads_the_tools_is_taken_out_of_the_environment(monkeypatch):
	monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
	monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
	environment = clean_environment({"A": "b"})
	assert not {"PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"} & set(environment)
	assert environment["A"] == "b"
