import subprocess
import time

from provisioning import processes


def test_a_process_that_ignores_the_request_is_ended_by_force():
	with subprocess.Popen(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done"], stdout=subprocess.PIPE) as stubborn:
		stubborn.stdout.readline()
		processes.end([stubborn.pid], seconds=0.3)
		assert not processes.is_alive(stubborn.pid)


def test_children_and_theirs_belong_to_this_command_but_not_those_with_a_session_of_their_own():
	with (
		subprocess.Popen(["sh", "-c", "sleep 100 & echo $!; wait"], stdout=subprocess.PIPE, text=True) as child,
		subprocess.Popen(["sleep", "100"], start_new_session=True) as servant,
	):
		grandchild = int(child.stdout.readline())
		found = processes.started_here()
		processes.end([child.pid, grandchild, servant.pid], seconds=5)
	assert child.pid in found
	assert grandchild in found
	assert servant.pid not in found


def test_a_process_that_has_ended_is_not_alive():
	child = subprocess.Popen(["true"])
	time.sleep(0.2)
	assert not processes.is_alive(child.pid)
	child.wait()
	assert not processes.is_alive(child.pid)
