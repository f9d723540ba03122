"""A small library with partners' feeds, and views of what they get: documents, lists of feeds, and pages.

small = begin(tmp_path / "library")
small.configure(**one(content="summary"))
small.publish()
without_bodies(small, "es/one/")
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
from lxml import etree, html
from small_library import DOCUMENTS, SmallLibrary

from syndicate.feeds import validate

BASE = "https://feeds.example.org/"
LANGUAGES = ("en", "es")
FORMATS = dict(zip(("atom", "rss", "json"), DOCUMENTS, strict=True))
CHECKS = {"atom.xml": validate.atom, "rss.xml": validate.rss, "feed.json": validate.json_feed}
# Words of the texts that stand in no title, summary or notice.
BODIES = {"en": ("Dry them with a towel", "Wash for 20 seconds"), "es": ("Séqueselas con una toalla", "durante 20")}
CALLS = {"en": "Bring soap.", "es": "Traiga jabón."}
IDS = {tag: {article: f"tag:example.org,2026:{article}/{tag}" for article in ("hands", "sleep")} for tag in LANGUAGES}


def begin(root: Path) -> SmallLibrary:
    """Both articles, of which `hands` is for patients and calls to something; the feeds `one` and `two` have names."""
    small = SmallLibrary.begin(root)
    small.article("hands", audience=["patient", "caregiver"], promotion="Bring soap.")
    small.translate("hands")
    name(small, "one", "two")
    return small


def name(small: SmallLibrary, *feeds: str, languages: tuple[str, ...] = LANGUAGES) -> None:
    """Give feeds a name in these languages, such as "one es", and take away those that they had."""
    for language in languages:
        small.ui(language, *[("feed", feed, f"{feed} {language}") for feed in feeds])


def one(**settings: Any) -> dict[str, Any]:
    """The settings of a library with one more feed."""
    return {"feeds": [{"id": "one", **settings}]}


def own(small: SmallLibrary, folder: str) -> dict[str, str]:
    """Every document of a feed, its archive with it, as text by its path."""
    return {
        path: data.decode()
        for path, data in small.tree().items()
        if path.startswith(folder) and Path(path).name in DOCUMENTS
    }


def entries(path: str, text: str) -> Iterator[tuple[str, str]]:
    """The id and all that is said of each entry of a document, as one text."""
    if path.endswith(".json"):
        for item in json.loads(text)["items"]:
            yield item["id"], json.dumps(item, ensure_ascii=False)
    else:
        found = feedparser.parse(text.encode())
        assert not found.bozo
        yield from ((entry.id, str(entry)) for entry in found.entries)


def said(small: SmallLibrary, folder: str, entry: str) -> set[str]:
    """What each document of a feed says of an entry."""
    found = {told for path, text in own(small, folder).items() for id_, told in entries(path, text) if id_ == entry}
    assert found, f"{entry} is not in {folder}"
    return found


def advertised(small: SmallLibrary) -> dict[str, dict[str, str]]:
    """The addresses of every feed that index.json offers, by its folder and format."""
    return {
        f"{language['language']}/" + ("" if feed["id"] == "all" else f"{feed['id']}/"): {
            kind: feed[kind] for kind in FORMATS if kind in feed
        }
        for language in small.json("index.json")["languages"]
        for feed in language["feeds"]
        if not feed.get("retired")
    }


def outlines(small: SmallLibrary) -> list[tuple[str | None, str | None, str | None]]:
    """The address, name and language of every feed that opml.xml offers."""
    tree = etree.fromstring((small.feeds / "opml.xml").read_bytes())
    return [(row.get("xmlUrl"), row.get("text"), row.get("language")) for row in tree.iter("outline")]


def linked(small: SmallLibrary, page: str) -> set[str]:
    """The feeds' addresses that a page tells feed readers of, or shows to people."""
    tree = html.fromstring((small.feeds / page).read_text("utf-8"))
    tree.make_links_absolute(f"{BASE}{page}")
    links = {link.get("href") for link in tree.iter("a", "link")} | {area.text for area in tree.iter("textarea")}
    return {link for link in links if link and link.rpartition("/")[2] in DOCUMENTS and "/archive/" not in link}


def statuses(small: SmallLibrary, folder: str) -> dict[str, str]:
    """The status of each article in a feed."""
    return {
        item["_syndicate"]["article"]: item["_syndicate"]["status"]
        for item in small.json(f"{folder}feed.json")["items"]
    }


def without_bodies(small: SmallLibrary, folder: str) -> None:
    """No document of a feed has a word of a body, whatever the escapes."""
    language = folder.partition("/")[0]
    for words in BODIES[language]:
        assert small.traces(words), "or this proves nothing"
        assert [path for path in small.traces(words) if path in own(small, folder)] == []
