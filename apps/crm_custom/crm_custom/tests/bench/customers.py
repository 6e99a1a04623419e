"""A base of many customers as companies have them: names of few characters in many combinations, some of them twice."""

from __future__ import annotations

import random

import frappe
from frappe.utils import now

from crm_custom.background.store import commit
from crm_custom.customer_management.duplicates import keys
from crm_custom.customer_management.rules.customer import to_name_key

PLACES = ("上海", "北京", "杭州", "广州", "深圳市", "浙江省宁波市", "成都", "武汉", "苏州", "")
SIGNS = "华信达科远云海龙腾飞宏图盛世顺丰泰和众诚实安康瑞祥金汇通联创新美佳嘉恒力天地东方南北中正大同福禄寿喜明德"
TRADES = ("科技", "贸易", "实业", "机械", "电子", "食品", "物流", "建材", "信息技术", "生物医药", "纺织", "化工")
FORMS = ("有限公司", "股份有限公司", "有限责任公司", "（集团）有限公司", "")
PREFIX = "BENCH"
_COLUMNS = (
	*("name", "creation", "modified", "modified_by", "owner", "customer_name", "short_name", "name_key", "status", "customer_kind"),
	*("customer_manager", "mobile", "mobile_key", "email", "satisfaction", "credit", "address"),
)


def seed(number: int) -> None:
	"""As many customers, with their keys; those that are there already are kept. Nobody's rules are asked: the rows are what is measured."""
	there = frappe.db.count("Customer", {"name": ["like", f"{PREFIX}%"]})
	chance = random.Random(1)
	names = [_name(chance) for _each in range(number)]
	moment = now()
	for start in range(there, number, keys.BATCH):
		codes = range(start, min(start + keys.BATCH, number))
		frappe.db.bulk_insert("Customer", _COLUMNS, [_row(code, names[code], moment) for code in codes])
		keys.refresh(f"{PREFIX}{code:07d}" for code in codes)
		commit()


def _name(chance: random.Random) -> str:
	trade_name = "".join(chance.choice(SIGNS) for _sign in range(chance.choice((2, 2, 3, 4))))
	return f"{chance.choice(PLACES)}{trade_name}{chance.choice(TRADES)}{chance.choice(FORMS)}"


def _row(code: int, name: str, moment: str) -> tuple:
	mobile = f"139{code:08d}"
	email = f"info@company{code}.com.cn" if code % 3 == 0 else f"user{code}@qq.com"
	who = ("Administrator", "Administrator")
	return (
		*(f"{PREFIX}{code:07d}", moment, moment, *who, name, None, to_name_key(name), "Normal", "Organisation"),
		*("Administrator", mobile, f"+86{mobile}", email, 3, 3, "x"),
	)
