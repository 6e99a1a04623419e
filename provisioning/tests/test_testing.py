import pytest

from provisioning import testing
from provisioning.errors import ProvisioningError
from provisioning.testing import Outcome, SomeFailed, outcome, report


def xml(tmp_path, **counts):
	file = tmp_path / "r.xml"
	values = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0, **counts}
	file.write_text("<testsuites><testsuite " + " ".join(f'{name}="{value}"' for name, value in values.items()) + "/></testsuites>")
	return file


def counts(one: Outcome):
	return one.passed, one.failed, one.skipped


def test_counts_come_from_the_report(tmp_path):
	assert counts(outcome("rules", xml(tmp_path, tests=10, failures=1, errors=1, skipped=2), 1, 0)) == (6, 2, 2)


def test_a_stage_without_tests_fails(tmp_path):
	assert counts(outcome("rules", xml(tmp_path), 5, 0)) == (0, 1, 0)


def test_a_stage_that_breaks_down_fails(tmp_path):
	assert counts(outcome("rules", tmp_path / "none.xml", -9, 0)) == (0, 1, 0)
	assert counts(outcome("rules", xml(tmp_path, tests=3), 3, 0)) == (3, 1, 0)


def test_a_test_that_fails_and_cannot_be_cleaned_up_counts_once(tmp_path):
	assert counts(outcome("rules", xml(tmp_path, tests=1, failures=1, errors=1), 1, 0)) == (0, 1, 0)


def test_the_last_line_is_the_sum(capsys):
	report([Outcome("a", 3, 0, 1), Outcome("b", 2)])
	assert capsys.readouterr().out.splitlines()[-1] == "5 passed, 0 failed, 1 skipped"


@pytest.mark.parametrize("outcomes", [[Outcome("a", 3), Outcome("b", 0, 1)], [Outcome("a")]])
def test_a_failure_or_nothing_at_all_fails_the_command(outcomes):
	with pytest.raises(SomeFailed, match=r"^\d+ passed, \d+ failed$"):
		report(outcomes)


def test_a_folder_that_does_not_exist_yet_is_named(root):
	assert testing.pytest_stage(root, "browser").note == "apps/crm_custom/crm_custom/tests/browser does not exist yet"


def test_an_unknown_stage_is_refused():
	with pytest.raises(ProvisioningError, match="There is no stage 'rulez'"):
		testing._chosen("lint,rulez")
	assert testing._chosen("rules, lint") == ["rules", "lint"]
	assert testing._chosen(None) == list(testing.STAGES)
