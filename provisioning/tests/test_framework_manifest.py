"""A restored tree that is not the committed one is refused, and the message says what differs."""

import pytest

from provisioning.errors import ProvisioningError
from provisioning.framework import manifest, names


@pytest.fixture
def tree(tmp_path):
	folder = tmp_path / "tree"
	(folder / "frappe").mkdir(parents=True)
	(folder / "frappe" / "a.py").write_text("a")
	(folder / "frappe" / "b.py").write_text("b")
	expected = tmp_path / "manifest"
	manifest.write(folder, expected)
	return folder, expected


def test_the_same_tree_passes(tree):
	manifest.verify(*tree)


@pytest.mark.parametrize(
	("path", "content", "word"),
	[("frappe/a.py", None, "1 missing"), ("frappe/c.py", "c", "1 extra"), ("frappe/b.py", "x", "1 different")],
)
def test_a_missing_extra_or_different_file_is_refused_by_name(tree, path, content, word):
	file = tree[0] / path
	file.unlink() if content is None else file.write_text(content)
	with pytest.raises(ProvisioningError) as refusal:
		manifest.verify(*tree)
	assert word in str(refusal.value) and path in str(refusal.value)


def test_only_the_first_few_of_many_differences_are_named():
	difference = manifest.compare({}, {f"{number}.py": "0" for number in range(9)})
	assert str(difference) == "9 extra (0.py, 1.py, 2.py, 3.py, 4.py, …)"


def test_no_difference_is_falsy():
	assert not manifest.compare({"a": "1"}, {"a": "1"})


def test_render_and_parse_are_inverse():
	hashes = {"b": "2" * 64, "a file": "1" * 64}
	assert manifest.parse(manifest.render(hashes)) == hashes


def test_a_malformed_line_is_named():
	with pytest.raises(ValueError, match="line 2"):
		manifest.parse(f"{'0' * 64}  a\nnonsense\n")


def test_the_committed_manifest_is_sorted_and_speaks_only_of_restored_names():
	paths = list(manifest.parse(manifest.FILE.read_text(encoding="utf-8")))
	assert paths == sorted(paths) and len(paths) == 2900
	assert all(path.startswith("frappe/") and not names.is_stray(path) for path in paths)
	assert not [path for path in paths if "crisco" in path.lower() or "brik" in path]
