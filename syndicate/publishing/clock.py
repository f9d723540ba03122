"""T: the one moment at which a command works, read once."""

import os
from datetime import UTC, datetime

from syndicate.errors import SettingsError
from syndicate.model import Place, Problem


def clock() -> tuple[datetime, bool]:
    """T in whole seconds, and whether it comes from the clock; SettingsError where SOURCE_DATE_EPOCH is no number."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).replace(microsecond=0), True
    try:
        return datetime.fromtimestamp(int(epoch), UTC), False
    except (ValueError, OverflowError, OSError) as error:
        problem = Problem("source-date-epoch", f"{epoch!r} is no number of seconds", Place("SOURCE_DATE_EPOCH"))
        raise SettingsError([problem]) from error
