"""A genuine checkout is recognised, checked for its version, and copied without being touched."""

import pytest

from provisioning.errors import ProvisioningError
from provisioning.framework import genuine, manifest
from provisioning.root import Root


@pytest.fixture
def root(tmp_path):
	return Root(tmp_path / "bench")


def make_checkout(path, version="15.81.0"):
	(path / "frappe" / "public" / "dist").mkdir(parents=True)
	(path / "frappe" / "__init__.py").write_text(f'import os\n\n__version__ = "{version}"\n')
	(path / "frappe" / "public" / "dist" / "x.js").write_text("built")
	(path / "node_modules" / "x").mkdir(parents=True)
	(path / ".git").mkdir()
	for name in ("pyproject.toml", "package.json"):
		(path / name).write_text("")
	return path


def chosen(root, path):
	return genuine.checkout(root, {"FRAPPE_PATH": str(path)})


@pytest.mark.parametrize("environ", [{}, {"FRAPPE_PATH": ""}, {"FRAPPE_PATH": " "}])
def test_without_the_variable_there_is_no_checkout(root, environ):
	assert genuine.checkout(root, environ) is None


@pytest.mark.parametrize("version", ["15.0.0", "15.115.2", "16.0.0", "16.26.1", "16.0.0-beta.1"])
def test_stable_15_and_16_are_accepted(root, tmp_path, version):
	path = make_checkout(tmp_path / "frappe", version)
	assert chosen(root, path) == path


@pytest.mark.parametrize("version", ["15.0.0-dev", "15.x.x-develop", "14.99.6", "17.0.0-dev", ""])
def test_every_other_version_is_refused_by_name(root, tmp_path, version):
	with pytest.raises(ProvisioningError, match=f"is Frappe {version or 'of unknown version'}; supported are"):
		chosen(root, make_checkout(tmp_path / "frappe", version))


def test_a_folder_that_is_no_checkout_is_refused(root, tmp_path):
	with pytest.raises(ProvisioningError, match="no frappe/__init__.py"):
		chosen(root, tmp_path)


def test_an_installed_package_is_no_checkout(root, tmp_path):
	path = make_checkout(tmp_path / "frappe")
	(path / "package.json").unlink()
	with pytest.raises(ProvisioningError, match="lacks pyproject.toml or package.json"):
		chosen(root, path)


def test_the_benchs_own_copy_is_refused(root):
	make_checkout(root.framework)
	with pytest.raises(ProvisioningError, match="own copy"):
		chosen(root, root.framework)


def test_copying_leaves_history_packages_and_built_files_behind_and_the_checkout_as_it_was(tmp_path):
	path = make_checkout(tmp_path / "frappe")
	before = manifest.hash_folder(path)
	genuine.copy(path, tmp_path / "copy")
	assert sorted(manifest.hash_folder(tmp_path / "copy")) == ["frappe/__init__.py", "package.json", "pyproject.toml"]
	assert manifest.hash_folder(path) == before


def test_the_fingerprint_follows_sources_and_not_built_files(tmp_path):
	path = make_checkout(tmp_path / "frappe")
	before = genuine.fingerprint(path)
	(path / "node_modules" / "x" / "y.js").write_text("")
	assert genuine.fingerprint(path) == before
	(path / "frappe" / "app.py").write_text("")
	assert genuine.fingerprint(path) != before
