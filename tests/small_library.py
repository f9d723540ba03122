"""A small library that is published again and again: two articles in English and Spanish, and a view of feeds/.

small = SmallLibrary.begin(tmp_path)
small.publish()
small.article("hands", withdrawn={"on": "2026-11-23"})
small.publish(NOON + DAY)
small.row("hands")["status"]  # "withdrawn"
"""

import html
import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from libraries import article, configure, read, translate, write
from translate.storage import pypo

from syndicate.publishing.build import publish
from syndicate.publishing.library import Library, open_library
from syndicate.publishing.report import Report
from syndicate.translation.catalogs.fingerprints import fingerprint

DOCUMENTS = ("atom.xml", "rss.xml", "feed.json")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

TOPICS = {"prevention": {"scheme": "https://id.nlm.nih.gov/mesh/", "code": "D011322"}}
ARTICLES: dict[str, dict[str, Any]] = {
    "hands": {
        "title": "Washing your hands",
        "summary": "Soap keeps germs away.",
        "published": "2026-11-01",
        "topics": ["prevention"],
        "body": "Dry them with a towel.\n\n## How long\n\nWash for 20 seconds.",
    },
    "sleep": {
        "title": "Sleeping well",
        "summary": "A few habits help.",
        "published": "2026-11-02",
        "topics": ["prevention"],
        "body": "Keep the room dark.",
    },
}
# The checks of translations read them too, so that every text needs a good one; what has none here is a KeyError.
WORDS = {
    "es": {
        "Washing your hands": "Lavarse las manos",
        "Soap keeps germs away.": "El jabón aleja los gérmenes.",
        "Dry them with a towel.": "Séqueselas con una toalla.",
        "Dry them with a clean towel.": "Séqueselas con una toalla limpia.",
        "How long": "Cuánto tiempo",
        "Wash for 20 seconds.": "Lávese durante 20 segundos.",
        "Bring soap.": "Traiga jabón.",
        "Soap": "Jabón",
        "Suds": "Espuma",
        "Hot?": "¿Caliente?",
        "Warm.": "Tibia.",
        "Sleeping well": "Dormir bien",
        "A few habits help.": "Unos pocos hábitos ayudan.",
        "Keep the room dark.": "Mantenga el cuarto a oscuras.",
        "Keep the room dark and cool.": "Mantenga el cuarto oscuro y fresco.",
        "Towels": "Toallas",
        "A summary.": "Un resumen.",
        "Dry towels in the sun.": "Seque las toallas al sol.",
        "Keep it dry.": "Manténgala seca.",
        "Bring a card, id: none": "Traiga una tarjeta, id: ninguno",
        "T": "T",
        "Other words.": "Otras palabras.",
    },
    "fr": {
        "Washing your hands": "Se laver les mains",
        "Soap keeps germs away.": "Le savon éloigne les microbes.",
        "Dry them with a towel.": "Séchez-les avec une serviette.",
        "How long": "Combien de temps",
        "Wash for 20 seconds.": "Lavez-les pendant 20 secondes.",
    },
    "it": {
        "Washing your hands": "Lavarsi le mani",
        "Soap keeps germs away.": "Il sapone allontana i germi.",
        "Dry them with a towel.": "Le asciughi con un asciugamano.",
        "How long": "Quanto tempo",
        "Wash for 20 seconds.": "Le lavi per 20 secondi.",
        "Sleeping well": "Dormire bene",
        "A few habits help.": "Alcune abitudini aiutano.",
        "Keep the room dark.": "Tenga la stanza al buio.",
        "Keep the room dark and cool.": "Tenga la stanza buia e fresca.",
    },
    "ar": {
        "Washing your hands": "غسل اليدين",
        "Soap keeps germs away.": "الصابون يبعد الجراثيم.",
        "Dry them with a towel.": "جففهما بمنشفة.",
        "How long": "كم من الوقت",
        "Wash for 20 seconds.": "اغسلهما لمدة 20 ثانية.",
        "Soap": "صابون",
        "Hot?": "ساخن؟",
        "Warm.": "دافئ.",
        "Sleeping well": "النوم الجيد",
        "A few habits help.": "بعض العادات تساعد.",
        "Keep the room dark.": "اجعل الغرفة مظلمة.",
        "Keep the room dark and cool.": "اجعل الغرفة مظلمة وباردة.",
    },
}
# Whatever is translated in all feeds, and what a person reviewed in one.
TWO_GATES: dict[str, Any] = {
    "min_state": "translated",
    "machine_risk": True,
    "feeds": [{"id": "reviewed", "min_state": "reviewed"}],
}
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


