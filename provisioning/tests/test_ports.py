import socket
import subprocess
import sys
from pathlib import Path

import pytest

from provisioning import ports
from provisioning.ports import NAMES, Reservations, choose

HERE, THERE = Path("/srv/one"), Path("/srv/two")


@pytest.fixture
def reservations():
	held = Reservations()
	yield held
	held.release()


def listener() -> socket.socket:
	return socket.create_server(("127.0.0.1", 0))


def test_every_part_gets_a_port_of_its_own(reservations):
	chosen, notes = choose({}, HERE, reservations)
	assert set(chosen) == set(NAMES)
	assert len(set(chosen.values())) == len(NAMES)
	assert notes == []


def test_remembered_ports_are_kept(reservations):
	first, _ = choose({}, HERE, reservations)
	reservations.release()
	assert choose(first, HERE, reservations) == (first, [])


def test_a_remembered_port_that_a_stranger_uses_is_given_up_and_named(reservations):
	with listener() as stranger:
		taken = stranger.getsockname()[1]
		chosen, notes = choose({"mariadb": taken}, HERE, reservations)
	assert chosen["mariadb"] != taken
	assert notes == [f"Port {taken} (mariadb) is used by another program now; using {chosen['mariadb']} instead."]


def test_two_parts_that_lose_their_ports_do_not_get_the_same_one(reservations):
	with listener() as first, listener() as second:
		chosen, _ = choose({"redis_cache": first.getsockname()[1], "redis_queue": second.getsockname()[1]}, HERE, reservations)
	assert len(set(chosen.values())) == len(NAMES)


def test_two_checkouts_that_choose_at_once_never_share_a_port(reservations):
	other = Reservations()
	try:
		mine, _ = choose({}, HERE, reservations)
		# the same folder name gives the same first candidates: the hardest case
		theirs, _ = choose({}, HERE, other)
		elsewhere, _ = choose({}, THERE, Reservations())
	finally:
		other.release()
	assert not set(mine.values()) & set(theirs.values())
	assert not set(mine.values()) & set(elsewhere.values())


def test_a_reservation_ends_with_its_process():
	code = "from provisioning.ports import Reservations; r = Reservations(); print(r.take(23999), flush=True); input()"
	with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
		assert other.stdout.readline().strip() == "True"
		held = Reservations()
		assert not held.take(23999)
		other.kill()
		other.wait()
		assert held.take(23999)
		held.release()


def test_internal_ports_stay_below_those_of_outgoing_connections(reservations):
	chosen, _ = choose({}, HERE, reservations)
	assert all(ports.FIRST <= chosen[name] < ports.LAST for name in ports.INTERNAL)
