"""Logs: one JSON object a line on standard error, or plain text on a terminal; and the access log.

Whatever comes from outside is escaped (ASCII, no control character), so that nobody can write a line of ours.
"""

import json
import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from logging import Formatter, LogRecord, StreamHandler
from typing import Any, TextIO

from pythonjsonlogger.json import JsonFormatter

_OWN = "syndicate"
_LIBRARIES = ("sqlalchemy", "alembic", "asyncio", "aiohttp", "py.warnings")
_SERVER = "uvicorn.error"  # it warns of each request that is none, and strangers are not to fill our disk
NAMES = (_OWN, _SERVER, *_LIBRARIES)
"""The loggers that are listened to."""
_ENCODE = json.JSONEncoder(check_circular=False).encode  # ASCII only
# What a record has besides the fields that its writer gave it.
_USUAL = frozenset(vars(LogRecord("", 0, "", 0, "", None, None))) | {"message", "asctime", "taskName", "color_message"}


def configure(stream: TextIO | None = None, *, as_json: bool | None = None) -> None:
    """Send this process's logs to ``stream`` (standard error): text on a terminal, else JSON.

    Ours from INFO on, the libraries' from WARNING on, the server's from ERROR on.
    """
    stream = stream or sys.stderr
    handler = StreamHandler(stream)
    handler.setFormatter(Json() if _is_json(stream, as_json) else Text())
    for name in NAMES:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel({_OWN: logging.INFO, _SERVER: logging.ERROR}.get(name, logging.WARNING))


def writer(stream: TextIO | None = None, *, as_json: bool | None = None) -> Callable[[Mapping[str, Any]], None]:
    """Write finished records (time, level, event, fields), past `logging`, which costs several times as much.

    The stream is line-buffered, as standard error is: a line is one write, so that several workers mix no two.
    """
    to = stream or sys.stderr
    in_json = _is_json(to, as_json)

    def write(data: Mapping[str, Any]) -> None:
        with suppress(OSError):  # whoever reads the log has gone: that is no reason to answer nobody
            to.write(f"{_ENCODE(data) if in_json else _line(data)}\n")

    return write


def _is_json(stream: TextIO, as_json: bool | None) -> bool:
    return not stream.isatty() if as_json is None else as_json


def stamp(at: float) -> str:
    """Seconds since the epoch as RFC 3339 in UTC, with milliseconds."""
    whole = int(at)
    return f"{_second(whole)}.{int((at - whole) * 1000):03}Z"


@lru_cache(2)  # requests come many a second
def _second(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def fields_of(record: LogRecord) -> dict[str, Any]:
    """What the writer of a record gave it with ``extra``."""
    return {name: value for name, value in vars(record).items() if name not in _USUAL}


class Json(JsonFormatter):
    """``{"time", "level", "event", …fields, "logger", "error"}``, one line."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=True)

    def format(self, record: LogRecord) -> str:
        """The record as one line of JSON."""
        data: dict[str, Any] = {
            "time": stamp(record.created),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **fields_of(record),
            "logger": record.name,
        }
        if record.exc_info:
            data["error"] = self.formatException(record.exc_info)
        return self.serialize_log_record(data)


class Text(Formatter):
    """``12:00:00 info  event key=value`` for people; a traceback follows in lines of its own."""

    def format(self, record: LogRecord) -> str:
        """The record as a line of text."""
        level = record.levelname.lower()
        data = {"time": stamp(record.created), "level": level, "event": record.getMessage(), **fields_of(record)}
        line = _line(data)
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _line(data: Mapping[str, Any]) -> str:
    time, level, event, *fields = data.items()
    told = "".join(f" {name}={_shown(value)}" for name, value in fields)
    return f"{time[1][11:19]} {level[1]:7} {_plain(event[1])}{told}"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return (
        text
        if text and all(char.isalnum() or char in "/:.,-_+…" for char in text)
        else _plain(json.dumps(text, ensure_ascii=False))
    )


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
