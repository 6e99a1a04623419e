"""The driver of the Desk: keys, refusals, reasons of failures; the lock of its packages."""

from __future__ import annotations

import io
import json
import os
import re
import time
from pathlib import Path

import pytest

from provisioning.desk import command_folder, driver, ensure_desk, genuine, node, packages, realtime_command, sources, watch_command
from provisioning.errors import ProvisioningError
from provisioning.root import Root
from provisioning.steps import Steps

OVERLAY = packages.OVERLAY
MANIFEST = json.loads((OVERLAY / "package.json").read_text())
LOCK = json.loads((OVERLAY / "package-lock.json").read_text())


@pytest.fixture
def root(tmp_path) -> Root:
	"""A bench with a framework of two files."""
	bench = Root(tmp_path)
	public = bench.framework / "frappe" / "public"
	public.mkdir(parents=True)
	(public / "desk.bundle.js").write_text("1")
	(bench.framework / "frappe" / "website" / "js").mkdir(parents=True)
	bench.sites.mkdir()
	(bench.sites / "apps.txt").write_text("frappe\n")
	return bench


@pytest.fixture
def calls(root, monkeypatch) -> list[list[str]]:
	"""The programs that would have run; npm leaves packages behind, the builder leaves the maps."""
	done = []

	def call(_root, command, *, cwd, **_):
		done.append([str(word) for word in command])
		if command[0] == "npm":
			(cwd / "node_modules" / "vue").mkdir(parents=True)
		else:
			write_assets(root)
		return ""

	monkeypatch.setattr(packages, "call", call)
	monkeypatch.setattr(driver, "call", call)
	monkeypatch.setattr(genuine, "call", call)
	return done


def write_assets(root: Root) -> None:
	public = root.framework / "frappe" / "public"
	(public / "dist" / "js").mkdir(parents=True, exist_ok=True)
	(public / "dist" / "js" / "desk.bundle.ABC.js").write_text("1")
	assets = root.sites / "assets"
	assets.mkdir(exist_ok=True)
	if not (assets / "frappe").exists():
		(assets / "frappe").symlink_to(public)
	(assets / "assets.json").write_text('{"desk.bundle.js": "/assets/frappe/dist/js/desk.bundle.ABC.js"}')
	(assets / "assets-rtl.json").write_text("{}")


def run(root: Root, **options) -> str:
	out = io.StringIO()
	ensure_desk(root, Steps(root, out), **options)
	return out.getvalue()


def programs(calls: list[list[str]]) -> list[str]:
	names = [command[0] for command in calls]
	calls.clear()
	return names


def test_first_run_installs_and_builds_and_the_second_does_nothing(root, calls):
	assert "npm packages" in run(root)
	assert programs(calls) == ["npm", "node"]
	assert run(root) == ""
	assert programs(calls) == []


def test_install_scripts_are_not_run(root, calls):
	run(root)
	assert calls[0][:3] == ["npm", "ci", "--ignore-scripts"]


def test_packages_are_linked_into_the_framework_and_survive_its_replacement(root, calls):
	run(root)
	link = root.framework / "node_modules"
	assert link.is_symlink() and not os.path.isabs(os.readlink(link))
	assert (link / "vue").is_dir()
	link.unlink()
	programs(calls)
	run(root)
	assert (root.framework / "node_modules" / "vue").is_dir()
	assert programs(calls) == []


def test_packages_that_somebody_installed_in_the_framework_give_way_to_the_locked_ones(root, calls):
	(root.framework / "node_modules" / "stray").mkdir(parents=True)
	run(root)
	assert (root.framework / "node_modules").is_symlink()


@pytest.mark.parametrize("changed", ["frappe/public/desk.bundle.js", "frappe/public/js/new.js", "frappe/website/js/website.js"])
def test_a_changed_source_is_built_again(root, calls, changed):
	run(root)
	programs(calls)
	file = root.framework / changed
	file.parent.mkdir(parents=True, exist_ok=True)
	file.write_text("2")
	run(root)
	assert programs(calls) == ["node"]


def test_a_new_app_is_built(root, calls):
	run(root)
	programs(calls)
	(root.app / "crm_custom" / "public").mkdir(parents=True)
	(root.sites / "apps.txt").write_text("frappe\ncrm_custom\n")
	with pytest.raises(ProvisioningError, match="files are missing in sites/assets"):
		run(root)  # the stand-in for the builder does not link the new app
	assert programs(calls) == ["node"]


