"""`python3 -m provisioning COMMAND`, which the Makefile calls."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must get a sentence, not a syntax error
	sys.exit(f"error: Python 3.11 or newer is needed, but this is {sys.version.split()[0]}. Name another one: make PYTHON=python3.11 ...")

from provisioning.cli import main

sys.exit(main())
