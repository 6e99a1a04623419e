"""Customer relationship management in the Frappe Desk, in Chinese and English."""

__version__ = "0.1.0"