def test_development_and_production_bundles_are_different(root, calls):
	run(root)
	assert "--production" in calls[-1]
	run(root, production=False)
	assert "--production" not in calls[-1]
	programs(calls)
	assert run(root, production=False) == ""


@pytest.mark.parametrize("loss", ["dist/js/desk.bundle.ABC.js", "map", "broken map", "link"])
def test_lost_results_are_built_again(root, calls, loss):
	run(root)
	programs(calls)
	assets = root.sites / "assets"
	if loss == "map":
		(assets / "assets-rtl.json").unlink()
	elif loss == "broken map":
		(assets / "assets.json").write_text('{"desk')
	elif loss == "link":
		(assets / "frappe").unlink()
	else:
		(root.framework / "frappe" / "public" / loss).unlink()
	run(root)
	assert programs(calls) == ["node"]


def test_empty_maps_of_a_new_bench_are_not_taken_for_a_built_desk(root, calls):
	assets = root.sites / "assets"
	assets.mkdir()
	for name in ("assets.json", "assets-rtl.json"):
		(assets / name).write_text("{}\n")
	run(root)
	assert programs(calls) == ["npm", "node"]


def test_an_interrupted_installation_starts_afresh(root, calls, monkeypatch):
	fine = packages.call

	def interrupted(*arguments, cwd, **options):
		(cwd / "node_modules" / "half").mkdir(parents=True)
		raise KeyboardInterrupt

	monkeypatch.setattr(packages, "call", interrupted)
	with pytest.raises(KeyboardInterrupt):
		run(root)
	assert not (root.framework / "node_modules").exists()
	monkeypatch.setattr(packages, "call", fine)
	run(root)
	assert sorted(entry.name for entry in (root.framework / "node_modules").iterdir()) == ["vue"]


def test_our_files_are_placed_and_changed_ones_replaced(root, calls):
	run(root)
	placed = root.framework / "esbuild" / "build.mjs"
	assert placed.read_bytes() == (OVERLAY / "esbuild" / "build.mjs").read_bytes()
	placed.write_text("changed")
	run(root)
	assert placed.read_bytes() == (OVERLAY / "esbuild" / "build.mjs").read_bytes()


def test_without_a_framework_it_says_so(tmp_path):
	with pytest.raises(ProvisioningError, match="must be fetched before the Desk is built"):
		run(Root(tmp_path))


def fake_program(folder: Path, name: str, script: str) -> None:
	(folder / name).write_text(f"#!/bin/sh\n{script}\n")
	(folder / name).chmod(0o755)


@pytest.mark.parametrize(
	("programs_there", "message"),
	[
		({}, "The program 'node' is missing"),
		({"node": "echo v20.1.0"}, "The program 'npm' is missing"),
		({"node": "echo v16.20.0", "npm": "true"}, r"Node v16\.20\.0 is too old; the Desk needs 18\.17 or newer"),
		({"node": "echo v18.4.0", "npm": "true"}, r"Node v18\.4\.0 is too old"),
		({"node": "echo nonsense", "npm": "true"}, "too old"),
	],
)
def test_a_machine_without_a_usable_node_is_told_what_to_install(root, tmp_path, monkeypatch, programs_there, message):
	folder = tmp_path / "bin"
	folder.mkdir()
	for name, script in programs_there.items():
		fake_program(folder, name, script)
	monkeypatch.setenv("PATH", str(folder))
	with pytest.raises(ProvisioningError, match=f"{message}.*apt-get install nodejs npm"):
		run(root)


@pytest.mark.parametrize(
	("output", "reason"),
	[
		("npm error code ENOSPC\nnpm error syscall write", "the disk is full"),
		("error: Failed to write: no space left on device", "the disk is full"),
		("npm error code EAI_AGAIN\nnpm error request to … failed", "the package registry cannot be reached"),
		("npm error code ENOTFOUND", "the package registry cannot be reached"),
		("npm error code EINTEGRITY\nnpm error sha512-… integrity checksum failed", "does not have the content"),
		("npm error code EACCES", "belongs to another user"),
		("FATAL ERROR: JavaScript heap out of memory", "not enough memory"),
		("npm warn old\nnpm error code E404\nnpm error A complete log of this run can be found in: x", "npm error code E404"),
		("crm_custom: the bundles could not be built.\n✘ [ERROR] Unexpected ';'", "✘ [ERROR] Unexpected ';'"),
		("", "no reason was given"),
	],
)
def test_failures_are_explained(output, reason):
	assert reason in node.explain(output)


