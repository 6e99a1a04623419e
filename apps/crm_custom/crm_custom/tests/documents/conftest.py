"""Tests of documents need a site."""

from crm_custom.tests.site_fixtures import as_user, rollback, site

__all__ = ["as_user", "rollback", "site"]
