"""Fixtures that test files share by their names, made in the kits; and the order of files."""

import pytest
from service_kit import database, database_kind, database_url, postgres

__all__ = ["database", "database_kind", "database_url", "postgres"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: the last ones that several processes are given are short."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
