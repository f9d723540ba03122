"""How often somebody may ask: a sliding window for each, in memory."""

from collections import OrderedDict, deque
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

_SECONDS = 60.0
_MOST = 10_000  # who is remembered: the ones that asked last


class Rates:
    """Counts requests of each client within the last minute."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, client: str, now: datetime) -> float:
        """Count a request; 0 where it is allowed, else the seconds until one will be. One too many is not counted."""
        who, at = _who(client), now.timestamp()
        times = self._seen.setdefault(who, deque())
        self._seen.move_to_end(who)
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        while times and times[0] <= at - _SECONDS:
            times.popleft()
        if len(times) >= self._per_minute:
            return times[0] + _SECONDS - at
        times.append(at)
        return 0.0


def _who(client: str) -> str:
    """A client's address; of IPv6 the /64, as one customer has all of it."""
    try:
        known = ip_address(client)
    except ValueError:
        return client
    if isinstance(known, IPv6Address):
        return str(ip_network((known, 64), strict=False))
    return client
