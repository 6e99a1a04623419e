import io

import pytest

from provisioning.root import Root, digest
from provisioning.steps import Steps


def test_a_step_is_done_once_for_the_same_inputs(steps):
	done = []
	assert steps.once("a", "key", "A", lambda: done.append(1))
	assert not steps.once("a", "key", "A", lambda: done.append(2))
	assert steps.once("a", "other key", "A", lambda: done.append(3))
	assert done == [1, 3]


def test_a_step_that_failed_is_done_again_also_with_the_inputs_of_before(steps):
	steps.once("a", "key", "A", lambda: None)
	with pytest.raises(KeyboardInterrupt):
		steps.once("a", "new key", "A", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
	assert not steps.is_done("a", "key")
	assert not steps.is_done("a", "new key")


def test_each_step_prints_one_line_with_its_seconds(root):
	out = io.StringIO()
	Steps(root, out).run("fetching", lambda: None)
	assert out.getvalue().rstrip() == "    0.0 s  fetching"


def test_the_key_changes_with_names_and_contents_and_not_with_the_place(tmp_path):
	keys = set()
	for place, name, text in (("one", "a.py", "x"), ("two", "a.py", "x"), ("one", "b.py", "x"), ("two", "b.py", "y")):
		folder = tmp_path / f"{place}-{name}-{text}" / "app"
		folder.mkdir(parents=True)
		(folder / name).write_text(text)
		keys.add(digest(folder))
	assert len(keys) == 3


def test_every_path_is_inside_the_checkout(tmp_path):
	root = Root(tmp_path)
	places = [getattr(root, name) for name, value in vars(Root).items() if isinstance(value, property)]
	assert places
	assert all(place.is_relative_to(tmp_path) for place in places)
