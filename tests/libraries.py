"""Libraries on disk for tests: settings, articles and catalogs, as a publisher would have them in a folder.

made = library(
    tmp_path,
    articles={"fever": article("fever", "Fever", "Drink **water**.")},
    languages=("en", "es"),
    catalogs={"es": {"fever": {"Fever": "Fiebre", "Drink <b>water</b>.": "Beba <b>agua</b>."}}},
    min_state="translated",
)
publish(made, now=NOW)
"""

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from syndicate.articles.parsers import Raw, Rules, media_type_of, parse
from syndicate.articles.segments import segments
from syndicate.model import Article, Segment
from syndicate.publishing.library import Library, open_library
from syndicate.translation import checks
from syndicate.translation.catalogs import po
from syndicate.translation.catalogs.drafts import fill
from syndicate.translation.catalogs.fingerprints import fingerprint
from syndicate.translation.catalogs.provenance import with_lines, written
from syndicate.translation.catalogs.reading import read as read_catalog
from syndicate.translation.updating.update import update

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

Targets = Mapping[str, str] | Callable[[Segment], str]
"""Translations: by source text (what is not there stays untranslated), or made for each segment."""


def library(
    root: Path,
    articles: Mapping[str, str | bytes],
    *,
    languages: Sequence[str] = ("en",),
    catalogs: Mapping[str, Mapping[str, Targets | str | bytes]] | None = None,
    **settings: Any,
) -> Library:
    """A library in ``root``.

    ``articles`` are sources by id (Markdown) or by file name (``a.json``). ``catalogs`` are, by language and article,
    `Targets` as a person accepted them, or a whole PO file. ``settings`` are those of syndicate.toml, tables as dicts.
    """
    configure(root, languages=list(languages), **settings)
    for name, source in articles.items():
        write(root / "articles" / (name if media_type_of(name) else f"{name}.md"), source)
    made = open_library(root)
    for language, by_article in (catalogs or {}).items():
        for identifier, targets in by_article.items():
            if isinstance(targets, str | bytes):
                write(made.catalog(language, identifier), targets)
            else:
                translate(made, identifier, language, targets)
    return made


def demo(root: Path, base_url: str) -> Library:
    """A copy of this repository's own library, to be published at another address."""
    own = Path(__file__).parents[1]
    for folder in ("articles", "locales"):
        shutil.copytree(own / folder, root / folder)
    settings = (own / "pyproject.toml").read_text("utf-8")
    changed, count = re.subn(r'(?m)^base_url = ".*"$', f'base_url = "{base_url}"', settings)
    assert count == 1
    write(root / "pyproject.toml", changed)
    return open_library(root)


def configure(root: Path, **settings: Any) -> None:
    """Write syndicate.toml: what a library needs, changed and added to by ``settings``."""
    usual = {"title": "Health", "base_url": "https://feeds.example.org/", "authority": "example.org,2026"}
    known = {**usual, "timezone": "UTC", **settings}
    write(root / "syndicate.toml", "".join(f"{key} = {_toml(value)}\n" for key, value in known.items()))


def article(identifier: str, title: str = "A title", body: str = "A text.", **fields: Any) -> str:
    """The Markdown source of an article in English with the front matter ``fields``; None leaves a field out."""
    usual = {"language": "en", "summary": "A summary.", "published": "2026-11-01"}
    front = {"id": identifier, "title": title, **usual, **fields}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value is not None]
    return "\n".join(("---", *lines, "---", "", body, ""))


def translate(made: Library, identifier: str, language: str, targets: Targets, *, draft: bool = False) -> Path:
    """Bring the catalog of an article up to date and put translations in; its path.

    They stand as a person accepted them (reviewed), or with ``draft`` as a machine left them (fuzzy, with its origin).
    """
    path = made.catalog(language, identifier)
    source = read(made, identifier)
    data = update(source, language, path.read_bytes() if path.is_file() else None)
    target_of = targets if callable(targets) else lambda segment: targets.get(segment.text.source, "")
    wanted = {segment.key: target for segment in segments(source) if (target := target_of(segment))}
    write(path, fill(data, wanted, language=language, date="2026-11-22") if draft else accepted(data, wanted))
    return path


def accepted(catalog: bytes, targets: Mapping[tuple[str, str], str]) -> bytes:
    """The PO file with these targets by (msgctxt, msgid), as a person leaves them: not fuzzy."""
    document = po.parse(catalog, "")
    return document.write(
        po.with_fuzzy(po.with_target(entry, targets[entry.key]), False) if entry.key in targets else entry
        for entry in document.entries
    )


def waive(made: Library, identifier: str, language: str) -> None:
    """Set aside, segment by segment, what the checks hold against a translation: for tests in which any text must pass.

    What is waived no more explains other findings, so that it takes rounds.
    """
    path, source = made.catalog(language, identifier), read(made, identifier)
    while codes := _blocking(path, source, language):
        document = po.parse(path.read_bytes(), str(path))
        write(path, document.write(_waived(entry, codes.get(entry.line, ()), language) for entry in document.entries))


def _blocking(path: Path, source: Article, language: str) -> dict[int, list[str]]:
    """By line of a catalog, the codes of what stops its translation."""
    found: dict[int, list[str]] = {}
    for problem in checks.run(segments(source), read_catalog(path.read_bytes(), str(path), language), source.language):
        if problem.blocking:
            found.setdefault(problem.place.line, []).append(problem.code)
    return found


def _waived(entry: po.Entry, codes: Sequence[str], language: str) -> po.Entry:
    own = fingerprint(*entry.key, language, entry.target)
    lines = [line for code in codes for line in written("waiver", f"{code} any text must pass", "", own)]
    return entry._replace(comments=with_lines(entry.comments, lines))


def read(made: Library, identifier: str) -> Article:
    """The article in the file of that name, whatever its format."""
    path = next(path for path in made.articles.glob(f"{identifier}.*") if media_type_of(path.name))
    raw = Raw(made.relative(path), media_type_of(path.name) or "", path.read_bytes())
    parsed = parse(raw, Rules(made.settings.zone, topics=frozenset(made.settings.topics)))
    if parsed.article is None:
        raise AssertionError("\n".join(map(str, parsed.problems)))
    return parsed.article


def write(path: Path, text: str | bytes) -> None:
    """Write a file, with the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def _toml(value: Any) -> str:
    match value:
        case Mapping():
            return f"{{ {', '.join(f'{json.dumps(key)} = {_toml(inner)}' for key, inner in value.items())} }}"
        case list() | tuple():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return json.dumps(value, ensure_ascii=False)  # a JSON text, number or truth is one of TOML
