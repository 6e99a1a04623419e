"""The series applies in order, stands aside where the fix is there, and stops the set-up when it does not fit."""

import pytest

from provisioning.errors import ProvisioningError
from provisioning.framework import manifest, patches

ONE = "Closes: first\n\thole\nTarget: frappe/a.py\n\n--- a/frappe/a.py\n+++ b/frappe/a.py\n@@ -1,2 +1,2 @@\n def a():\n-\treturn 1\n+\treturn 2\n"
TWO = "Closes: second\nTarget: frappe/a.py\n\n--- a/frappe/a.py\n+++ b/frappe/a.py\n@@ -1,2 +1,2 @@\n def a():\n-\treturn 2\n+\treturn 3\n"
NEW = "Closes: third\nTarget: frappe/new.py\n\n--- /dev/null\n+++ b/frappe/new.py\n@@ -0,0 +1 @@\n+x = 1\n"


@pytest.fixture
def framework(tmp_path):
	(tmp_path / "frappe").mkdir()
	(tmp_path / "frappe" / "a.py").write_text("def a():\n\treturn 1\n")
	return tmp_path


def series(*texts):
	return [patches.parse_patch(f"{number}.patch", text) for number, text in enumerate(texts, start=1)]


def states(outcomes):
	return [outcome.state for outcome in outcomes]


def test_patches_apply_in_their_order_each_on_the_one_before(framework):
	assert states(patches.apply_series(framework, series(ONE, TWO, NEW))) == [patches.State.APPLIES] * 3
	assert (framework / "frappe" / "a.py").read_text() == "def a():\n\treturn 3\n"
	assert (framework / "frappe" / "new.py").read_text() == "x = 1\n"


def test_the_wrong_order_is_refused(framework):
	with pytest.raises(ProvisioningError, match="1.patch does not fit"):
		patches.apply_series(framework, series(TWO, ONE))


def test_a_second_run_changes_nothing(framework):
	patches.apply_series(framework, series(ONE, NEW))
	before = manifest.hash_folder(framework)
	assert states(patches.apply_series(framework, series(ONE, NEW))) == [patches.State.ALREADY_APPLIED] * 2
	assert manifest.hash_folder(framework) == before


def test_a_patch_that_does_not_fit_stops_with_its_reason_and_changes_nothing(framework):
	(framework / "frappe" / "a.py").write_text("def a():\n\treturn 99\n")
	with pytest.raises(ProvisioningError, match=r"1.patch does not fit.*frappe/a.py: hunk 1.*It closes: first hole"):
		patches.apply_series(framework, series(ONE))
	assert (framework / "frappe" / "a.py").read_text() == "def a():\n\treturn 99\n"


def test_a_missing_target_stops(framework):
	(framework / "frappe" / "a.py").unlink()
	with pytest.raises(ProvisioningError, match="there is no such file"):
		patches.apply_series(framework, series(ONE))


def test_a_new_file_that_exists_with_other_contents_stops(framework):
	(framework / "frappe" / "new.py").write_text("y = 2\n")
	with pytest.raises(ProvisioningError, match="exists already"):
		patches.apply_series(framework, series(NEW))


def test_a_patch_of_two_files_with_one_half_applied_stops(framework):
	both = (
		"Closes: x\nTarget: frappe/a.py\nTarget: frappe/b.py\n\n"
		+ ONE.partition("\n\n")[2]
		+ ONE.partition("\n\n")[2].replace("/a.py", "/b.py")
	)
	(framework / "frappe" / "b.py").write_text("def a():\n\treturn 2\n")
	with pytest.raises(ProvisioningError, match="frappe/b.py"):
		patches.apply_series(framework, series(both))
	assert (framework / "frappe" / "a.py").read_text() == "def a():\n\treturn 1\n"


def test_a_fix_in_another_form_makes_the_patch_stand_aside(framework):
	(framework / "frappe" / "a.py").write_text("def a():\n\treturn safe(1)\n")
	fixed = ONE.replace("\n\n---", "\nNot-needed-if: frappe/a.py: return safe\\(\n\n---", 1)
	assert states(patches.apply_series(framework, series(fixed))) == [patches.State.NOT_NEEDED]


def test_every_named_sign_of_the_fix_must_be_there(framework):
	(framework / "frappe" / "a.py").write_text("def a():\n\treturn safe(1)\n")
	signs = "\nNot-needed-if: frappe/a.py: safe\nNot-needed-if: frappe/b.py: safe\n\n---"
	with pytest.raises(ProvisioningError, match="does not fit"):
		patches.apply_series(framework, series(ONE.replace("\n\n---", signs, 1)))


@pytest.mark.parametrize(
	("text", "reason"),
	[
		(ONE.replace("Closes: first\n\thole\n", ""), "no 'Closes:'"),
		(ONE.replace("Target: frappe/a.py", "Target: frappe/b.py"), "'Target:'"),
		(ONE.replace("\n\n---", "\nNot-needed-if: frappe/a.py\n\n---", 1), "Not-needed-if"),
		(ONE.replace("\n\n---", "\nNot-needed-if: frappe/a.py: (\n\n---", 1), "cannot be read"),
	],
)
def test_a_patch_without_reason_or_targets_is_refused(text, reason):
	with pytest.raises(ProvisioningError, match=reason):
		patches.parse_patch("1.patch", text)


@pytest.mark.parametrize(
	("listed", "reason"),
	[("", "1.patch is not in 'series'"), ("1.patch\n2.patch\n", "2.patch is missing"), ("1.patch\n1.patch\n", "twice")],
)
def test_the_series_and_its_folder_must_agree(tmp_path, listed, reason):
	(tmp_path / "1.patch").write_text(ONE)
	(tmp_path / "series").write_text(f"# order\n{listed}")
	with pytest.raises(ProvisioningError, match=reason):
		patches.read_series(tmp_path)


def test_the_committed_series_can_be_read_and_targets_files_of_the_manifest():
	known = manifest.parse(manifest.FILE.read_text(encoding="utf-8"))
	for patch in patches.read_series():
		assert all(file.is_new or file.path in known for file in patch.files), patch.name
