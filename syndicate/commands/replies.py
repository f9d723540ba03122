"""Asking an engine, and keeping what it answered in ``.syndicate/machine/``, so that nothing is paid twice.

A reply that the checks refused, or that came just before a run was killed, is read from there the next time. A JSON
file for each request; deleting the folder is always safe, it only costs money.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.files import write_if_changed
from syndicate.translation.engines import Translator
from syndicate.translation.engines.account import Account, over_budget


class Replies:
    """The replies of one engine from one language to another, by the text that was sent; ``afresh`` begins anew."""

    def __init__(self, work: Path, settings: EngineSettings, source: str, target: str, *, afresh: bool = False) -> None:
        who = [settings.use, settings.provider, settings.url, dict(settings.codes), dict(settings.options)]
        self._folder = work / "machine" / f"{source}-{target}-{_digest(who)}"
        self.known: dict[str, str] = {}
        for path in () if afresh else sorted(self._folder.glob("*.json")):
            self.known.update(_read(path))

    def keep(self, replies: Mapping[str, str]) -> None:
        """Keep what a request brought; TargetError where the disk refuses."""
        self.known.update(replies)
        data = json.dumps(replies, ensure_ascii=False, indent=1).encode()
        write_if_changed(self._folder / f"{_digest([*replies])}.json", data, durable=True)


def _digest(of: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(of, sort_keys=True).encode()).hexdigest()[:16]


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}  # it is asked again
    pairs = found.items() if isinstance(found, dict) else ()
    return {text: reply for text, reply in pairs if isinstance(reply, str)}


@dataclass(slots=True)
class Asking:
    """Asks an engine for what is not known yet. ``stopped`` says why it is asked no more."""

    translator: Translator
    replies: Replies
    source: str
    target: str
    account: Account
    stopped: EngineError | None = None

    def __call__(self, texts: Sequence[str]) -> list[str | EngineError]:
        """As many results, in order, an error in the place of each that failed; TargetError as `Replies.keep`."""
        known = self.replies.known
        wanted = [text for text in texts if text not in known]
        failed = self._send(wanted) if wanted and self.stopped is None else {}
        if self.stopped:
            failed = dict.fromkeys(wanted, self.stopped) | failed
        return [known[text] if text in known else failed[text] for text in texts]

    def _send(self, texts: Sequence[str]) -> dict[str, EngineError]:
        """Send what the account allows and keep the replies; the errors by text."""
        count = self.account.affordable(texts)
        sent = texts[:count]
        try:
            results = self.translator(sent, self.source, self.target) if sent else ()
        except EngineError as error:  # by the protocol: nothing can be done at all
            results = [EngineError(error.code, error.message, passing=error.passing, fatal=True)] * count
        answered = dict(zip(sent, results, strict=True))
        if replies := {text: result for text, result in answered.items() if isinstance(result, str)}:
            self.replies.keep(replies)
        failed = {text: result for text, result in answered.items() if isinstance(result, EngineError)}
        self.stopped = next((error for error in failed.values() if error.fatal), None)
        if count < len(texts) and self.stopped is None:
            self.stopped = over_budget()
        return failed
