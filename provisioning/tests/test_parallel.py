import threading

import pytest

from provisioning.parallel import Task, run


def test_a_task_begins_after_those_it_waits_for():
	order = []
	run([Task("a", lambda: order.append("a")), Task("b", lambda: order.append("b"), ("a",)), Task("c", lambda: order.append("c"), ("b",))])
	assert order == ["a", "b", "c"]


def test_tasks_that_do_not_wait_run_side_by_side():
	meeting = threading.Barrier(2, timeout=5)
	run([Task("a", meeting.wait), Task("b", meeting.wait)])


def test_after_a_failure_nothing_new_begins_and_it_is_raised():
	order = []

	def fail():
		raise OSError("no network")

	with pytest.raises(OSError, match="no network"):
		run([Task("a", fail), Task("b", lambda: order.append("b"), ("a",))])
	assert order == []


@pytest.mark.parametrize(
	("tasks", "error"), [([Task("a", print, ("x",))], KeyError), ([Task("a", print, ("b",)), Task("b", print)], ValueError)]
)
def test_an_order_that_cannot_be_kept_is_refused(tasks, error):
	with pytest.raises(error):
		run(tasks)
