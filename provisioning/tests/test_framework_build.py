"""From wheel or checkout to apps/frappe: order of the work, switching, keeping costly parts, and being killed anywhere."""

import io
import zipfile

import pytest

from provisioning import framework
from provisioning.errors import ProvisioningError
from provisioning.framework import artwork, genuine, manifest, overlay, patches, recording, tree, wheel
from provisioning.root import Root
from provisioning.steps import Steps

PATCH = "Closes: a hole\nTarget: frappe/__init__.py\n\n--- a/frappe/__init__.py\n+++ b/frappe/__init__.py\n@@ -1 +1 @@\n-guard = 0\n+guard = 1\n"


@pytest.fixture
def root(tmp_path, monkeypatch):
	"""A checkout with a small wheel, manifest, artwork, overlay and series of its own."""
	root = Root(tmp_path / "bench")
	root.downloads.mkdir(parents=True)
	with zipfile.ZipFile(root.downloads / wheel.FILE_NAME, "w") as archive:
		archive.writestr("criscostack/__init__.py", 'guard = 0\n__version__ = "15.0.0-dev"  # Crisco\n')
		archive.writestr("criscostack/.DS_Store", "")
		archive.writestr("criscostack-1.0.0.dist-info/RECORD", "")
		for path in artwork.REPLACED:
			archive.writestr(path.replace("frappe", "criscostack"), "foreign")
	monkeypatch.setattr(wheel, "SHA256", _sha256(root.downloads / wheel.FILE_NAME))
	sources = {name: tmp_path / name for name in ("overlay", "patches")}
	for folder in sources.values():
		folder.mkdir()
	(sources["overlay"] / "license.txt").write_text("MIT")
	(sources["patches"] / "series").write_text("guard.patch\n")
	(sources["patches"] / "guard.patch").write_text(PATCH)
	wheel.unpack(root.downloads / wheel.FILE_NAME, tmp_path / "plain")
	manifest.write(tmp_path / "plain", tmp_path / "manifest")
	monkeypatch.setattr(manifest, "FILE", tmp_path / "manifest")
	monkeypatch.setattr(manifest.verify, "__defaults__", (tmp_path / "manifest",))
	monkeypatch.setattr(overlay, "FOLDERS", (sources["overlay"],))
	monkeypatch.setattr(overlay.apply, "__defaults__", ((sources["overlay"],),))
	monkeypatch.setattr(patches, "FOLDER", sources["patches"])
	monkeypatch.setattr(patches.read_series, "__defaults__", (sources["patches"],))
	return root


@pytest.fixture
def checkout(tmp_path):
	path = tmp_path / "checkout"
	(path / "frappe").mkdir(parents=True)
	(path / "frappe" / "__init__.py").write_text('guard = 0\n__version__ = "15.90.0"\n')
	for name in ("pyproject.toml", "package.json"):
		(path / name).write_text("")
	return path


def _sha256(file):
	return manifest.hash_folder(file.parent)[file.name]


def ensure(root, **environ):
	out = io.StringIO()
	framework.ensure_framework(root, Steps(root, out), environ)
	return out.getvalue()


def source(root):
	return (root.framework / "frappe" / "__init__.py").read_text()


def test_the_tree_is_restored_decorated_overlaid_and_patched(root):
	assert "framework" in ensure(root)
	assert source(root) == 'guard = 1\n__version__ = "15.0.0-dev"  # Frappe\n'
	assert (root.framework / "license.txt").read_text() == "MIT"
	assert (root.framework / "frappe/public/images/frappe-favicon.svg").read_text() == (artwork.FOLDER / "favicon.svg").read_text()
	assert framework.read_provenance(root)["patches"] == {"guard.patch": "applied"}
	assert not framework.is_genuine(root)


def test_a_second_run_does_nothing(root):
	ensure(root)
	assert ensure(root) == ""


def test_a_deleted_framework_is_made_again(root):
	ensure(root)
	(root.framework / "frappe" / "__init__.py").unlink()
	ensure(root)
	assert "guard = 1" in source(root)


def test_a_new_patch_builds_the_tree_again_and_keeps_what_was_costly(root):
	ensure(root)
	for part in tree.KEPT:
		(root.framework / part).mkdir(parents=True)
		(root.framework / part / "costly").write_text("")
	patch = patches.FOLDER / "guard.patch"
	patch.write_text(patch.read_text().replace("guard = 1", "guard = 2"))
	ensure(root)
	assert "guard = 2" in source(root)
	assert all((root.framework / part / "costly").exists() for part in tree.KEPT)


def test_a_patch_that_does_not_fit_leaves_the_step_undone(root):
	ensure(root)
	patch = patches.FOLDER / "guard.patch"
	patch.write_text(patch.read_text().replace("guard = 0", "guard = 7"))
	for _attempt in range(2):
		with pytest.raises(ProvisioningError, match="does not fit"):
			ensure(root)


def test_another_wheel_is_refused(root, monkeypatch):
	monkeypatch.setattr(wheel, "SHA256", "0" * 64)
	with pytest.raises(ProvisioningError, match="is not the pinned one"):
		ensure(root)
	assert not root.framework.exists()


