"""How often somebody may ask, or fail: a sliding window for each, in memory."""

from collections import OrderedDict, deque
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

_MOST = 10_000  # who is remembered: the ones that came last


class Rates:
    """Counts what each client did within the last ``seconds``: ``most`` are allowed.

    Clients are addresses; of IPv6 the /64, as one customer has all of it.
    """

    def __init__(self, most: int, seconds: float = 60.0) -> None:
        self._allowed = most
        self._seconds = seconds
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, client: str, now: datetime) -> float:
        """Count one; 0 where it is allowed, else the seconds until one will be. One too many is not counted."""
        seconds = self.left(client, now)
        if not seconds:
            self.note(client, now)
        return seconds

    def left(self, client: str, now: datetime) -> float:
        """The seconds until another one is allowed, 0 for now; nothing is counted."""
        at = now.timestamp()
        times = self._seen.get(_who(client), deque[float]())
        while times and not at - self._seconds < times[0] <= at:  # what is yet to come was noted by a clock set back
            times.popleft()
        return times[0] + self._seconds - at if len(times) >= self._allowed else 0.0

    def note(self, client: str, now: datetime) -> None:
        """Count one, allowed or not."""
        who, at = _who(client), now.timestamp()
        self._seen.setdefault(who, deque(maxlen=self._allowed)).append(at)
        self._seen.move_to_end(who)
        while len(self._seen) > _MOST or self._is_over(next(iter(self._seen.values())), at):
            self._seen.popitem(last=False)

    def forget(self, client: str) -> None:
        """Let a client begin anew."""
        self._seen.pop(_who(client), None)

    def _is_over(self, times: deque[float], at: float) -> bool:
        return not times or times[-1] <= at - self._seconds


def _who(client: str) -> str:
    try:
        known = ip_address(client)
    except ValueError:
        return client
    if isinstance(known, IPv6Address):
        return str(ip_network((known, 64), strict=False))
    return client
