"""When the public documents were last fetched, for the publisher. Counted in memory, written every few seconds."""

from datetime import datetime

from sqlalchemy import Connection, insert, update

from syndicate.service.storage.tables import feed_fetches


class Fetches:
    """What was fetched since the last time it was written down. A crash loses those seconds, and nothing else."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def note(self, path: str) -> None:
        """A document is answered with (304 too: whoever asks has it)."""
        self._counts[path] = self._counts.get(path, 0) + 1

    def take(self) -> dict[str, int]:
        """The counts, which begin anew."""
        taken, self._counts = self._counts, {}
        return taken

    def put_back(self, counts: dict[str, int]) -> None:
        """What could not be written down."""
        for path, count in counts.items():
            self._counts[path] = self._counts.get(path, 0) + count


def write(connection: Connection, counts: dict[str, int], now: datetime) -> None:
    """Add the counts to what is known."""
    for path, count in sorted(counts.items()):  # in one order, so that two servers cannot wait for each other
        values = {"last": now, "count": feed_fetches.c.count + count}
        known = connection.execute(update(feed_fetches).where(feed_fetches.c.path == path).values(values))
        if not known.rowcount:
            connection.execute(insert(feed_fetches).values(path=path, last=now, count=count))
