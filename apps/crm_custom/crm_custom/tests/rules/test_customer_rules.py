"""Customers and contacts: pure rules (R-033, R-036 to R-039, R-048, R-049)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from crm_custom.base_data.rules.text import half_width
from crm_custom.customer_management.rules.contact import is_same_person, split_name
from crm_custom.customer_management.rules.customer import (
	REQUIRED,
	SYSTEM_FIELDS,
	find_missing,
	to_credit_code,
	to_name_key,
	validate_discount,
	validate_score,
)
from crm_custom.customer_management.rules.customer_code import build_code_prefix, serial_digits, validate_code
from crm_custom.customer_management.rules.phone import tidy_number, to_phone_key
from crm_custom.violation import Violation

DOCTYPE = Path(__file__).parents[2] / "customer_management" / "doctype" / "customer" / "customer.json"
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
	"written",
	[
		"13800138000",
		"+86 138-0013-8000",
		"0086 138 0013 8000",
		"86-13800138000",
		"１３８ ００１３ ８０００",
		"138　0013　8000",
	],
)
def test_a_mobile_number_is_the_same_however_it_is_written(written: str):
	assert to_phone_key(written) == "+8613800138000"


@pytest.mark.parametrize(
	"written",
	["010-62345678", "(010)62345678", "（０１０）６２３４５６７８", "010-62345678-801", "010-62345678 转 801", "+86 10 6234 5678"],
)
def test_a_landline_is_the_same_with_and_without_extension(written: str):
	assert to_phone_key(written) == "+861062345678"


def test_a_local_number_takes_the_area_code():
	assert to_phone_key("62345678", area_code="021") == "+862162345678"
	with pytest.raises(Violation, match="phone_invalid"):
		to_phone_key("62345678")


def test_service_numbers_and_foreign_numbers_are_accepted():
	assert to_phone_key("95588") == "+8695588"
	assert to_phone_key("400-820-8820") == "+864008208820"
	assert to_phone_key("+44 20 7946 0018") == "+442079460018"


@pytest.mark.parametrize("wrong", ["12", "abc", "1380013800", "138001380001", "12345678901234567", "+999 123", "1380013800a"])
def test_what_is_no_number_is_refused_with_what_was_written(wrong: str):
	with pytest.raises(Violation) as refused:
		to_phone_key(wrong)
	assert (refused.value.code, refused.value.facts) == ("phone_invalid", {"number": wrong})


def test_an_empty_field_has_no_key():
	assert [to_phone_key(value) for value in (None, "", "  ", "　")] == [None] * 4


@given(MOBILES, st.sampled_from(["{}", "+86{}", "+86 {}", "0086{}", " {} "]), st.booleans())
def test_every_mobile_has_one_key(number: str, form: str, is_full_width: bool):
	written = form.format(number)
	if is_full_width:
		written = written.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
	assert to_phone_key(written) == f"+86{number}"


def test_an_extension_alone_is_no_number():
	for written in ("X0", "#12"):
		with pytest.raises(Violation, match="phone_invalid"):
			to_phone_key(written)


@given(st.text(max_size=30))
def test_anything_typed_has_a_key_or_is_refused(written: str):
	try:
		key = to_phone_key(written)
	except Violation as violation:
		assert violation.code == "phone_invalid"
	else:
		assert (key is None) == (not tidy_number(written)) or key.startswith("+")


@given(st.text(alphabet="0123456789-+() 转", max_size=30))
def test_tidying_twice_changes_nothing(written: str):
	tidied = tidy_number(written)
	assert len(tidied) <= 30
	assert half_width(tidied) == tidied


def test_a_number_is_stored_half_width_with_its_extension_marked():
	assert tidy_number("（０２１）６２３４５６７８转１２") == "(021)62345678#12"


COMPLETE = dict.fromkeys(REQUIRED, "x")


def test_a_customer_with_everything_and_one_number_lacks_nothing():
	assert find_missing({**COMPLETE, "phone": "1"}) == find_missing({**COMPLETE, "mobile": "1"}) == ()


@pytest.mark.parametrize("field", REQUIRED)
def test_each_mandatory_field_is_missed(field: str):
	assert find_missing({**COMPLETE, "mobile": "1", field: ""}) == (field,)


def test_a_customer_without_any_number_lacks_one():
	assert find_missing(COMPLETE) == ("mobile",)


def test_the_form_marks_as_mandatory_what_the_rule_requires():
	fields = json.loads(DOCTYPE.read_text())["fields"]
	assert {field["fieldname"] for field in fields if field.get("reqd")} == set(REQUIRED)


def test_what_the_system_keeps_is_read_only_in_the_form():
	fields = {field["fieldname"]: field for field in json.loads(DOCTYPE.read_text())["fields"]}
	assert all(fields[name]["read_only"] and fields[name]["no_copy"] for name in SYSTEM_FIELDS)


@pytest.mark.parametrize("value", [1, 2, 3, 4, 5])
def test_scores_from_1_to_5_are_accepted(value: int):
	validate_score("credit", value)


@pytest.mark.parametrize("value", [0, 6, -1])
def test_other_scores_are_refused(value: int):
	with pytest.raises(Violation, match="score_out_of_range"):
		validate_score("credit", value)


def test_a_discount_lies_between_0_and_100():
	validate_discount(0)
	validate_discount(100)
	for wrong in (-0.1, 100.1):
		with pytest.raises(Violation, match="discount_out_of_range"):
			validate_discount(wrong)


@given(st.from_regex(r"91110000[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True))
def test_a_credit_code_with_its_check_digit_is_accepted_and_with_another_one_refused(body: str):
	good = body + uscc.calc_check_digit(body)
	assert to_credit_code(f" {good[:8].lower()} {good[8:]}") == good
	wrong = body + next(sign for sign in "012" if sign != good[-1])
	with pytest.raises(Violation, match="credit_code_invalid"):
		to_credit_code(wrong)


def test_an_empty_credit_code_is_none():
	assert to_credit_code(None) == to_credit_code("  ") == ""
	with pytest.raises(Violation, match="credit_code_invalid"):
		to_credit_code("911100006000373")


def test_names_are_the_same_without_case_width_space_and_punctuation():
	assert to_name_key("ＡＣＭＥ (China) Co., Ltd.") == to_name_key("Acme（china）co ltd") == "acmechinacoltd"
	assert to_name_key("北京 科技 有限公司") == "北京科技有限公司"


@given(st.text(max_size=200))
def test_a_name_key_fits_its_field_and_is_stable(name: str):
	key = to_name_key(name)
	assert len(key) <= 140
	assert bool(key) == bool(name.strip()) or not key


def test_the_code_begins_with_grade_and_dial_code_and_has_eight_characters():
	prefix = build_code_prefix("i", "86")
	assert prefix + "1" * serial_digits(prefix) == "i8611111"
	validate_code("i8600123", prefix)


def test_a_serial_that_outgrew_the_code_is_refused():
	with pytest.raises(Violation, match="customer_code_exhausted"):
		validate_code("i86100000", "i86")


@pytest.mark.parametrize(("letter", "dial_code"), [("", "86"), ("i", ""), (None, None)])
def test_a_code_without_letter_or_dial_code_is_not_made(letter: str | None, dial_code: str | None):
	with pytest.raises(Violation, match="customer_code_parts"):
		build_code_prefix(letter, dial_code)


def test_a_chinese_name_is_not_split():
	assert split_name("张三") == ("张三", "")
	assert split_name("Ada King Lovelace") == ("Ada King", "Lovelace")


def test_the_same_name_or_number_is_the_same_person():
	assert is_same_person("Ada Lovelace", [], "ada lovelace", [])
	assert is_same_person("A", ["+86 13800138000"], "B", ["13800138000", None])
	assert not is_same_person("A", ["x"], "B", ["x", None])
