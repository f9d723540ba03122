"""Writing a row that another server may write at the same moment."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table


def put_if_absent(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key is there; whether it is new."""
    # Only the dialect that the engine has loaded: each takes 50 ms.
    insert = import_module(f"sqlalchemy.dialects.{connection.dialect.name}").insert
    put = insert(table).values(values).on_conflict_do_nothing()
    return connection.execute(put.returning(*table.primary_key.columns)).first() is not None  # rowcount may be -1