def test_a_failing_build_names_reason_and_log(root, calls, monkeypatch):
	from provisioning import shell

	run(root)
	monkeypatch.setattr(driver, "call", shell.call)
	(root.framework / "frappe" / "public" / "more.js").write_text("x")
	monkeypatch.setattr(driver, "require_node", lambda: None)
	monkeypatch.setattr(driver, "place_overlay", lambda _framework: None)
	folder = root.path / "bin"
	folder.mkdir()
	fake_program(folder, "node", "echo 'no space left on device' >&2; exit 1")
	monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
	with pytest.raises(ProvisioningError, match=r"Building the Desk failed: the disk is full.*\(log: logs/setup\.log\)"):
		run(root)


def test_a_second_run_takes_no_time(root, calls):
	run(root)
	started = time.perf_counter()
	run(root)
	assert time.perf_counter() - started < 0.2


def test_a_genuine_checkout_is_built_with_its_own_builder(root, calls, monkeypatch):
	(root.framework / "esbuild").mkdir()
	(root.framework / "esbuild" / "esbuild.js").write_text("")
	monkeypatch.setattr(genuine, "require_node", lambda: None)
	monkeypatch.setattr(genuine.shutil, "which", lambda name: f"/usr/bin/{name}")
	run(root)
	assert [command[:3] for command in calls] == [["yarn", "install", "--check-files"], ["yarn", "run", "production"]]
	assert not (root.framework / "shims").exists()
	assert watch_command(root)[0] == "yarn"


def test_a_genuine_checkout_without_yarn_is_told(root, calls, monkeypatch):
	(root.framework / "esbuild").mkdir()
	(root.framework / "esbuild" / "esbuild.js").write_text("")
	monkeypatch.setattr(genuine, "require_node", lambda: None)
	monkeypatch.setattr(genuine.shutil, "which", lambda name: None)
	with pytest.raises(ProvisioningError, match="npm install -g yarn@1"):
		run(root)


def test_commands_of_the_procfile_name_files_that_are_there(root, calls):
	run(root)
	for command in (realtime_command(), watch_command(root)):
		assert (root.path / command[1]).is_file()
	assert command_folder(root) == root.framework / "node_modules" / ".bin"


# the committed package files


def test_versions_are_exact():
	versions = MANIFEST["dependencies"] | MANIFEST["devDependencies"]
	assert {name: version for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", version)} == {}


def test_scripts_are_those_that_bench_calls_and_files_are_not_modules_by_default():
	assert set(MANIFEST["scripts"]) == {"build", "production", "watch"}
	# code of the web site uses require(); with "type": "module" that would be refused
	assert "type" not in MANIFEST


def test_the_lock_belongs_to_the_manifest():
	top = LOCK["packages"][""]
	assert top["dependencies"] == MANIFEST["dependencies"]
	assert top["devDependencies"] == MANIFEST["devDependencies"]


def test_the_lock_names_no_registry_and_holds_every_hash():
	installed = {name: entry for name, entry in LOCK["packages"].items() if name}
	assert [name for name, entry in installed.items() if "resolved" in entry] == []
	assert [name for name, entry in installed.items() if not re.match("sha512-|sha1-", entry.get("integrity", ""))] == []


def test_the_builder_program_of_each_usual_machine_is_in_the_lock():
	for machine in ("linux-x64", "linux-arm64", "darwin-arm64"):
		assert f"node_modules/@esbuild/{machine}" in LOCK["packages"]


def test_build_results_and_packages_are_no_sources(tmp_path):
	(tmp_path / "a.js").write_text("1")
	before = sources.tree_digest([tmp_path])
	for folder in ("dist", "node_modules", "__pycache__"):
		(tmp_path / folder).mkdir()
		(tmp_path / folder / "x").write_text("x")
	assert sources.tree_digest([tmp_path]) == before
	(tmp_path / "b.js").write_text("")
	assert sources.tree_digest([tmp_path]) != before
