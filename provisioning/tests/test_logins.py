import stat

from provisioning import demo, logins
from provisioning.root import SITE


def test_the_list_is_readable_by_its_owner_only_and_read_again(root):
	user = logins.administrator("pw", "zh")
	logins.write(root.logins_file, "http://x", SITE, [user])
	assert stat.S_IMODE(root.logins_file.stat().st_mode) == 0o600
	assert logins.read(root.logins_file) == {"url": "http://x", "site": SITE, "users": [user]}


def test_a_missing_or_broken_list_is_an_empty_one(root):
	assert logins.read(root.logins_file)["users"] == []
	root.logins_file.write_text("{")
	assert logins.read(root.logins_file)["users"] == []


def test_the_table_names_every_login():
	table = logins.table(
		{"users": [logins.administrator("pw", "en"), {"user": "a@b.example", "password": "x", "role": "Executive", "language": "zh"}]}
	)
	assert len(table.splitlines()) == 3
	assert "a@b.example" in table


def test_tests_have_a_list_of_their_own(root):
	assert logins.file_of(root) != logins.file_of(root, test=True)


# the demo company's users


def answer(monkeypatch, users):
	asked = []

	def inside(_root, action, **options):
		asked.append((action, options))
		return {"users": users, "passwords": {user["user"]: "pw" for user in users}} if action == "create_demo" else True

	monkeypatch.setattr(demo, "inside", inside)
	return asked


USERS = [{"user": "wang@example.com", "role": "Sales Supervisor", "language": "zh"}]


def test_the_demo_company_comes_once_and_stays_away_when_cleared(root, settings, steps, monkeypatch):
	asked = answer(monkeypatch, USERS)
	demo.create_if_wanted(root, steps, settings)
	demo.create_if_wanted(root, steps, settings)
	assert [action for action, _ in asked] == ["create_demo"]
	assert demo.logins(settings) == [USERS[0] | {"password": "pw"}]
	demo.clear(root, settings, SITE)
	demo.create_if_wanted(root, steps, settings)
	assert [action for action, _ in asked] == ["create_demo", "clear_demo"]
	assert demo.logins(settings) == []


def test_a_new_site_gets_a_demo_company_again(root, settings, steps, monkeypatch):
	asked = answer(monkeypatch, USERS)
	settings.demo = demo.CLEARED
	demo.want(settings)
	demo.create_if_wanted(root, steps, settings)
	assert [action for action, _ in asked] == ["create_demo"]


def test_known_passwords_are_used_again(root, settings, monkeypatch):
	asked = answer(monkeypatch, USERS)
	settings.users = {"wang@example.com": "old"}
	demo.create(root, settings, SITE)
	assert asked[0][1]["passwords"] is settings.users


def test_the_test_sites_users_are_not_listed_for_the_crm(root, settings, monkeypatch):
	answer(monkeypatch, USERS)
	demo.create(root, settings, "crm-test.localhost")
	assert settings.demo_users == []
	assert settings.demo == demo.WANTED
