"""One entry as the body of a mail: HTML in the subset that mail clients keep, and plain text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement
from markupsafe import Markup

from syndicate.feeds.entry import Entry, Picture
from syndicate.feeds.newsletter.dress import dress, parsed, without_controls, written
from syndicate.feeds.render import WIDEST, sanitize
from syndicate.localization.bidi import strip_controls
from syndicate.model import Problem, Severity

# Gmail cuts a mail's HTML off behind this, and the disclaimer at its end with it. Google documents no number: "102 KB"
# is what Mailchimp and others measured, and 102 × 1000 or 102 × 1024 nobody knows; 102,400 bytes is what tools warn at.
GMAIL_CLIPS_AT = 102_400


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's body. The text is not wrapped: clients do that at the reader's width, and the mailer in transit."""

    html: str
    text: str

    @property
    def html_bytes(self) -> int:
        """The length of the HTML in UTF-8."""
        return len(self.html.encode())


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below a text: the disclaimer as plain text, and where the text comes from in both forms."""

    disclaimer: str
    html: str
    text: str


def letter(entry: Entry, *, pictures: Iterable[Picture] = ()) -> Letter:
    """The entry as the body of a mail, to stand under a heading of level 2.

    ``pictures`` are those in the text besides the entry's own.
    """
    return Letter(dress(raw(entry, 3, pictures)), entry.text)


def clipped(html_bytes: int, what: str, *, article: str = "", language: str = "") -> Problem | None:
    """The warning that Gmail cuts it off, where it does."""
    if html_bytes <= GMAIL_CLIPS_AT:
        return None
    return Problem(
        "mail-clipped",
        f"{what} has {html_bytes:,} bytes of HTML: Gmail shows {GMAIL_CLIPS_AT:,} and cuts off the rest, "
        "the disclaimer first",
        severity=Severity.WARNING,
        advice="mail the summary with a link (--content summary), or fewer articles at once (--limit)",
        article=article,
        language=language,
    )


def raw(entry: Entry, top: int, pictures: Iterable[Picture] = ()) -> str:
    """The entry's content with its headings from level ``top`` on and its images at mail width, not yet dressed."""
    return _raw(parsed(sanitize(entry.content)), entry, top, pictures)


def teaser(entry: Entry, more: str) -> Letter:
    """The notices, image and summary with a link to the whole text (``more``), and the foot; not yet dressed."""
    whole = parsed(sanitize(entry.content))
    notices, below = _notices(whole), _below(whole)
    picture = Markup('<p><img src="{}" alt="{}"></p>')
    html = Markup('<div>{}{}{}<p><a href="{}">{}</a></p>{}</div>').format(
        Markup("").join(Markup(written(notice)) for notice in notices),  # noqa: S704 - sanitized
        picture.format(entry.picture.url, entry.picture.alt) if entry.picture else "",
        Markup("<p>{}</p>").format(entry.summary) if entry.summary else "",
        entry.url,
        more,
        Markup("<hr>{}").format(Markup("").join(Markup(written(line)) for line in below)) if below else "",  # noqa: S704
    )
    base = entry.direction
    said = [_plain(notice, base) for notice in notices]
    told = [_plain(line, base, urls=True) for line in below]
    text = [*said, entry.summary, f"{more}: {_apart(entry.url, base)}", *told]
    return Letter(_raw(parsed(sanitize(html)), entry, 3, ()), "\n\n".join(filter(None, text)))


def foot(entry: Entry) -> Foot:
    """The disclaimer and the attribution that an entry's content ends with (`frame` writes the disclaimer first)."""
    _, line, last = entry.content.rpartition("<hr>")  # so that the text itself is not read once more
    below = list(parsed(f"<div>{sanitize(last)}</div>").iterchildren("p")) if line else []
    first = _plain(below[0], entry.direction) if below else ""
    disclaimer = entry.disclaimer or first
    rest = below[1:] if strip_controls(first) == strip_controls(disclaimer) else below
    root = parsed("<div></div>")
    text = "\n".join(_plain(line, entry.direction, urls=True) for line in rest)
    for line in rest:
        root.append(line)
    return Foot(disclaimer, dress(_raw(root, entry, 3, ())) if rest else "", text)


def shown(picture: Picture) -> Picture:
    """The rendition for mails, with the size at which it is shown: at most 600 pixels wide, 0 where unknown."""
    mail = picture.mail or picture
    width, height = mail.width, mail.height
    if width > WIDEST:
        width, height = WIDEST, round(height * WIDEST / width)
    return Picture(mail.url, mail.media_type, mail.length, width, height, mail.alt or picture.alt)


# ── the tree ────────────────────────────────────────────────────────────────────────────────────


def _raw(root: HtmlElement, entry: Entry, top: int, pictures: Iterable[Picture]) -> str:
    own = [entry.picture] if entry.picture else []
    known = {picture.url: shown(picture) for picture in [*pictures, *own]}
    root.set("lang", without_controls(entry.language))
    root.set("dir", "rtl" if entry.direction == "rtl" else "ltr")
    for element in root.iter("h2", "h3", "h4"):
        level = int(element.tag[1])
        element.tag = f"h{min(4, top + level - 2)}"
        element.set("class", f"d{level}")
    for image in list(root.iter("img")):
        if image.get("src"):
            _fit(image, known)
        else:
            image.drop_tag()  # its address was none that a mail may have
    return written(root)


def _fit(image: HtmlElement, known: Mapping[str, Picture]) -> None:
    """Put the mail's rendition in an image's place; one that we know nothing of gets no size that was not declared."""
    declared = image.attrib.pop("width", "")
    if picture := known.get(image.get("src", "")):
        image.set("src", without_controls(picture.url))
        image.set("alt", image.get("alt") or without_controls(picture.alt))
        for name, size in (("width", picture.width), ("height", picture.height)):
            if size:
                image.set(name, str(size))
        return
    image.set("alt", image.get("alt", ""))
    if declared.isdecimal() and int(declared):
        image.set("width", str(min(int(declared), WIDEST)))


def _notices(root: HtmlElement) -> list[HtmlElement]:
    return [child for child in root if child.tag == "div" and child.get("role") == "note"]


def _below(root: HtmlElement) -> list[HtmlElement]:
    """The paragraphs below the last line that divides the text from its foot: bodies have none of their own."""
    rules = [index for index, child in enumerate(root) if child.tag == "hr"]
    return [child for child in root[rules[-1] + 1 :] if child.tag == "p"] if rules else []


def _plain(element: HtmlElement, base: str, urls: bool = False) -> str:
    """The text of an element, a line per paragraph; with ``urls`` the addresses of its links behind it.

    In right-to-left text the Unicode isolates stand where the HTML has ``<bdi>``, and round addresses.
    """
    lines = [element] if element.tag == "p" else list(element.iter("p"))
    text = "\n".join(" ".join(_words(line, base).split()) for line in lines)
    links = [_apart(link.get("href", ""), base) for link in element.iter("a")] if urls else []
    return f"{text} ({', '.join(links)})" if any(links) else text


def _words(element: HtmlElement, base: str) -> str:
    parts = [element.text or ""]
    for child in element:
        words = _words(child, base)
        parts += (_apart(words, base) if child.tag == "bdi" else words, child.tail or "")
    return "".join(parts)


def _apart(words: str, base: str) -> str:
    return f"\u2068{words}\u2069" if base == "rtl" and words else words