@dataclass(frozen=True)
class SmallLibrary:
    """A library in ``root``: what editors and translators write there, and what is published."""

    root: Path

    @classmethod
    def begin(cls, root: Path, **settings: Any) -> "SmallLibrary":
        """Both articles, each translated by a person."""
        small = cls(root)
        small.configure(**settings)
        for path, data in _usual_files().items():
            write(root / path, data)
        return small

    # ── what people write ───────────────────────────────────────────────────────────────────────

    def configure(self, **settings: Any) -> None:
        """Write the settings anew."""
        configure(self.root, **{"languages": ["en", "es"], "topics": TOPICS, **settings})

    def article(self, identifier: str, **changes: Any) -> Path:
        """Write an article anew, with fields that differ from the usual ones."""
        path = self.root / "articles" / f"{identifier}.md"
        write(path, article(identifier, **{**ARTICLES.get(identifier, {}), **changes}))
        return path

    def translate(self, identifier: str, language: str = "es", *, draft: bool = False) -> Path:
        """Bring a catalog up to its article and translate it, as a person; ``draft``: throw it away for a machine's."""
        if draft:
            self.library.catalog(language, identifier).unlink(missing_ok=True)
        words = WORDS[language]
        return translate(self.library, identifier, language, lambda segment: words[segment.text.source], draft=draft)

    def po(self, identifier: str, language: str = "es") -> "Entries":
        """The entries of a catalog, by source text, to be changed in a ``with`` as a PO editor does it."""
        return Entries(self.library.catalog(language, identifier))

    def sign_off(self, identifier: str, name: str = "Ana", language: str = "es") -> None:
        """Approve every segment of a translation."""
        with self.po(identifier, language) as entries:
            for entry in entries.values():
                seal = fingerprint(entry.getcontext(), entry.source, language, entry.target)
                entry.addnote(f"signed-off: {name} 2026-11-20 {seal}", origin="translator")

    def ui(self, language: str, *strings: tuple[str, str, str]) -> None:
        """Write the library's own interface strings, (context, English, translation) each; they override ours."""
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        entries = [
            f"msgctxt {json.dumps(context)}\nmsgid {json.dumps(source)}\nmsgstr {json.dumps(target)}\n"
            for context, source, target in strings
        ]
        write(self.root / f"locales/{language}/LC_MESSAGES/ui.po", "\n".join([head, *entries]))

    # ── publishing ──────────────────────────────────────────────────────────────────────────────

    @property
    def library(self) -> Library:
        """The library as the commands open it."""
        return _opened(self.root, (self.root / "syndicate.toml").read_bytes())

    @property
    def feeds(self) -> Path:
        """Where the published files are."""
        return self.root / "feeds"

    def publish(self, at: datetime = NOON, **options: Any) -> Report:
        """Publish at T ``at``."""
        return publish(self.library, now=at, **options)

    def tree(self) -> dict[str, bytes]:
        """Every file of feeds/, by its path there."""
        return tree(self.feeds)

    def dates(self) -> dict[str, int]:
        """When each file of feeds/ was modified, in seconds since the epoch."""
        return {path: int((self.feeds / path).stat().st_mtime) for path in self.tree()}

    def json(self, path: str) -> Any:
        """A JSON document of feeds/."""
        return json.loads((self.feeds / path).read_bytes())

    def item(self, identifier: str, language: str = "es", folder: str = "") -> Any:
        """What items/ has of an entry."""
        return self.json(f"{language}/{folder}items/{identifier}.json")

    def rows(self, language: str = "es", folder: str = "") -> dict[str, dict[str, Any]]:
        """The rows of a ledger by article."""
        lines = (self.feeds / language / folder / "ledger.jsonl").read_text("utf-8").split("\n")[1:-1]
        return {row["id"]: row for row in map(json.loads, lines)}

    def row(self, identifier: str, language: str = "es", folder: str = "") -> dict[str, Any]:
        """The ledger's row of an entry."""
        return self.rows(language, folder)[identifier]

    def modified(self, path: str) -> str:
        """When the manifest says that a file last changed."""
        found = self.json("index.json")["files"][path]["modified"]
        assert isinstance(found, str)
        return found

    def in_feed(self, language: str = "es", folder: str = "") -> list[str]:
        """The articles that stand in a feed: the same ones in all three formats."""
        found = [item["_syndicate"]["article"] for item in self.json(f"{language}/{folder}feed.json")["items"]]
        for name in ("atom.xml", "rss.xml"):
            text = (self.feeds / language / folder / name).read_text("utf-8")
            ids = re.findall(r"<(?:id|guid[^>]*)>tag:[^:]*:(?!feed/)([a-z0-9-]+)/", text)
            assert ids == found, f"{name} has {ids}, feed.json {found}"
        return found

    def traces(self, words: str) -> list[str]:
        """The published files in which those words stand, whatever the escapes."""
        return [path for path, data in self.tree().items() if words in _plain(data.decode("utf-8", "replace"))]


class Entries:
    """The entries of a PO file by their source text, written back at the end of a ``with``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> dict[str, Any]:
        self.store = pypo.pofile(self.path.read_bytes())
        return {unit.source: unit for unit in self.store.units if not unit.isheader() and not unit.isobsolete()}

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(bytes(self.store))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path there."""
    files = sorted(Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def codes(report: Report) -> set[str]:
    """The codes of a report's Problems that need a person."""
    return {problem.code for problem in report.problems if problem.severity == "error"}


def told(report: Report, group: str = "all") -> dict[tuple[str, str], str]:
    """What a report says of each article and language: the change, else the outcome."""
    return {(v.article, v.language): v.change or str(v.outcome) for v in report.verdicts if v.group == group}


def source_hash(small: SmallLibrary, identifier: str) -> str:
    """The hash of a source's content as it is now, by which editors name a change."""
    from syndicate.articles.content import content_hash

    return content_hash(read(small.library, identifier).content)


def documents(*folders: str) -> set[str]:
    """The documents of feeds with one archive page, by the folders of the feeds (empty, or with a slash at the end)."""
    return {f"{folder}{page}{name}" for folder in folders for page in ("", "archive/1/") for name in DOCUMENTS}


@lru_cache(maxsize=4)
def _opened(root: Path, _settings: bytes) -> Library:
    return open_library(root)  # a third of a warm publish, and the tests publish a hundred times


@cache
def _usual_files() -> dict[str, bytes]:
    """The articles and their catalogs, made once."""
    with TemporaryDirectory() as folder:
        small = SmallLibrary(Path(folder))
        small.configure()
        for identifier in ARTICLES:
            small.article(identifier)
            small.translate(identifier)
        return {path: data for path, data in tree(small.root).items() if path != "syndicate.toml"}


def _plain(text: str) -> str:
    """Text without tags and without the escapes of JSON and HTML, however they are nested."""
    for _ in range(3):
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
        text = html.unescape(text)
    return re.sub(r"<[^>]*>", "", text)
