"""The frame of an entry: what we say about a body, put round it. It never changes the body, its version or hash.

Above: the notices that a reader must not miss, and the dates of the source and of its medical review. Below: the
disclaimer, where the text comes from, and its license. All of it in the entry's own language, and none of it from
a translator's catalog: an interface string that is missing raises LocaleError.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from types import MappingProxyType

from markupsafe import Markup, escape

from syndicate.feeds.entry import Category, Edition, Entry, Facts, Notice, Picture
from syndicate.feeds.render import inline, plain
from syndicate.feeds.templates import template
from syndicate.localization.bidi import Direction, isolate, isolate_html
from syndicate.localization.dates import long_date
from syndicate.localization.interface import Interface
from syndicate.localization.names import language_name
from syndicate.model import Article, Content, Status, Text, When

_NOTICES: Mapping[str, str] = MappingProxyType(
    {
        "machine": "This text was translated by a machine and has not been reviewed by a medical translator. "
        "It may contain mistakes. Ask a health professional before you act on it.",
        "unreviewed": "This translation has not been reviewed by a medical translator. "
        "It may contain mistakes. Ask a health professional before you act on it.",
        "pending": "The translation of this article is being revised. You are reading the version of {date}.",
        "outdated": "The original article has changed since this translation was made. "
        "You are reading the version of {date}.",
        "overdue": "The medical review of this article was due on {date}.",
        "withheld": "This article has been withheld since {date}. Do not rely on earlier copies of it.",
        "withdrawn": "This article was withdrawn on {date}. Do not rely on earlier copies of it.",
        "correction": "This article was corrected on {date}.",
        "safety": "Safety correction of {date}: an earlier version of this article contained a mistake that could "
        "matter for your health. Read the corrected text.",
        "waiting": "Safety correction of {date}: earlier copies of this article contain a mistake that could matter "
        "for your health. Do not rely on them. The corrected text in this language is not ready yet.",
        "closed": "This feed was closed on {date}. It will not be updated any more.",
    }
)
DEFAULT_DISCLAIMER = "general"  # the key of the interface string of an article that names none
_REPLACED = "This article was replaced by: {title}"
_NOTHING = Markup("")
_SAFETY = "Safety correction: {title}"
_CORRECTED = "Read the corrected article: {title}"

# Licenses by their SPDX identifiers, as far as they fit health texts; anything else stands as it was written.
_LICENSES = (
    {"CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/"}
    | {
        f"CC-{kind}-{version}": f"https://creativecommons.org/licenses/{kind.lower()}/{version}/"
        for kind in ("BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND")
        for version in ("3.0", "4.0")
    }
    | {
        f"CC-{kind}-3.0-IGO": f"https://creativecommons.org/licenses/{kind.lower()}/3.0/igo/"
        for kind in ("BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND")
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """What a publish knows of an entry and no article says: its identity, address and dates, and its neighbors.

    ``original`` is the edition in the source language, None where there is none to link to; ``editions`` are all
    other languages; ``related`` are other articles in this one. ``published`` and ``updated`` are the entry's, from
    the ledger; ``zone`` is the library's, in which readers see the date of an instant.
    """

    id: str
    url: str
    published: When
    updated: When
    categories: tuple[Category, ...] = ()
    editions: tuple[Edition, ...] = ()
    related: tuple[Edition, ...] = ()
    original: Edition | None = None
    picture: Picture | None = None
    zone: tzinfo | None = None


def notice(
    kind: str,
    interface: Interface,
    on: When | None = None,
    *,
    zone: tzinfo | None = None,
    note: str = "",
    replaced_by: Edition | None = None,
) -> Notice:
    """The notice of that kind in the language of the interface, with the date in its words.

    ``kind`` is one of those of `Notice`, or ``safety`` for a correction that matters for health, ``waiting`` where its
    text is still to come in this language (their kind is then ``correction``). ``note`` is the editor's own text in
    this language, plain; empty where it is not translated far enough. ``replaced_by`` is the article that takes its
    place, in this language.
    Raises LocaleError where the string is missing, KeyError for another kind, ValueError without a date.
    """
    source = _NOTICES[kind]
    if "{date}" in source and on is None:
        raise ValueError(f"a notice of the kind {kind} needs its date")
    values = {"date": long_date(on, interface.language, zone)} if on and "{date}" in source else {}
    paragraphs = [interface.text(source, "notice", **values)]
    if note:
        paragraphs.append(note)
    if replaced_by:
        paragraphs.append(interface.text(_REPLACED, "notice", title=isolate(replaced_by.title, interface.direction)))
    kind = "correction" if kind in ("safety", "waiting") else kind
    return Notice(kind, "\n".join(paragraphs), replaced_by.url if replaced_by else "")


def frame(
    html: str,
    text: str,
    *,
    article: Article,
    content: Content,
    interface: Interface,
    placing: Placing,
    facts: Facts,
    notices: Sequence[Notice] = (),
    promotion: Text | None = None,
    is_brief: bool = False,
) -> Entry:
    """The entry: ``html`` and ``text`` (of `render.body` and `render.body_text`) with everything that goes round them.

    ``content`` is in the language of the interface. ``promotion`` is the article's call to action in that language,
    given only for a feed that asked for it. With ``is_brief`` the summary and a link stand in place of the body. An
    entry whose status is withheld or withdrawn has its title, link and notices, and neither summary, body nor rights,
    whatever is given; it needs no interface string, and without a notice its title and date stand alone.
    Raises LocaleError where a string is missing that is needed.
    """
    base = interface.direction
    told = facts.status not in (Status.WITHHELD, Status.WITHDRAWN)
    title = plain(content.title, base)
    dates = list(_dates(article, interface, placing)) if told else []
    foot = list(_foot(article, interface, placing)) if told else []
    if is_brief:
        html, text = _brief(content.summary, placing.url, interface)
    said = [_notice_html(notice, base) for notice in notices]
    if not told and not said:  # the interface string is missing, and the withdrawal must go out all the same
        said = [[escape(title), escape(placing.updated.day.isoformat())]]
    written = template("frame.html.j2").render(
        language=interface.language,
        direction=base,
        notices=said,
        label=interface.text("About this article", "heading") if dates else "",
        dates=[_html(line, base) for line in dates],
        body=Markup(html) if told else "",  # noqa: S704 - render.body has sanitized it
        promotion=inline(base)(promotion) if promotion and told else "",
        related=placing.related if told else (),
        related_label=interface.text("Related articles", "heading") if told and placing.related else "",
        foot=[line for line, _ in foot],
    )
    parts = [notice.text for notice in notices] or ([] if told else [placing.updated.day.isoformat()])
    if told:
        parts += [_both(" · ".join(dates), base)[1], text, plain(promotion, base, urls=True) if promotion else ""]
        parts += [_related_text(placing.related, interface), *(line for _, line in foot)]
    return Entry(
        id=placing.id,
        article=article.id,
        language=interface.language,
        direction=base,
        url=placing.url,
        title=title,
        summary=plain(content.summary, base) if content.summary and told else "",
        content=written,
        text="\n\n".join(part for part in parts if part),
        published=placing.published,
        updated=placing.updated,
        facts=facts,
        authors=article.authors,
        categories=placing.categories,
        about=tuple(code for code in article.about if code.verified),
        rights=_rights(article, interface) if told else "",
        license=license_url(article.license) if told else "",
        disclaimer=interface.text(article.disclaimer or DEFAULT_DISCLAIMER, "disclaimer") if told else "",
        audience=article.audience,
        editions=placing.editions,
        picture=placing.picture if told else None,
    )


def correction(
    title: str,
    article: Article,
    *,
    interface: Interface,
    placing: Placing,
    facts: Facts,
    notices: Sequence[Notice],
    is_ready: bool = True,
) -> Entry:
    """A safety correction as an entry of its own: what was wrong, and a link to the corrected article.

    ``title`` is the article's in the language of the interface, ``placing.url`` its address. Where the corrected text
    ``is_ready``, the link says so. Where an interface string is missing, what there is stands alone: title and date.
    """
    base = interface.direction
    has_words = is_ready and interface.has(_CORRECTED, "notice")
    words = interface.text(_CORRECTED, "notice", title=_HOLE) if has_words else _HOLE
    words = words if facts.status == Status.USABLE else ""
    html, text = _linked(words, title, placing.url, base, interface.language) if words else (Markup(""), "")
    said = [_notice_html(notice, base) for notice in notices] or [[escape(placing.updated.day.isoformat())]]
    written = _standing_alone(said, interface, Markup("<p>{}</p>").format(html) if text else _NOTHING)
    shown = isolate(title, base) if base == "rtl" else title
    named = interface.text(_SAFETY, "notice", title=shown) if interface.has(_SAFETY, "notice") else title
    parts = [notice.text for notice in notices] or [placing.updated.day.isoformat()]
    return Entry(
        id=placing.id,
        article=article.id,
        language=interface.language,
        direction=base,
        url=placing.url,
        title=named,
        summary="",
        content=written,
        text="\n\n".join([*parts, text] if text else parts),
        published=placing.published,
        updated=placing.updated,
        facts=facts,
        authors=(),
        categories=placing.categories,
        audience=article.audience,
    )


def closed(
    title: str, interface: Interface, *, id_: str, url: str, on: When, facts: Facts, zone: tzinfo | None = None
) -> Entry:
    """The last entry of a feed that was closed. LocaleError where the notice has no translation."""
    told = notice("closed", interface, on, zone=zone)
    return Entry(
        id=id_,
        article=facts.article,
        language=interface.language,
        direction=interface.direction,
        url=url,
        title=title,
        summary="",
        content=_standing_alone([_notice_html(told, interface.direction)], interface),
        text=told.text,
        published=on,
        updated=on,
        facts=facts,
    )


def _standing_alone(notices: Sequence[Sequence[Markup]], interface: Interface, body: Markup = _NOTHING) -> str:
    """Notices with no article below them."""
    return template("frame.html.j2").render(
        language=interface.language,
        direction=interface.direction,
        notices=notices,
        label="",
        dates=[],
        body=body,
        promotion="",
        related=(),
        related_label="",
        foot=[],
    )


def _brief(summary: Text | None, url: str, interface: Interface) -> tuple[Markup, str]:
    """The summary and a link to the whole article: what a feed of summaries shows of a body."""
    base = interface.direction
    words = interface.text("Read more", "page")
    link = Markup('<p><a href="{}">{}</a></p>').format(url, words)
    said = Markup("<p>{}</p>").format(inline(base)(summary)) if summary else Markup("")
    told = plain(summary, base) if summary else ""
    return said + link, "\n\n".join(part for part in (told, f"{words} ({_apart(url, base)})") if part)


def license_url(license_: str) -> str:
    """The address of a license: of an SPDX identifier we know, of an address itself; ``""`` for anything else."""
    if license_.startswith(("https://", "http://")):
        return license_
    return _LICENSES.get(license_.upper(), "")


def license_name(license_: str) -> str:
    """A license for readers: ``CC-BY-4.0`` → ``CC BY 4.0``, anything else as it was written."""
    if license_.upper() not in _LICENSES:
        return license_
    return re.sub(r"^(CC0?)-|-(?=[\d.]+)|-(?=IGO$)", lambda found: f"{found[1] or ''} ", license_.upper())


def _dates(article: Article, interface: Interface, placing: Placing) -> Iterator[str]:
    """The dates that no feed has a field for: of the original, where the entry's differs, and of the review."""

    def said(source: str, when: When, **values: str) -> str:
        return interface.text(source, "byline", date=long_date(when, interface.language, placing.zone), **values)

    if article.published and article.published.at != placing.published.at:
        yield said("Original published: {date}", article.published)
    review = article.reviewed
    if review and review.on:
        if review.by:
            yield said("Medically reviewed: {date}, {name}", review.on, name=review.by)
        else:
            yield said("Medically reviewed: {date}", review.on)
    if review and review.next:
        yield said("Next review: {date}", review.next)


