"""Brings a bare machine to a working CRM Desk. Python standard library only; see README.md for the map of the modules."""
