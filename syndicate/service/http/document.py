"""A document: bytes that can be asked for conditionally, in an encoding, or in part, whichever room made them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from syndicate.config import EncodingName, ServiceSettings
from syndicate.publishing.encodings import encoded, is_compressible

Body = bytes | Path
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Bytes and what is said of them. Bodies are bytes, or files that never change under us.

    ``encoded`` has the encodings that were made, by their names in Accept-Encoding. ``modified`` strictly increases
    with the bytes, in whole seconds. ``headers`` (names in lower case) stand in 200 and 304 alike: Cache-Control, Link,
    Content-Language. ``takes_ranges`` is for what is long and does not change often.
    """

    media_type: str
    sha256: str
    length: int
    modified: datetime
    body: Body
    encoded: Mapping[str, tuple[int, Body]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    takes_ranges: bool = False
    is_compressible: bool = True

    def etag(self, encoding: str = "") -> str:
        """The strong entity tag of the bytes in an encoding, in quotes (RFC 9110 §8.8.3)."""
        return entity_tag(self.sha256, encoding)

    @property
    def last_modified(self) -> str:
        """The date as Last-Modified has it (RFC 9110 §5.6.7)."""
        return format_datetime(self.modified.astimezone(UTC).replace(microsecond=0), usegmt=True)

    @property
    def held(self) -> int:
        """How many bytes it holds in memory."""
        bodies = (self.body, *(body for _, body in self.encoded.values()))
        return sum(len(body) for body in bodies if isinstance(body, bytes))


def entity_tag(sha256: str, encoding: str = "") -> str:
    """The strong entity tag of content with that digest in an encoding, in quotes (RFC 9110 §8.8.3)."""
    return f'"{sha256[:32]}-{encoding}"' if encoding else f'"{sha256[:32]}"'


def document(
    body: bytes,
    media_type: str,
    modified: datetime,
    *,
    headers: Mapping[str, str] = _NONE,
    status: int = 200,
    encodings: Iterable[EncodingName] = (),
) -> Document:
    """The document of bytes that were just made, with those encodings that are worth it."""
    names = encodings if is_compressible(media_type, len(body)) else ()
    made = {name: data for name in names if (data := encoded(name, body)) is not None}
    return Document(
        media_type=media_type,
        sha256=hashlib.sha256(body).hexdigest(),
        length=len(body),
        modified=modified,
        body=body,
        encoded={name: (len(data), data) for name, data in made.items()},
        headers=headers,
        status=status,
    )


def freshness(settings: ServiceSettings) -> str:
    """How long an answer may be kept by a cache, and shown while a new one is fetched or cannot be (RFC 5861)."""
    return (
        f"public, max-age={settings.max_age}, stale-while-revalidate={settings.stale_while_revalidate}, "
        f"stale-if-error={settings.stale_if_error}"
    )