def _related_text(related: Sequence[Edition], interface: Interface) -> str:
    base = interface.direction
    lines = [f"- {edition.title} ({_apart(edition.url, base)})" for edition in related]
    return "\n".join([interface.text("Related articles", "heading"), *lines]) if lines else ""


def _foot(article: Article, interface: Interface, placing: Placing) -> Iterator[tuple[Markup, str]]:
    """Disclaimer, original, source and license, each as HTML and as plain text."""
    base = interface.direction
    yield _both(interface.text(article.disclaimer or DEFAULT_DISCLAIMER, "disclaimer"), base)
    if article.language != interface.language:
        name = language_name(article.language, interface.language)
        if placing.original:
            words = interface.text(
                "Translated from {language}. Read the original: {title}", "attribution", language=name, title=_HOLE
            )
            yield _linked(words, placing.original.title, placing.original.url, base, placing.original.language)
        else:
            yield _both(interface.text("Translated from: {language}", "byline", language=name), base)
    if article.attribution:
        yield _both(interface.text("Source: {source}", "attribution", source=article.attribution), base)
    if article.license:
        words = interface.text("License: {license}", "attribution", license=_HOLE)
        yield _linked(words, license_name(article.license), license_url(article.license), base)


_HOLE = "\x00"  # where a link goes into an interface string; no catalog can hold it


