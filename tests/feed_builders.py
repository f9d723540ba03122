"""Values for the tests of what becomes a feed: small, complete, and with everything replaceable by keyword."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from syndicate.feeds.entry import Category, Edition, Entry, Facts, Feed, Listing, Notice, Paging, Picture, Tombstone
from syndicate.feeds.frame import Placing, frame
from syndicate.feeds.render import body, body_text
from syndicate.languages import direction
from syndicate.localization.interface import Interface, interface
from syndicate.localization.shipped import shipped
from syndicate.model import (
    Article,
    Author,
    Code,
    Content,
    Image,
    Items,
    Paragraph,
    Question,
    Reference,
    Section,
    Table,
    Text,
    When,
)

BERLIN = timezone(timedelta(hours=1))
ROOT = "https://feeds.example.org/feeds/"
MESH = "https://id.nlm.nih.gov/mesh/"
BY = "https://creativecommons.org/licenses/by/4.0/"
TITLES = {
    "en": "Measure your blood pressure",
    "es": "Mida su presión arterial",
    "ar": "قِس ضغط دمك",
    "zh-Hans": "测量血压",
}


def day(year: int, month: int, of_month: int) -> When:
    """A calendar day in the library's zone."""
    return When(datetime(year, month, of_month, tzinfo=BERLIN), is_day=True)


def instant(*parts: int) -> When:
    """An instant in UTC."""
    return When(datetime(*parts, tzinfo=UTC))  # type: ignore[misc, arg-type]


@lru_cache
def ui(language: str) -> Interface:
    """The shipped interface strings of a language."""
    return interface(language, shipped(language))


def paragraph(source: str, *links: str) -> Paragraph:
    """A paragraph of that text in segment notation."""
    return Paragraph(Text(source, links))


def content(**changes: object) -> Content:
    """A content with one of everything."""
    values: dict[str, object] = {
        "title": Text("Measure your blood pressure"),
        "summary": Text("How to get a reading that you can trust."),
        "sections": (
            Section(
                "", None, (paragraph('Rest for <b>5 minutes</b>. See <a id="1">the guide</a>.', "https://x.org/g"),)
            ),
            Section(
                "steps",
                Text("Step by step"),
                (
                    Items(((paragraph("Sit down."),), (paragraph("Put on the cuff."),)), ordered=True),
                    Table(
                        (Text("Reading"), Text("What to do")),
                        ((Text("180/120 or higher"), Text("Call your doctor.")),),
                        ("right", ""),
                    ),
                ),
            ),
        ),
        "faq": (Question(Text("Which arm?"), Text("The one with the higher reading.")),),
        "takeaways": (Text("Measure at the same time every day."),),
        "references": (Reference("Doe J. Cuffs. 2020. doi:10.1000/xyz", doi="10.1000/xyz"),),
        "image": Image("images/cuff.jpg", Text("A cuff on an upper arm")),
    }
    return Content(**(values | changes))  # type: ignore[arg-type]


def article(**changes: object) -> Article:
    """The source article, in English."""
    values: dict[str, object] = {
        "id": "blood-pressure",
        "language": "en",
        "content": content(),
        "published": day(2026, 3, 4),
        "authors": (Author("Ana Pérez", url="https://example.org/ana"),),
        "license": "CC-BY-4.0",
        "attribution": "Demo library",
        "about": (Code("Hypertension", "mesh", "D006973", "2026", True), Code("Stroke", "mesh", "D0", "2026", False)),
    }
    return Article(**(values | changes))  # type: ignore[arg-type]


def facts(**changes: object) -> Facts:
    """Facts of a translation that a person reviewed."""
    values: dict[str, object] = {
        "article": "blood-pressure",
        "source_language": "en",
        "state": "reviewed",
        "origin": "human",
        "hash": "00112233445566778899aabbccddeeff",
        "source_published": "2026-03-04",
    }
    return Facts(**(values | changes))  # type: ignore[arg-type]


def picture(**changes: object) -> Picture:
    """The article's image as it is delivered."""
    values: dict[str, object] = {
        "url": "https://feeds.example.org/feeds/media/cuff-1234.jpg",
        "media_type": "image/jpeg",
        "length": 4321,
        "width": 1200,
        "height": 800,
        "alt": "A cuff on an upper arm",
    }
    return Picture(**(values | changes))  # type: ignore[arg-type]


def mail_picture(**changes: object) -> Picture:
    """The same image at the width of a mail."""
    values = {"url": f"{ROOT}media/cuff-1234-600.jpg", "length": 999, "width": 600, "height": 400}
    return picture(**(values | changes))


def placing(language: str = "es", **changes: object) -> Placing:
    """Where the entry stands, with an edition in each language that the tests know."""
    editions = tuple(
        Edition(other, f"https://example.org/{other}/blood-pressure", title)
        for other, title in TITLES.items()
        if other != language
    )
    values: dict[str, object] = {
        "id": f"tag:example.org,2026:blood-pressure/{language}",
        "url": f"https://example.org/{language}/blood-pressure",
        "published": day(2026, 3, 4),
        "updated": day(2026, 3, 4),
        "categories": (
            Category("heart", "Corazón y circulación", MESH, "D002318"),
            Category("prevention", "Prevención"),
        ),
        "editions": editions,
        "original": Edition("en", "https://example.org/en/blood-pressure", TITLES["en"]),
        "picture": picture(),
    }
    return Placing(**(values | changes))  # type: ignore[arg-type]


