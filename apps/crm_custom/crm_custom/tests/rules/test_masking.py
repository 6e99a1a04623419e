"""What is shown of a value that is not for everybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_custom.base_data.rules.masking import masked


@pytest.mark.parametrize(
	("value", "first", "last", "shown"),
	[
		("31010119900101123X", 4, 4, "3101**********123X"),
		("13812345678", 3, 2, "138******78"),
		("13812345678", 3, 4, "1*********8"),
		("1234", 3, 4, "1**4"),
		("123", 3, 4, "***"),
		(" 123456 ", 1, 1, "1****6"),
		("", 3, 4, ""),
		(None, 3, 4, ""),
	],
)
def test_the_ends_are_shown_and_the_middle_is_not(value, first, last, shown):
	assert masked(value, first, last) == shown


@given(st.text(alphabet="0123456789X", min_size=1, max_size=30), st.integers(0, 10), st.integers(0, 10))
def test_at_least_half_of_every_value_is_hidden(value, first, last):
	shown = masked(value, first, last)
	assert len(shown) == len(value)
	assert shown.count("*") * 2 >= len(value)
