import os
import signal
import subprocess
import sys

import pytest

from provisioning import lock, processes
from provisioning.errors import ProvisioningError


def test_a_second_command_is_refused_with_the_name_of_the_first(root):
	with lock.held(root, "run"), pytest.raises(ProvisioningError, match=rf"'make run' \(process {os.getpid()}\) is working"):
		lock.held(root, "migrate").__enter__()


def test_the_lock_is_free_after_the_command(root):
	with lock.held(root, "run"):
		pass
	with lock.held(root, "run"):
		pass


def test_a_killed_command_leaves_no_lock(root):
	code = (
		"import sys; from pathlib import Path; from provisioning import lock; from provisioning.root import Root\n"
		"with lock.held(Root(Path(sys.argv[1])), 'run'): print('held', flush=True); input()"
	)
	with subprocess.Popen([sys.executable, "-c", code, str(root.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
		assert other.stdout.readline().strip() == "held"
		other.send_signal(signal.SIGKILL)
		other.wait()
	with lock.held(root, "run"):
		pass


def test_downloads_of_a_killed_command_are_ended_before_the_next_begins(root):
	code = (
		"import subprocess, sys; from pathlib import Path; from provisioning import lock; from provisioning.root import Root\n"
		"with lock.held(Root(Path(sys.argv[1])), 'run'):\n"
		"	print(subprocess.Popen(['sleep', '100']).pid, flush=True); input()"
	)
	with subprocess.Popen([sys.executable, "-c", code, str(root.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
		orphan = int(other.stdout.readline())
		other.kill()
		other.wait()
	assert processes.is_alive(orphan)
	with lock.held(root, "run"):
		assert not processes.is_alive(orphan)
