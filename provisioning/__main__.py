"""`python3 -m provisioning COMMAND`, which the Makefile calls."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must get a sentence, not a syntax error
	sys.exit("error: Python 3.11 or newer is needed, but 'python3' is %d.%d. Name another one: make PYTHON=python3.11 ..." % sys.version_info[:2])

from provisioning.cli import main

sys.exit(main())
