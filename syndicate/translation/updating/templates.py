"""Templates (.pot): what there is to translate, for tools that begin a new language from them.

The only files with ``#:`` places, so that three more lines of front matter change no catalog. No dates: the same
sources make the same bytes.
"""

import textwrap
from collections.abc import Collection, Iterable, Iterator

from syndicate.articles.segments import segments
from syndicate.model import Article, Segment
from syndicate.translation.catalogs import po
from syndicate.translation.glossary import NO_TERMS
from syndicate.translation.updating.remarks import remarks

_BY_LIBRARY = frozenset({"topic", "feed"})  # contexts whose keys a library's settings name
_WIDTH = 69


def template(article: Article) -> bytes:
    """The template of an article's catalogs."""
    header = {
        "Project-Id-Version": article.id,
        **_header(),
        "X-Syndicate-Article": article.id,
        "X-Syndicate-Source-Language": article.language,
    }
    return _written(header, (_entry(segment, article) for segment in segments(article)))


def interface_template(english: Iterable[po.Document], keys: Collection[po.Key]) -> bytes:
    """The template of ui.po, from the English ones: later ones win string by string.

    ``keys`` are the (msgctxt, msgid) of the library's own topics and feeds; those of other libraries are left out.
    """
    found: dict[po.Key, po.Entry] = {}
    for document in english:
        found |= {x.key: x for x in document.messages if not x.obsolete and _is_wanted(x, keys)}
    entries = [*found.values(), *(po.new(*key) for key in keys if key not in found)]
    return _written({"Project-Id-Version": "interface", **_header()}, map(_emptied, entries))


def _is_wanted(entry: po.Entry, keys: Collection[po.Key]) -> bool:
    about = "feed" if entry.context == "feed description" else entry.context
    return about not in _BY_LIBRARY or (about, entry.source) in keys


def _header() -> dict[str, str]:
    return {
        "Language": "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }


def _written(header: dict[str, str], entries: Iterable[po.Entry]) -> bytes:
    return po.parse(b"", "").write((po.with_fields(None, header), *entries))


def _entry(segment: Segment, article: Article) -> po.Entry:
    places = [f"#: {_place(article.path, segment.text.line)}"] if article.path else []
    return po.new(*segment.key, comments=(*remarks(segment, article.language, NO_TERMS), *places))


def _place(path: str, line: int) -> str:
    """A file and line as GNU gettext writes them; a path with spaces stands between isolates."""
    name = f"\u2068{path}\u2069" if " " in path else path
    return f"{name}:{line}" if line else name


def _emptied(entry: po.Entry) -> po.Entry:
    """The entry without its target: its automatic comments, and for a key the English text."""
    comments = tuple(line for line in entry.comments if line.startswith("#."))
    if entry.target and not comments and entry.target != entry.source:
        said = f"In English: {entry.target}"
        comments = tuple(textwrap.wrap(said, _WIDTH, initial_indent="#. ", subsequent_indent="#. "))
    return po.Entry(0, *entry.key, "", False, False, comments, tuple(_without_targets(entry.body)))


def _without_targets(body: Iterable[str]) -> Iterator[str]:
    is_target = is_plural = False
    for line in body:
        is_plural = is_plural or line.startswith("msgid_plural")
        is_target = line.startswith("msgstr") or (is_target and line.startswith('"'))
        if not is_target:
            yield line
    yield from ('msgstr[0] ""', 'msgstr[1] ""') if is_plural else ('msgstr ""',)
