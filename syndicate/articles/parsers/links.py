"""What a link or a picture may point to: feeds are read far from the site, by programs that resolve nothing."""

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_MAILTO = re.compile(r"mailto:[^@\s]+@[^@\s]+", re.IGNORECASE)
_TEL = re.compile(r"tel:\+?[0-9().*#;=a-z-]+", re.IGNORECASE)
# What every feed format takes as it is: ASCII, nothing to be escaped (RFC 3986 §2), the scheme in small letters.
_WEB = re.compile(r"https?://[A-Za-z0-9][!#-;=?-\[\]_a-z~]*")
_UNPRINTED = re.compile(r"[\x00-\x20\x7f\\<>\"]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an address, as a Problem tells it."""

    code: str
    message: str
    advice: str


def web_fault(url: str) -> Fault | None:
    """What is wrong with an address on the web (absolute, http or https, with a host), or None."""
    advice = "write a full address: https://example.org/page"
    try:
        parts = urlsplit(url)
        has_host, _ = bool(parts.hostname), parts.port  # the port is checked when it is read
    except ValueError as error:
        return Fault("url-invalid", f"{_short(url)} is not an address: {error}", advice)
    if parts.scheme.lower() not in ("http", "https") or not has_host or _UNPRINTED.search(url):
        return Fault("url-invalid", f"{_short(url)} is not a full web address", advice)
    if not _WEB.fullmatch(url):
        return Fault("url-invalid", f"{_short(url)} is not written as feeds need it", f"write {_escaped(url)}")
    return None


def _escaped(url: str) -> str:
    """The address as a browser sends it: its host by IDNA, the rest percent-encoded (RFC 3987 §3.1)."""
    parts = urlsplit(url)
    try:
        host = parts.netloc.encode("idna").decode()
    except UnicodeError:
        host = parts.netloc
    path, query, fragment = (quote(part, safe="/%:@!$&'()*+,;=~?-._") for part in parts[2:])
    return urlunsplit((parts.scheme.lower(), host, path, query, fragment))


def link_fault(url: str) -> Fault | None:
    """What is wrong with the target of a link in a text, or None."""
    scheme = _SCHEME.match(url)
    if not scheme:
        advice = "write the full address, because a feed is read far from your site: https://example.org/page"
        return Fault("link-relative", f"the link to {_short(url) or 'nowhere'} is relative", advice)
    match scheme[0].lower():
        case "http:" | "https:":
            return web_fault(url)
        case "mailto:":
            fits, advice = _MAILTO.fullmatch(url), "write mailto:name@example.org"
        case "tel:":
            fits, advice = _TEL.fullmatch(url), "write tel:+15551234567"
        case _:
            advice = "link to https:, http:, mailto: or tel: addresses only"
            return Fault("link-unsafe", f"the link to {_short(url)} is not safe to follow", advice)
    return None if fits else Fault("url-invalid", f"{_short(url)} is not an address", advice)


def image_fault(src: str, path: str, has_base: bool) -> Fault | None:
    """What is wrong with a picture's source, or None.

    ``path`` is the article's own; ``has_base`` says whether a relative picture can be published at all.
    """
    scheme = _SCHEME.match(src)
    if scheme and scheme[0].lower() == "https:":
        return web_fault(src)
    if scheme or src.startswith(("//", "/", "\\")) or _UNPRINTED.search(src.replace(" ", "")) or not src:
        advice = "write an https: address, or a path relative to this file: images/name.jpg"
        return Fault("image-unsafe", f"the picture {_short(src) or 'without a source'} cannot be published", advice)
    if not has_base:
        advice = "set base_url in the settings, or write an https: address"
        return Fault("image-no-base", f"the picture {_short(src)} is relative, and the library has no base_url", advice)
    if posixpath.normpath(posixpath.join(posixpath.dirname(path), src)).startswith(".."):
        advice = "put the picture into the library, beside the article"
        return Fault("image-outside", f"the picture {_short(src)} is outside the library", advice)
    return None


def _short(url: str) -> str:
    return f"{url[:77]}…" if len(url) > 80 else url
