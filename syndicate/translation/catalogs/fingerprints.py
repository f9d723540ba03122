"""HASH of DESIGN §3: it binds a comment in a PO file to the very text that it was written about.

``SOURCE-TARGET``, eight hex digits each. The source half tells whether a comment belongs to this segment in this
language at all (msgmerge copies comments onto its guesses), the target half whether the text is still the same.
32 bits a half: a chance of 1 in 4 × 10⁹ that an edit goes unnoticed. It is no protection against forgery, git is.
"""

import hashlib
import re

_HASH = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}")


def source_half(context: str, source: str, language: str) -> str:
    """Eight hex digits over msgctxt, msgid and the target language (BCP 47, canonical)."""
    return _digest(context, source, language)


def target_half(target: str) -> str:
    """Eight hex digits over the msgstr, literally."""
    return _digest(target)


def fingerprint(context: str, source: str, language: str, target: str) -> str:
    """``SOURCE-TARGET`` for a segment and its translation."""
    return f"{source_half(context, source, language)}-{target_half(target)}"


def is_fingerprint(text: str) -> bool:
    """Whether the text is written as a HASH."""
    return _HASH.fullmatch(text) is not None


def _digest(*parts: str) -> str:
    # Each part is preceded by its length, so that moving a border between parts changes the digest.
    text = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(text.encode()).hexdigest()[:8]
