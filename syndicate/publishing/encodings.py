"""Content codings (RFC 9110 §8.4.1) of published bytes: made once, never per request."""

import gzip
from collections.abc import Callable, Mapping

from syndicate.config import EncodingName

_COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/x-ndjson", "image/svg+xml")
_LEAST = 512  # bytes: below it a header costs more than is saved
_WORTH = 0.95  # an encoding that saves less is not kept


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)  # the same bytes whenever


def _brotli(data: bytes) -> bytes:
    import brotli  # noqa: PLC0415 - only who serves or precompresses needs it

    return bytes(brotli.compress(data, quality=5))


def _zstd(data: bytes) -> bytes:
    import zstandard  # noqa: PLC0415 - likewise

    return zstandard.ZstdCompressor(level=9).compress(data)


# Levels by measurement (reference/performance.md §3.2): those at which a second of work saves most bytes.
ENCODERS: Mapping[EncodingName, Callable[[bytes], bytes]] = {"gzip": _gzip, "br": _brotli, "zstd": _zstd}
SUFFIXES: Mapping[EncodingName, str] = {"gzip": ".gz", "br": ".br", "zstd": ".zst"}


def is_compressible(media_type: str, length: int) -> bool:
    """Whether encodings are made of a document of that type and length in bytes."""
    kind = media_type.partition(";")[0]
    return length >= _LEAST and (kind.startswith(_COMPRESSIBLE) or kind.endswith(("+xml", "+json")))


def encoded(name: EncodingName, data: bytes) -> bytes | None:
    """The bytes in that encoding, the same whenever; None where they would hardly be fewer."""
    made = ENCODERS[name](data)
    return made if len(made) <= len(data) * _WORTH else None
