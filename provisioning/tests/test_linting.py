import subprocess

import pytest

from provisioning import linting


@pytest.fixture
def repository(root):
	subprocess.run(["git", "init", "-q"], cwd=root.path, check=True)
	return root


def test_broken_json_is_named(repository):
	(repository.app / "good.json").write_text("{}")
	(repository.app / "bad.json").write_text("{,}")
	(problem,) = linting.broken_json(repository)
	assert problem.startswith("apps/crm_custom/bad.json: ")


def test_a_translation_has_two_or_three_columns(repository):
	folder = repository.app / "crm_custom" / "translations"
	folder.mkdir()
	(folder / "zh.csv").write_text('Customer,客户\nOpen,打开,Status\n"a, b",甲\n')
	assert linting.broken_csv(repository) == []
	(folder / "zh.csv").write_text("one,two,three,four\n")
	(problem,) = linting.broken_csv(repository)
	assert "line 1 has 4 columns" in problem


def test_files_that_the_set_up_made_are_not_checked(repository):
	(repository.path / ".gitignore").write_text("/sites/*\n")
	(repository.sites / "x.json").write_text("{")
	assert linting.broken_json(repository) == []