def framed(
    language: str = "es",
    *,
    told: Content | None = None,
    of: Article | None = None,
    at: Placing | None = None,
    with_facts: Facts | None = None,
    notices: Sequence[Notice] = (),
    promotion: Text | None = None,
) -> Entry:
    """An entry by the real way: body, then frame."""
    told = told or content()
    at = at or placing(language)
    return frame(
        body(told, ui(language), picture=picture(), source_language="en"),
        body_text(told, ui(language)),
        article=of or article(),
        content=told,
        interface=ui(language),
        placing=at,
        facts=with_facts or facts(),
        notices=notices,
        promotion=promotion,
    )


def entry(number: int = 1, language: str = "es", **changes: object) -> Entry:
    """An entry as a value, for the formats."""
    values: dict[str, object] = {
        "id": f"tag:example.org,2026:article-{number}/{language}",
        "article": f"article-{number}",
        "language": language,
        "direction": direction(language),
        "url": f"https://example.org/{language}/article-{number}",
        "title": f"Artículo {number}",
        "summary": f"Resumen {number}",
        "content": f'<div lang="{language}" dir="{direction(language)}">\n<p>Texto {number}</p>\n</div>',
        "text": f"Texto {number}",
        "published": day(2026, 3, number),
        "updated": instant(2026, 4, number, 10, 30),
        "facts": facts(article=f"article-{number}"),
        "authors": (Author("Ana Pérez"), Author("Li Wei", url="https://example.org/li")),
        "categories": (Category("heart", "Corazón", MESH, "D002318"), Category("prevention", "Prevención")),
        "about": (Code("Hypertension", "mesh", "D006973", "2026", True),),
        "rights": "Licencia: CC BY 4.0",
        "license": BY,
        "editions": (
            Edition("ar", f"https://example.org/ar/article-{number}", "مقال"),
            Edition("en", f"https://example.org/en/article-{number}", "Article"),
        ),
        "picture": picture(),
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]


def addresses(language: str, folder: str = "") -> dict[str, str]:
    """The addresses of a feed's three documents."""
    base = f"{ROOT}{language}/{folder}"
    return {"atom": f"{base}atom.xml", "rss": f"{base}rss.xml", "json": f"{base}feed.json"}


def listing(language: str = "es", folder: str = "", **changes: object) -> Listing:
    """A feed as other documents name it."""
    values: dict[str, object] = {
        "language": language,
        "direction": direction(language),
        "title": ui(language).text("all", "feed"),
        "description": ui(language).text("all", "feed description"),
        "home": f"{ROOT}{language}/",
        "self_urls": addresses(language, folder),
    }
    return Listing(**(values | changes))  # type: ignore[arg-type]


def feed(*entries: Entry, language: str = "es", **changes: object) -> Feed:
    """A feed of those entries in that order."""
    known = listing(language)
    values: dict[str, object] = {
        "id": f"tag:example.org,2026:feed/all/{language}",
        "language": language,
        "direction": known.direction,
        "title": known.title,
        "description": known.description,
        "home": known.home,
        "self_urls": known.self_urls,
        "updated": instant(2026, 5, 6, 7, 8, 9),
        "author": "Demo library",
        "rights": "CC BY 4.0",
        "entries": entries,
        "editions": tuple(listing(other) for other in ("en", "ar") if other != language),
    }
    return Feed(**(values | changes))  # type: ignore[arg-type]


def tombstone(number: int = 9, language: str = "es", **changes: object) -> Tombstone:
    """What is left of an entry that was taken back."""
    values: dict[str, object] = {
        "id": f"tag:example.org,2026:article-{number}/{language}",
        "at": instant(2026, 4, number, 10, 30),
        "notice": "Este artículo se retiró.",
    }
    return Tombstone(**(values | changes))  # type: ignore[arg-type]


def withdrawn(number: int = 9, **changes: object) -> Entry:
    """The entry of an article that was taken back, as it stays in the feed."""
    values: dict[str, object] = {
        "summary": "",
        "content": '<div lang="es" dir="ltr">\n<p><strong>Este artículo se retiró.</strong></p>\n</div>',
        "text": "Este artículo se retiró.",
        "picture": None,
        "facts": facts(article=f"article-{number}", status="withdrawn", change="withdrawn", origin=""),
    }
    return entry(number, **(values | changes))


def archive(number: int, *entries: Entry, of: int, language: str = "es", **changes: object) -> Feed:
    """An archive page of those entries, one ``of`` so many."""
    values: dict[str, object] = {
        "self_urls": addresses(language, f"archive/{number}/"),
        "editions": (),
        "paging": Paging(
            is_archive=True,
            current=addresses(language),
            previous=addresses(language, f"archive/{number - 1}/") if number > 1 else {},
            next=addresses(language, f"archive/{number + 1}/") if number < of else {},
        ),
    }
    return feed(*entries, language=language, **(values | changes))
