"""Unified diffs apply strictly: exactly here, or at the one other place where the lines occur, or not at all."""

import pytest

from provisioning.framework import diffs

DIFF = """--- a/frappe/x.py
+++ b/frappe/x.py
@@ -1,4 +1,4 @@
 one
-two
+zwei
 three
 four
@@ -7,3 +7,4 @@
 seven
 eight
+eight and a half
 nine
"""
OLD = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n"
NEW = "one\nzwei\nthree\nfour\nfive\nsix\nseven\neight\neight and a half\nnine\n"


def hunks(text=DIFF):
	return diffs.parse(text)[0].hunks


def test_a_diff_applies_at_its_lines():
	assert diffs.apply(OLD, hunks()) == NEW


def test_a_diff_applies_where_its_lines_have_moved_to():
	assert diffs.apply("zero\n" * 5 + OLD, hunks()) == "zero\n" * 5 + NEW


def test_an_applied_diff_is_recognised():
	assert diffs.is_applied(NEW, hunks())
	assert diffs.is_applied("zero\n" + NEW, hunks())
	assert not diffs.is_applied(OLD, hunks())


def test_half_of_a_diff_is_neither_applied_nor_applicable():
	half = OLD.replace("two", "zwei")
	assert not diffs.is_applied(half, hunks())
	with pytest.raises(diffs.DiffError, match="hunk 1"):
		diffs.apply(half, hunks())


def test_a_changed_context_line_is_refused():
	with pytest.raises(diffs.DiffError, match=r"hunk 2 \(line 7\) does not match"):
		diffs.apply(OLD.replace("nine", "9"), hunks())


def test_a_different_indentation_is_refused():
	with pytest.raises(diffs.DiffError):
		diffs.apply(OLD.replace("two", " two"), hunks())


def test_two_possible_places_are_refused():
	text = "--- a/f\n+++ b/f\n@@ -9 +9 @@\n-same\n+other\n"
	with pytest.raises(diffs.DiffError, match="matches in 2 places"):
		diffs.apply("same\nx\nsame\n", hunks(text))


def test_a_hunk_does_not_match_before_the_one_above_it():
	text = "--- a/f\n+++ b/f\n@@ -3 +3 @@\n-c\n+C\n@@ -4 +4 @@\n-a\n+A\n"
	with pytest.raises(diffs.DiffError, match="hunk 2"):
		diffs.apply("a\nb\nc\nd\n", hunks(text))


def test_a_missing_newline_at_the_end_is_kept_exact():
	text = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"
	assert diffs.apply("a", hunks(text)) == "b"
	with pytest.raises(diffs.DiffError):
		diffs.apply("a\n", hunks(text))


def test_carriage_returns_and_form_feeds_stay_inside_their_line():
	text = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\x0cb\r\n-c\n+d\n"
	assert diffs.apply("a\x0cb\r\nc\n", hunks(text)) == "a\x0cb\r\nd\n"


def test_an_empty_context_line_may_have_lost_its_blank():
	assert diffs.apply("a\n\nb\n", hunks("--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n")) == "a\n\nc\n"


def test_removed_lines_that_look_like_a_file_header_belong_to_their_hunk():
	text = "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n--- old\n+++ new\n"
	assert diffs.apply("a\n-- old\n", hunks(text)) == "a\n++ new\n"


def test_a_new_file_is_read_as_such():
	[file] = diffs.parse("--- /dev/null\n+++ b/frappe/new.py\n@@ -0,0 +1,2 @@\n+a\n+b\n")
	assert file.is_new and file.path == "frappe/new.py"


@pytest.mark.parametrize(
	("text", "reason"),
	[
		("Closes: nothing\n", "no '---'"),
		("--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "deletes"),
		("--- a/f\n+++ b/g\n@@ -1 +1 @@\n-a\n+b\n", "renames"),
		("--- a/../f\n+++ b/../f\n@@ -1 +1 @@\n-a\n+b\n", "not below"),
		("--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n-a\n+b\n", "cut short"),
		("--- a/f\n+++ b/f\n", "changes nothing"),
	],
)
def test_what_cannot_be_applied_safely_is_refused_when_read(text, reason):
	with pytest.raises(diffs.DiffError, match=reason):
		diffs.parse(text)


def test_an_insertion_without_context_is_refused():
	with pytest.raises(diffs.DiffError, match="no context"):
		diffs.apply("a\n", hunks("--- a/f\n+++ b/f\n@@ -1,0 +2 @@\n+b\n"))
