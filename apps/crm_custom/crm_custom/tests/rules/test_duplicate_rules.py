"""What two names have in common, which keys a customer has, and how alike two customers are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from opencc import OpenCC

from crm_custom.customer_management.duplicates.rules import keys, likeness, names
from crm_custom.customer_management.duplicates.rules.keys import Facts

HAN = some.text(alphabet="华迈信达科远云海龙腾飞宏图盛世顺丰泰和众诚实业贸易", min_size=3, max_size=8)
LATIN = some.text(alphabet="bdfghjklmnqrtuvwxyz", min_size=5, max_size=12)
NAMES = some.one_of(HAN, LATIN)
FORMS = (
	"有限公司",
	"股份有限公司",
	"有限责任公司",
	"集团",
	"（集团）有限公司",
	" Co., Ltd.",
	", Inc.",
	" LLC",
	" GmbH",
	" Corp",
	" CO.,LTD",
	" Group Holdings Ltd",
)

#: the first pinyin of a process loads the dictionaries
relaxed = settings(deadline=None)


def wide(text: str) -> str:
	return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@relaxed
@given(some.text(max_size=60))
def test_a_key_is_its_own_key(text: str):
	assert names.to_name(names.to_name(text)) == names.to_name(text)
	assert names.to_core(names.to_core(text)) == names.to_core(text)


@relaxed
@given(some.text(max_size=60))
def test_no_text_breaks_the_keys(text: str):
	facts = Facts(code="KH.1", name=text, short_name=text, email=text, website=text)
	for kind, value in keys.build_keys(facts) | keys.build_probes(facts):
		assert kind in keys.KINDS and 0 < len(value) <= names.MOST_CHARACTERS
	keys.build_search(text)


@relaxed
@given(NAMES, some.sampled_from(FORMS))
def test_the_legal_form_does_not_count(name: str, form: str):
	assert names.to_name(name + form) == names.to_name(name)


@relaxed
@given(NAMES, some.sampled_from(["", *FORMS]))
def test_width_case_spaces_and_punctuation_do_not_count(name: str, form: str):
	whole = name + form
	for written in (wide(whole), whole.upper(), f"  {whole} ", " · ".join([*whole]) if not form else whole):
		assert names.to_name(written) == names.to_name(whole)


@relaxed
@given(HAN, some.sampled_from(["有限公司", "集团", ""]))
def test_traditional_and_simplified_are_the_same(name: str, form: str):
	assert names.to_name(OpenCC("s2t").convert(name + form)) == names.to_name(name + form)


@pytest.mark.parametrize(
	"written, name, core",
	[
		("上海华迈科技有限公司", "上海华迈科技", "华迈科技"),
		("浙江省杭州市华迈科技股份有限公司", "浙江省杭州市华迈科技", "华迈科技"),
		("华为技术有限公司（上海）", "华为技术", "华为技术"),
		("中国工商银行股份有限公司上海分行", "中国工商银行", "工商银行"),
		("Shanghai Huamai Technology Co.,Ltd", "shanghaihuamaitechnology", "huamaitechnology"),
		("S.A.P. GmbH & Co. KG", "sap", "sap"),
		("北京市", "北京市", "北京市"),
		("公司", "公司", "公司"),
		("Disco Inc.", "disco", "disco"),
		("", "", ""),
	],
)
def test_what_is_left_of_a_name(written: str, name: str, core: str):
	assert (names.to_name(written), names.to_core(written)) == (name, core)


def test_pinyin_and_initials_read_phrases():
	assert names.pinyin_of("重庆长安") == "chongqingchangan"
	assert names.initials_of("重庆长安abc") == "cqcaabc"


@pytest.mark.parametrize(
	"written, domain",
	[
		("info@mail.huamai.com.cn", "huamai.com.cn"),
		("https://www.huamai.com/en?x=1", "huamai.com"),
		("www.huamai.com:8080/x", "huamai.com"),
		("somebody@qq.com", ""),
		("x@com.cn", ""),
		("192.168.0.1", ""),
		("not a page", ""),
		("", ""),
	],
)
def test_the_domain_of_a_company(written: str, domain: str):
	assert keys.domain_of(written) == domain


@pytest.mark.parametrize("text", ["138 0013 8000", "+86-138-0013-8000", "008613800138000", "１３８００１３８０００"])
def test_a_number_is_searched_in_one_form(text: str):
	assert (keys.PHONE, "+8613800138000") in keys.build_search(text)


def compare(one: str, other: str, **values: dict) -> likeness.Likeness:
	first, second = ({field: pair[place] for field, pair in values.items()} for place in (0, 1))
	return likeness.compare(Facts(name=one, **first), Facts(name=other, **second))


@pytest.mark.parametrize(
	"one, other, reason, is_listed",
	[
		("华迈科技有限公司", "华邁科技（集团）", likeness.SAME_NAME, True),
		("华迈科技", "上海华迈科技", likeness.SAME_NAME_OTHER_PLACE, True),
		("北京华迈科技", "上海华迈科技", likeness.SAME_NAME_OTHER_PLACE, False),
		("华伟技术", "华为技术", likeness.SAME_SOUND, True),
		("华迈信息科技", "华迈科技", likeness.ALIKE, True),
		("华迈", "华迈科技", likeness.CONTAINED, False),
		("Siemens Healthcare", "Siemens Healthcra Ltd", likeness.ALIKE, True),
	],
)
def test_why_two_names_may_be_one(one: str, other: str, reason: str, is_listed: bool):
	found = compare(one, other)
	assert found.reasons == (reason,)
	assert found.score >= likeness.TELL and (found.score >= likeness.LIST) == is_listed
	assert compare(other, one) == found


@pytest.mark.parametrize(
	"one, other",
	[
		("上海华迈科技", "上海华迈贸易"),
		("华迈", "迈华"),
		("", "华迈"),
		("Alpha", "Omega"),
		("第一实验中学", "第二实验中学"),
		("Store 12", "Store 13"),
	],
)
def test_names_that_are_not_alike(one: str, other: str):
	assert compare(one, other).score < likeness.TELL


def test_identity_says_more_than_names_and_two_codes_say_that_they_are_two():
	assert compare("甲公司", "乙公司", credit_code=("X", "X")) == likeness.Likeness(100, (likeness.SAME_CODE,))
	assert compare("华迈", "华迈", email=("a@hm.cn", "b@hm.cn")).score == 100
	assert compare("华迈", "华迈", credit_code=("X", "Y")).score < likeness.TELL
	assert compare("甲", "乙", email=("a@qq.com", "b@qq.com")).score == 0


def test_people_share_names():
	found = compare("王伟", "王伟", is_individual=(True, True))
	assert likeness.TELL <= found.score < likeness.LIST


@relaxed
@given(some.tuples(NAMES, NAMES))
def test_likeness_has_no_direction_and_stays_within_bounds(pair: tuple[str, str]):
	assert compare(*pair) == compare(*reversed(pair))
	assert 0 <= compare(*pair).score <= 100


@relaxed
@given(NAMES)
def test_whoever_is_the_same_shares_a_key_by_which_it_is_found(name: str):
	for other in (f"上海{name}有限公司", f"{name} Co., Ltd."):
		assert keys.build_probes(Facts(name=name)) & keys.build_keys(Facts(name=other))
