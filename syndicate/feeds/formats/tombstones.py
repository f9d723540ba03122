"""The order in which every format names what was taken back, whatever order it comes in."""

from collections.abc import Iterable

from syndicate.feeds.entry import Tombstone


def newest_first(tombstones: Iterable[Tombstone]) -> list[Tombstone]:
    """The tombstones by time, the newest first, and by id where the time is the same."""
    by_id = sorted(tombstones, key=lambda tombstone: tombstone.id)
    return sorted(by_id, key=lambda tombstone: tombstone.at.at, reverse=True)
