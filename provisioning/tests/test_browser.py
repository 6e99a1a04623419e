import os

import pytest

from provisioning import browser


@pytest.mark.parametrize(("uid", "without_sandbox"), [(0, True), (1000, False)])
def test_only_root_gives_up_the_browsers_sandbox(monkeypatch, uid, without_sandbox):
	monkeypatch.setattr(os, "geteuid", lambda: uid)
	assert ("--no-sandbox" in browser.flags()) is without_sandbox
