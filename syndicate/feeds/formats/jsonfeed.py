"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), with our facts under ``_syndicate``."""

import json
from typing import Any

from syndicate.feeds.entry import Entry, Feed, Picture
from syndicate.feeds.formats.preflight import check
from syndicate.feeds.formats.tombstones import newest_first
from syndicate.model import Author

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON: UTF-8, two spaces of indent, a fixed order of keys, a newline at the end.

    Raises FeedError, with a Problem for each entry at fault, where the feed cannot be written.
    """
    check(feed, "json")
    data: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.self_urls["json"],
        "description": feed.description,
        "language": feed.language,
    }
    if "json" in feed.paging.previous:
        data["next_url"] = feed.paging.previous["json"]
    if feed.icon:
        data["icon"] = feed.icon
    data["authors"] = [{"name": feed.author}]
    data["_syndicate"] = _feed_extension(feed)
    data["items"] = [item(entry, feed.author) for entry in feed.entries]
    return to_bytes(data)


def _feed_extension(feed: Feed) -> dict[str, Any]:
    """What we say about a feed beyond JSON Feed: its place among the archive pages (RFC 5005), what was taken back."""
    data: dict[str, Any] = {
        "id": feed.id,
        "updated": str(feed.updated),
        "direction": feed.direction,
        "rights": feed.rights,
        "translations": [
            {"language": other.language, "url": other.self_urls["json"], "title": other.title}
            for other in feed.editions
            if "json" in other.self_urls
        ],
    }
    paging = feed.paging
    if paging.is_archive:
        data["archive"] = True
    for name, addresses in (("current", paging.current), ("previous", paging.previous), ("next", paging.next)):
        if "json" in addresses:
            data[name] = addresses["json"]
    if feed.tombstones:
        data["withdrawn"] = [
            {"id": tombstone.id, "at": str(tombstone.at), "notice": tombstone.notice}
            for tombstone in newest_first(feed.tombstones)
        ]
    return data


def item(entry: Entry, publisher: str) -> dict[str, Any]:
    """One item of a JSON Feed; ``publisher`` is its author where nobody is named."""
    data: dict[str, Any] = {"id": entry.id, "url": entry.url, "title": entry.title}
    if entry.summary:
        data["summary"] = entry.summary
    data["content_html"] = entry.content
    if entry.text:
        data["content_text"] = entry.text
    data["language"] = entry.language
    data["date_published"] = str(entry.published)
    data["date_modified"] = str(entry.updated)
    data["authors"] = [_author(author) for author in entry.authors] or [{"name": publisher}]
    if entry.categories:
        data["tags"] = [category.label for category in entry.categories]
    if entry.picture:
        picture = entry.picture
        data["image"] = picture.url
        size = {"size_in_bytes": picture.length} if picture.length else {}
        attachment = {"url": picture.url, "mime_type": picture.media_type, "title": picture.alt} | size
        data["attachments"] = [{key: value for key, value in attachment.items() if value}]
    data["_syndicate"] = extension(entry)
    return data


def extension(entry: Entry) -> dict[str, Any]:
    """What we say about an entry beyond JSON Feed: its facts, codes, rights, readers and other languages."""
    data: dict[str, Any] = entry.facts.to_data()
    data["direction"] = entry.direction
    data["categories"] = [
        {"key": category.key, "label": category.label, "scheme": category.scheme, "code": category.code}
        for category in entry.categories
    ]
    data["about"] = [{"system": code.system, "code": code.code, "version": code.version} for code in entry.about]
    data["rights"] = entry.rights
    data["license"] = entry.license
    data["audience"] = list(entry.audience)
    data["disclaimer"] = entry.disclaimer
    data["translations"] = [
        {"language": edition.language, "url": edition.url, "title": edition.title} for edition in entry.editions
    ]
    if entry.picture:
        data["image"] = _image(entry.picture)
    return data


def _image(picture: Picture) -> dict[str, Any]:
    data: dict[str, Any] = {
        "url": picture.url,
        "type": picture.media_type,
        "length": picture.length,
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt,
    }
    if picture.mail:
        data["mail"] = _image(picture.mail)
    return data


def to_bytes(data: dict[str, Any]) -> bytes:
    """JSON as it is published: readable in a diff, every character itself."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _author(author: Author) -> dict[str, str]:
    """JSON Feed has name, url and avatar; an e-mail address is published as its author declared it, as a link."""
    url = author.url or (f"mailto:{author.email}" if author.email else "")
    return {"name": author.name} | ({"url": url} if url else {})
