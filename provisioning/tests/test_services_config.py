"""The configuration files of the servers."""

import json
import os

from provisioning.root import SITE, TEST_SITE
from provisioning.services import mariadb, nginx, redis, web


def site(root, name):
	(root.sites / name).mkdir()
	(root.sites / name / "site_config.json").write_text(json.dumps({}))


def test_mariadb_listens_on_this_machine_only_and_loses_nothing(root, settings):
	mariadb.write_configuration(root, settings)
	text = (root.config / "mariadb.cnf").read_text()
	assert "bind-address = 127.0.0.1" in text
	assert "innodb-flush-log-at-trx-commit = 1" in text
	assert f"datadir = {root.run}/mariadb/data" in text


def test_every_root_account_of_mariadb_gets_the_password(root, settings):
	mariadb.write_configuration(root, settings)
	text = (root.run / "mariadb" / "accounts.sql").read_text()
	for host in ("localhost", "127.0.0.1"):
		assert f"ALTER USER 'root'@'{host}' IDENTIFIED BY '{settings.password('database')}'" in text
	# the server reads one statement per line
	assert all(line.endswith(";") for line in text.splitlines())


def test_another_database_server_can_be_named(root, settings):
	settings.external = {"mariadb": {"host": "db.lan", "password": "p"}}
	mariadb.write_configuration(root, settings)
	assert mariadb.connection(settings) == {"host": "db.lan", "port": 3306, "user": "root", "password": "p"}
	assert "host=db.lan" in (root.run / "mariadb" / "client.cnf").read_text()
	assert not (root.config / "mariadb.cnf").exists()


def test_redis_needs_a_password_and_keeps_jobs_but_not_the_cache(root, settings):
	redis.write_configuration(root, settings)
	cache, queue = ((root.config / f"{name}.conf").read_text() for name in redis.INSTANCES)
	for text in (cache, queue):
		assert f"requirepass {settings.password('redis')}" in text
		assert "bind 127.0.0.1\n" in text
	assert "appendonly no" in cache
	assert "maxmemory-policy allkeys-lru" in cache
	assert "appendonly yes" in queue
	assert "maxmemory-policy noeviction" in queue


def test_another_redis_can_be_named(root, settings):
	settings.external = {"redis_queue": "redis://:p@cache.lan:6379/1"}
	redis.write_configuration(root, settings)
	assert redis.address(settings, "redis_queue") == "redis://:p@cache.lan:6379/1"
	assert not (root.config / "redis_queue.conf").exists()
	assert redis.address(settings, "redis_cache") == f"redis://:{settings.password('redis')}@127.0.0.1:21004"


def test_nginx_serves_only_sites_that_exist(root, settings):
	assert nginx.served(root) == []
	site(root, SITE)
	nginx.write_configuration(root, settings)
	text = (root.config / "nginx.conf").read_text()
	assert "listen 127.0.0.1:8000" in text
	assert TEST_SITE not in text
	site(root, TEST_SITE)
	assert nginx.write_configuration(root, settings)
	assert "listen 127.0.0.1:8001" in (root.config / "nginx.conf").read_text()


def test_only_the_crm_is_offered_to_the_network(root, settings):
	site(root, SITE)
	site(root, TEST_SITE)
	settings.host = "0.0.0.0"
	nginx.write_configuration(root, settings)
	text = (root.config / "nginx.conf").read_text()
	assert "listen 0.0.0.0:8000" in text
	assert "listen 127.0.0.1:8001" in text


def test_the_site_is_chosen_by_the_port_and_not_by_the_client(root, settings):
	site(root, SITE)
	nginx.write_configuration(root, settings)
	text = (root.config / "nginx.conf").read_text()
	assert text.count(f"X-Frappe-Site-Name {SITE}") == text.count("X-Frappe-Site-Name")


def test_nginx_writes_only_inside_the_checkout(root, settings):
	site(root, SITE)
	nginx.write_configuration(root, settings)
	lines = (root.config / "nginx.conf").read_text().splitlines()
	written = [line.split()[1].rstrip(";") for line in lines if line.split() and line.split()[0].endswith(("_path", "_log", "pid"))]
	assert len(written) >= 7
	assert all(path.startswith(str(root.path)) for path in written)


def test_nginx_stays_the_user_who_starts_it(root, settings, monkeypatch):
	for uid, expected in ((0, True), (1000, False)):
		monkeypatch.setattr(os, "geteuid", lambda uid=uid: uid)
		nginx.write_configuration(root, settings)
		assert ("\nuser " in (root.config / "nginx.conf").read_text()) is expected


def test_the_apps_own_web_entry_is_used_when_it_has_one(root):
	assert web.application(root) == "frappe.app:application"
	(root.app / "crm_custom" / "wsgi.py").write_text("")
	assert web.application(root) == "crm_custom.wsgi:application"


def test_code_is_read_again_in_development_only(root, settings):
	web.write_configuration(root, settings)
	values = {}
	exec((root.config / "gunicorn.conf.py").read_text(), values)
	assert (values["reload"], values["preload_app"], values["bind"]) == (False, True, "127.0.0.1:21001")
	assert web.write_configuration(root, settings, development=True)
	exec((root.config / "gunicorn.conf.py").read_text(), values)
	assert (values["reload"], values["preload_app"]) == (True, False)
