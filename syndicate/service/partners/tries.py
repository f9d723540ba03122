"""How often an address may try a secret that is none."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

MOST = 30
"""Failed tries in a minute: a reader that still has an old address is no attack."""
_MINUTE = timedelta(minutes=1)
_ADDRESSES = 10_000


class Tries:
    """Counts failed tries by address, a minute at a time. Whoever has a right secret is never held up."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._counts: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    def failed(self, address: str) -> int:
        """Note a failed try; in how many seconds the next one may be made, 0 where at once."""
        now = self._now()
        since, count = self._counts.pop(address, (now, 0))
        if now - since >= _MINUTE:
            since, count = now, 0
        self._counts[address] = (since, count + 1)
        if len(self._counts) > _ADDRESSES:
            self._counts.popitem(last=False)
        return max(1, round((since + _MINUTE - now).total_seconds())) if count >= MOST else 0
