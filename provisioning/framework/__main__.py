"""Maintainer's commands: python3 -m provisioning.framework manifest | record NAME --closes WHY | status"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from provisioning import framework
from provisioning.errors import ProvisioningError
from provisioning.framework import manifest, patches, recording, wheel
from provisioning.root import Root
from provisioning.steps import Steps


def main(arguments: list[str] | None = None) -> int:
	"""Run one command; returns the exit status."""
	parser = argparse.ArgumentParser(prog="python3 -m provisioning.framework", description=__doc__)
	commands = parser.add_subparsers(dest="command", required=True)
	commands.add_parser("ensure", help="bring apps/frappe up to date")
	commands.add_parser("status", help="what apps/frappe is made of, and what became of each patch")
	commands.add_parser("manifest", help="write manifest.sha256 from the pinned wheel")
	record = commands.add_parser("record", help="turn hand-made changes in apps/frappe into the next patch of the series")
	record.add_argument("name", help="file name of the patch, without .patch")
	record.add_argument("--closes", required=True, help="why the patch exists")
	options = parser.parse_args(arguments)
	root = Root.here()
	try:
		if options.command == "ensure":
			framework.ensure_framework(root, Steps(root), os.environ)
		elif options.command == "manifest":
			_write_manifest(root)
		elif options.command == "record":
			print(f"wrote {recording.record(root, options.name, options.closes)}")
		else:
			_show(root)
	except ProvisioningError as error:
		print(error, file=sys.stderr)
		return 1
	return 0


def _write_manifest(root: Root) -> None:
	with tempfile.TemporaryDirectory() as folder:
		wheel.unpack(wheel.fetch_wheel(root), Path(folder))
		print(f"{manifest.write(Path(folder))} files in {manifest.FILE}")


def _show(root: Root) -> None:
	provenance = framework.read_provenance(root)
	if not provenance:
		raise ProvisioningError("There is no framework in apps/frappe yet. Run: python3 -m provisioning.framework ensure")
	print(f"{provenance['kind']} Frappe {provenance['version']} from {provenance['source']}")
	for patch in patches.read_series():
		print(f"  {patch.name}: {provenance['patches'].get(patch.name, 'not yet applied')} - {patch.closes}")


if __name__ == "__main__":
	sys.exit(main())