def test_a_tree_that_differs_from_the_manifest_is_refused(root):
	manifest.FILE.write_text(manifest.FILE.read_text().replace("  frappe/__init__.py", "  frappe/other.py"))
	with pytest.raises(ProvisioningError, match=r"1 missing \(frappe/other.py\); 1 extra \(frappe/__init__.py\)"):
		ensure(root)
	assert not root.framework.exists()


@pytest.mark.parametrize("step", ["rename the old away", "rename the new in", "give the kept back"])
def test_killed_during_the_swap_the_next_run_completes_and_loses_nothing(root, step, monkeypatch):
	ensure(root)
	(root.framework / "node_modules").mkdir()
	(root.framework / "node_modules" / "costly").write_text("")
	(patches.FOLDER / "guard.patch").write_text(PATCH.replace("guard = 1", "guard = 3"))
	path_type = type(root.path)
	rename = path_type.rename
	fatal = {"rename the old away": root.framework, "rename the new in": root.run / "framework.new"}

	def killed(self, target):
		if self == fatal.get(step, root.run / "framework.kept" / "node_modules"):
			raise KeyboardInterrupt
		return rename(self, target)

	monkeypatch.setattr(path_type, "rename", killed)
	with pytest.raises(KeyboardInterrupt):
		ensure(root)
	monkeypatch.setattr(path_type, "rename", rename)
	ensure(root)
	assert "guard = 3" in source(root)
	assert (root.framework / "node_modules" / "costly").exists()
	assert not list(root.run.glob("framework.*"))


def test_a_genuine_checkout_is_copied_and_only_the_copy_is_patched(root, checkout):
	before = manifest.hash_folder(checkout)
	ensure(root, FRAPPE_PATH=str(checkout))
	assert framework.is_genuine(root) and "guard = 1" in source(root)
	assert manifest.hash_folder(checkout) == before
	assert not (root.framework / "license.txt").exists()


def test_switching_works_both_ways_and_drops_the_other_kinds_node_packages(root, checkout):
	ensure(root)
	(root.framework / "node_modules").mkdir()
	ensure(root, FRAPPE_PATH=str(checkout))
	assert framework.is_genuine(root) and not (root.framework / "node_modules").exists()
	assert ensure(root, FRAPPE_PATH=str(checkout)) == ""
	ensure(root)
	assert not framework.is_genuine(root) and "15.0.0-dev" in source(root)


def test_a_changed_checkout_is_copied_again(root, checkout):
	ensure(root, FRAPPE_PATH=str(checkout))
	(checkout / "frappe" / "more.py").write_text("")
	ensure(root, FRAPPE_PATH=str(checkout))
	assert (root.framework / "frappe" / "more.py").exists()


def test_a_link_in_place_of_the_framework_is_replaced_and_its_target_kept(root, checkout):
	root.apps.mkdir(parents=True)
	root.framework.symlink_to(checkout)
	ensure(root)
	assert not root.framework.is_symlink() and (checkout / "frappe" / "__init__.py").exists()


def test_the_key_of_the_framework_follows_its_patches(root):
	assert framework.framework_key(root) == ""
	ensure(root)
	first = framework.framework_key(root)
	(patches.FOLDER / "guard.patch").write_text(PATCH.replace("guard = 1", "guard = 4"))
	ensure(root)
	assert first and framework.framework_key(root) not in ("", first)


def test_a_wheel_with_a_path_outside_is_refused(root, tmp_path):
	evil = tmp_path / "evil.whl"
	with zipfile.ZipFile(evil, "w") as archive:
		archive.writestr("criscostack/../../evil.py", "")
	with pytest.raises(ProvisioningError, match="outside its folder"):
		wheel.unpack(evil, tmp_path / "out")


def test_missing_artwork_in_the_framework_is_an_error(tmp_path):
	with pytest.raises(ProvisioningError, match="artwork"):
		artwork.apply(tmp_path)


def test_the_overlay_does_not_hide_files_of_the_framework(tmp_path):
	(tmp_path / "overlay").mkdir()
	(tmp_path / "framework").mkdir()
	for folder in ("overlay", "framework"):
		(tmp_path / folder / "hooks.py").write_text("")
	with pytest.raises(ProvisioningError, match="would overwrite hooks.py"):
		overlay.apply(tmp_path / "framework", (tmp_path / "overlay",))


def test_a_change_by_hand_is_recorded_as_a_patch_that_applies(root):
	ensure(root)
	file = root.framework / "frappe" / "__init__.py"
	changed = file.read_text().replace("guard = 1", "guard = 1\nmore = 2")
	file.write_text(changed)
	(root.framework / "frappe" / "added.py").write_text("no newline at the end")
	recording.record(root, "more", "another hole", patches.FOLDER)
	assert [patch.name for patch in patches.read_series()] == ["guard.patch", "more.patch"]
	ensure(root)
	assert source(root) == changed
	assert (root.framework / "frappe" / "added.py").read_text() == "no newline at the end"
	with pytest.raises(ProvisioningError, match="nothing to record"):
		recording.record(root, "again", "nothing", patches.FOLDER)


def test_a_genuine_version_is_read_without_running_the_code(checkout):
	(checkout / "frappe" / "__init__.py").write_text('raise SystemExit\n__version__ = "16.1.0"\n')
	assert genuine.read_version(checkout) == "16.1.0"
