"""Rows of ledgers by hand, with their history, for the tests of what is told from them.

hands = row("hands", (TWO, 2, USABLE, MATERIAL, "s2"), (THREE, 2, WITHHELD, MATERIAL, "s2"))
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from feed_builders import day, instant
from jsonschema import Draft202012Validator

from syndicate.feeds import ledger as ledgers
from syndicate.feeds import schemas
from syndicate.feeds.ledger import Event, Ledger, Row, Slot
from syndicate.model import Change, State, Status, When

AUTHORITY = "example.org,2026"
TAG = f"tag:{AUTHORITY}:"
ONE, TWO, THREE, FOUR, FIVE = (instant(2026, 11, of_month, 12) for of_month in (22, 23, 24, 25, 26))
USABLE, PENDING, OUTDATED, WITHHELD, WITHDRAWN = Status
NEW, MINOR, MATERIAL, SAFETY, GONE = Change

Told = tuple[When, int, Status, Change, str]


def row(identifier: str = "hands", *told: Told, title: str = "Lavarse las manos", **changes: Any) -> Row:
    """A row whose history is those events after its first publish; its version, status and dates are the last's."""
    events = tuple(Event(*one) for one in ((ONE, 1, USABLE, NEW, "s1"), *told))
    last = events[-1]
    bodies = [
        now for before, now in zip((None, *events), events, strict=False) if not before or before.version < now.version
    ]
    usual = Row(
        id=identifier,
        version=last.version,
        hash="h",
        source_hash=last.source_hash,
        sequence=len(events),
        first_sequence=1,
        published=day(2026, 11, 1),
        updated=last.at,
        versioned=bodies[-1].at,
        state=State.REVIEWED,
        status=last.status,
        change=last.change,
        title=title,
        url=f"https://example.org/es/{identifier}",
        feeds={"all": Slot(1)},
        events=events,
    )
    return replace(usual, **changes)


def ledger(*rows: Row, language: str = "es") -> Ledger:
    return Ledger(language, "0123456789abcdef", ONE, {row.id: row for row in rows})


def own_entry(on: str, at: When, of: str = "hands") -> Row:
    """A safety correction's own entry."""
    made = row(f"{of}/correction/{on}", change=SAFETY)
    return replace(made, events=(Event(at, 1, USABLE, SAFETY, "s1"),), versioned=at, updated=at)


def published(feeds: Path) -> dict[tuple[str, str], Ledger]:
    """The ledgers in a folder feeds/, by (group, language)."""
    found = {}
    for path in feeds.glob("**/ledger.jsonl"):
        language, *rest = path.relative_to(feeds).parts[:-1]
        found["/".join(rest), language] = ledgers.read(path.read_bytes(), str(path))
    return found


def checked(data: bytes, name: str) -> Any:
    """The document, which follows its schema and has no member that the schema does not describe."""
    found, schema = json.loads(data), schemas.load(name)
    Draft202012Validator(schema).validate(found)
    entries = {key for record in found[name] for entry in record["entries"] for key in entry}
    assert {key for record in found[name] for key in record} <= schema["$defs"][name[:-1]]["properties"].keys()
    assert entries <= schema["$defs"]["entry"]["properties"].keys()
    return found
