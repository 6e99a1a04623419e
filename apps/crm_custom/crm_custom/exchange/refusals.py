"""Why a file or a cell of it is refused: one class each, with the words that the user reads."""

from __future__ import annotations

from crm_custom.exceptions import CRMError


class FileEncodingError(CRMError):
	code = "file_encoding"
	title = "File not readable"
	message = "The characters of the file cannot be read. Save it as an Excel workbook (.xlsx) or as CSV in UTF-8 and try again."


class FileUnreadableError(CRMError):
	code = "file_unreadable"
	title = "File not readable"
	message = "This is not a spreadsheet that can be read. Save it as an Excel workbook (.xlsx) or as CSV and try again."


class FileEmptyError(CRMError):
	code = "file_empty"
	title = "Nothing to import"
	message = "The file has no rows below the headings. Fill in the first sheet of the template."


class NoColumnKnownError(CRMError):
	code = "no_column_known"
	title = "Headings not known"
	message = "None of the headings in the first row is a field of {doctype}. Download the template and use its headings."


class ImportRunningError(CRMError):
	code = "import_running"
	title = "Already running"
	message = "This import is running already. Wait until it has finished."


class CellNumberError(CRMError):
	code = "cell_number"
	title = "Not a number"
	message = "“{value}” is not a number."


class CellWholeNumberError(CRMError):
	code = "cell_whole_number"
	title = "Not a whole number"
	message = "“{value}” is not a whole number."


class CellCheckError(CRMError):
	code = "cell_check"
	title = "Yes or no"
	message = "“{value}” is neither yes nor no."


class CellDateError(CRMError):
	code = "cell_date"
	title = "Not a date"
	message = "“{value}” is not a date. Write it as 2026-03-02."


class CellChoiceError(CRMError):
	code = "cell_choice"
	title = "Not one of the choices"
	message = "“{value}” is not one of the choices: {choices}."


class LinkUnknownError(CRMError):
	code = "link_unknown"
	title = "Not found"
	message = "“{value}” is not found among {doctype}."


class LinkAmbiguousError(CRMError):
	code = "link_ambiguous"
	title = "More than one"
	message = "“{value}” is the name of more than one record of {doctype}. Write its code, for a person the e-mail address."


class CellTooLongError(CRMError):
	code = "cell_too_long"
	title = "Too long"
	message = "The text has {length} characters; at most {most} are possible."


class CellFormulaError(CRMError):
	code = "cell_formula"
	title = "Formula"
	message = "“{value}” would run as a formula in a spreadsheet. If it is meant as text, write an apostrophe (') before it."


class CellMarkupError(CRMError):
	code = "cell_markup"
	title = "HTML in the text"
	message = "“{value}” contains HTML. Write plain text."


class CellMissingError(CRMError):
	code = "cell_missing"
	title = "Missing"
	message = "This is a mandatory field: fill it in."


class CodeUnknownError(CRMError):
	code = "code_unknown"
	title = "Not found"
	message = "There is no {doctype} “{value}” to update. Check the code, or choose “Insert New Records” to create it."


class CodeMissingError(CRMError):
	code = "code_missing"
	title = "Code missing"
	message = "To update records, the file needs the column “{column}” with a code in each row."
