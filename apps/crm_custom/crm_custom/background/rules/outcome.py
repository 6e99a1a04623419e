"""How a run ended and what a dead one means for the next. Pure."""

from __future__ import annotations

RUNNING = "Running"
FINISHED = "Finished"
FINISHED_WITH_FAILURES = "Finished with failures"
FAILED = "Stopped by an error"
INTERRUPTED = "Interrupted"
STATES = (RUNNING, FINISHED, FINISHED_WITH_FAILURES, FAILED, INTERRUPTED)

#: ends after which the next run continues at the checkpoint
CONTINUED = frozenset({FAILED, INTERRUPTED})
#: so many times in a row a job that died is begun again at once; then it waits for its schedule
MOST_REVIVALS = 3
#: failures that a run keeps with their reason; all are counted
KEPT_FAILURES = 200


def state_after_work(failed: int) -> str:
	"""The state of a run whose work came to its end."""
	return FINISHED_WITH_FAILURES if failed else FINISHED


def is_revived(states: list[str]) -> bool:
	"""Whether a job that died begins again at once; `states` of its last runs, newest first."""
	deaths = next((place for place, state in enumerate(states) if state != INTERRUPTED), len(states))
	return deaths <= MOST_REVIVALS


def needs_attention(state: str, state_before: str | None) -> bool:
	"""Whether administrators are told: about the first failure of a row of them, not about each."""
	return state == FAILED and state_before != FAILED


def percent(done: float, total: float) -> int:
	"""Progress from 0 to 100; nothing to do is all done."""
	return 100 if total <= 0 else int(100 * max(0.0, min(1.0, done / total)))