def _linked(words: str, inner: str, url: str, base: Direction, language: str = "") -> tuple[Markup, str]:
    before, _, after = words.partition(_HOLE)
    if not url:
        return _both(before + inner + after, base)
    kind = Markup(' hreflang="{0}" lang="{0}"').format(language) if language else Markup(' rel="license"')
    link = Markup('<bdi><a href="{}"{}>{}</a></bdi>').format(url, kind, inner)
    told = f"{before}{_apart(inner, base)}{after} ({_apart(url, base)})"
    return _html(before, base) + link + _html(after, base), isolate(told, base) if base == "rtl" else told


def _apart(words: str, base: Direction) -> str:
    return f"\u2068{words}\u2069" if base == "rtl" else words


def _both(words: str, base: Direction) -> tuple[Markup, str]:
    return _html(words, base), isolate(words, base) if base == "rtl" else words


def _html(words: str, base: Direction) -> Markup:
    escaped = escape(words)
    return Markup(isolate_html(str(escaped), base)) if base == "rtl" else escaped  # noqa: S704 - escaped


def _notice_html(said: Notice, base: Direction) -> list[Markup]:
    paragraphs = [_html(paragraph, base) for paragraph in said.text.split("\n") if paragraph]
    if said.url and paragraphs:
        paragraphs[-1] = Markup('<a href="{}">{}</a>').format(said.url, paragraphs[-1])
    return paragraphs


def _rights(article: Article, interface: Interface) -> str:
    parts = []
    if article.attribution:
        parts.append(interface.text("Source: {source}", "attribution", source=article.attribution))
    if article.license:
        parts.append(interface.text("License: {license}", "attribution", license=license_name(article.license)))
    return " · ".join(parts)
