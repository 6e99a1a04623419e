import http.server
import threading

import pytest

from provisioning.errors import ProvisioningError
from provisioning.services import web


@pytest.fixture
def server():
	"""Refuses twice, then serves."""

	class Handler(http.server.BaseHTTPRequestHandler):
		answers = [502, 502]

		def do_GET(self):
			self.send_response(self.answers.pop() if self.answers else 200)
			self.end_headers()

		def log_message(self, *_arguments):
			pass

	with http.server.HTTPServer(("127.0.0.1", 0), Handler) as running:
		threading.Thread(target=running.serve_forever, daemon=True).start()
		yield f"http://127.0.0.1:{running.server_port}"
		running.shutdown()


def test_waiting_ends_with_the_first_page(server):
	web.wait_ready(server, seconds=10)


def test_a_proxy_of_the_environment_is_not_asked(server, monkeypatch):
	monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
	web.wait_ready(server, seconds=10)


def test_waiting_in_vain_ends_with_the_last_answer():
	with pytest.raises(ProvisioningError, match=r"/login is not served: .*logs/web\.log"):
		web.wait_ready("http://127.0.0.1:1", seconds=0.1)
