"""Writes the lock files: python3 -m provisioning.locks [--upgrade]"""

from __future__ import annotations

import sys

from provisioning.errors import ProvisioningError
from provisioning.python_env import write_locks
from provisioning.root import Root

if __name__ == "__main__":
	try:
		write_locks(Root.here(), upgrade="--upgrade" in sys.argv[1:])
	except ProvisioningError as error:
		sys.exit(str(error))
