"""Fixtures that test files share by their names; they are made in the kits."""

from service_kit import database, database_kind, database_url, postgres

__all__ = ["database", "database_kind", "database_url", "postgres"]
