"""URLs, IRIs, media types and e-mail addresses, as far as a feed must get them right."""

import re

from syndicate.feeds.validate.findings import Flaw, shown

# RFC 3987 with its characters beyond ASCII; what stands here is what no IRI may hold unescaped.
_IRI = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?:[^\s\x00-\x20\x7f-\x9f<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_WEB = re.compile(
    r"[Hh][Tt][Tt][Pp][Ss]?://(?:[^/?#@\[\]]*@)?"
    r"(?:\[[0-9A-Fa-f:.]+\]|(?:[\w%-]+\.)*[\w%-]+\.?)(?::(?P<port>\d{1,5}))?(?:[/?#].*)?"
)
_PLAIN = re.compile(r"https?://[a-z0-9][a-z0-9-]*+(?:\.[a-z0-9-]++)*+(?:/[A-Za-z0-9._~/-]*+)?+(?:#[A-Za-z0-9_-]*+)?+")
_TAG_IRI = re.compile(r"tag:[^\s,:/]+,\d{4}(-\d\d(-\d\d)?)?:\S*", re.ASCII)
_TOKEN = r"[A-Za-z0-9!#$&^_.+-]+"  # noqa: S105 - a token of RFC 6838, no secret
_MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}(\s*;\s*{_TOKEN}=({_TOKEN}|\"[^\"]*\"))*")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\s@<>()\[\],;:\".]+")

UNSAFE = frozenset({"javascript", "vbscript", "data", "file", "blob", "about", "filesystem", "livescript", "mocha"})


def scheme(text: str) -> str:
    """The scheme of a URL in lower case, ``""`` where it is relative."""
    match = _SCHEME.match(text)
    return match[1].lower() if match else ""


def iri(text: str) -> str:
    """The text, if it is an absolute IRI (RFC 3987); Flaw where it is relative or has what an IRI cannot have."""
    if _PLAIN.fullmatch(text):  # most are, and half the time goes here
        return text
    own = scheme(text)
    if not own:
        raise Flaw("url-not-absolute", f"{shown(text)} is not absolute: begin with the scheme, as in https://…")
    if own in UNSAFE:
        raise Flaw("url-unsafe", f"{shown(text)} has a scheme that runs or carries code")
    if not _IRI.fullmatch(text):
        raise Flaw("url-invalid", f"{shown(text)} has spaces, quotes or other characters that a URL cannot have")
    if own in ("http", "https"):
        match = _WEB.fullmatch(text)
        if match is None or int(match["port"] or 0) > 65535:
            raise Flaw("url-invalid", f"{shown(text)} has no valid host")
    return text


def web(text: str) -> str:
    """The text, if it is an http or https URL; else Flaw."""
    if iri(text) and scheme(text) not in ("http", "https"):
        raise Flaw("url-invalid", f"{shown(text)} is not a web address (http or https)")
    return text


def identifier(text: str) -> str:
    """The text, if it can be an Atom id: an absolute IRI, well-formed if it is a tag: IRI (RFC 4151)."""
    try:
        iri(text)
    except Flaw as flaw:
        raise Flaw("id-not-iri", f"the id {flaw.message}") from None
    if scheme(text) == "tag" and not _TAG_IRI.fullmatch(text):
        raise Flaw("id-not-iri", f"the id {shown(text)} is not tag:AUTHORITY,YEAR:NAME")
    return text


def media_type(text: str) -> str:
    """The text, if it is a media type (RFC 6838), with or without parameters; else Flaw."""
    if not _MEDIA_TYPE.fullmatch(text):
        raise Flaw("media-type", f"{shown(text)} is not a media type such as image/jpeg")
    return text


def email(text: str) -> bool:
    """Whether the text is one e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def whole_number(text: str, least: int = 0, most: int | None = None) -> int:
    """The whole number that the text is, from ``least`` to ``most``; else Flaw."""
    if not re.fullmatch(r"\d{1,18}", text, re.ASCII) or int(text) < least or (most is not None and int(text) > most):
        limits = f"from {least} to {most}" if most is not None else f"of at least {least}"
        raise Flaw("number", f"{shown(text)} is not a whole number {limits}")
    return int(text)
