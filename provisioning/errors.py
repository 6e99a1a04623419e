"""The one error of this package: something that the person at the keyboard can act on."""


class ProvisioningError(Exception):
	"""A command cannot go on. The message is one line: what is wrong, where, and what to do next.

	The command line prints it without a traceback and exits with status 1.
	"""
