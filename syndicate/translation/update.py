"""From an article to its PO file, new or brought up to date, so that nothing a translator wrote is ever lost.

Entries stand in the article's order, without line numbers. What has not changed keeps its bytes; what is gone becomes
obsolete (``#~``) and comes back with everything when its text does. Where a text changed, the new entry stands at
its place and offers the old target as a hint: ``fuzzy``, with ``#| msgid``. The hint is found by role and position,
never by likeness, which offers "stop" for "do not stop" (reference: localization §0, row 5).
"""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from syndicate.articles.segments import segments
from syndicate.errors import CatalogError
from syndicate.languages import chain, to_posix
from syndicate.model import Article, Segment, State
from syndicate.translation import po
from syndicate.translation.catalogs import checked, translation
from syndicate.translation.fingerprints import source_half
from syndicate.translation.provenance import statements, without
from syndicate.translation.risks import Risk, risks

_WIDTH = 66  # of an automatic comment, so that no tool breaks it
_TOOL_LINES = ("#:", "#,", "#=", "#|", "#~")  # what stands behind the comments, in this order


def path_of(article_id: str, language: str) -> str:
    """Where the catalog stands in a library: ``locales/<lang>/articles/<id>.po``."""
    return f"locales/{to_posix(language)}/articles/{article_id}.po"


def update(article: Article, language: str, old: bytes | None = None, path: str = "") -> bytes:
    """The PO file of an article in a language (canonical BCP 47), made from its last version.

    The same bytes come back where nothing changed. ``path`` is for messages. CatalogError where ``old`` cannot be
    read: then nothing must be written.
    """
    path = path or path_of(article.id, language)
    document = checked(old or b"", path, language)
    wanted = segments(article)
    live = {entry.key: entry for entry in document.messages if not entry.obsolete}
    dead = _revivable(entry for entry in document.messages if entry.obsolete)
    changed = _aligned(list(live.values()), wanted, dead)
    made = []
    for segment in wanted:
        if (found := live.get(segment.key) or dead.get(segment.key)) is not None:
            entry = found._replace(obsolete=False)
        elif (hint := changed.get(segment.key)) is not None:
            entry = _hinted(segment, hint)
        else:
            entry = po.new(*segment.key)
        made.append(_described(_trimmed(entry, language), segment, article.language))
    kept = _obsolete(document, made, changed, language)
    return document.write((_header(document.header, article, language), *made, *kept))


# ── what is gone, and what comes back ───────────────────────────────────────────────────────────


def _revivable(obsolete: Iterable[po.Entry]) -> dict[tuple[str, str], po.Entry]:
    """Obsolete entries by key; of several with one key, the last that says something."""
    found: dict[tuple[str, str], po.Entry] = {}
    for entry in obsolete:
        if entry.target or entry.key not in found:
            found[entry.key] = entry
    return found


def _obsolete(
    document: po.Document, made: list[po.Entry], changed: dict[tuple[str, str], po.Entry], language: str
) -> list[po.Entry]:
    """The obsolete entries of the new file: those that did not come back, then those that went now."""
    keys, revived = {entry.key for entry in made}, {entry.line for entry in made}
    kept = [entry for entry in document.messages if entry.obsolete and entry.line not in revived]
    gone = [entry for entry in document.messages if not entry.obsolete and entry.key not in keys]
    known = {entry.key: entry.target for entry in (*kept, *gone, *made)}
    hints = {entry.line for entry in changed.values()}
    went = [_retired(x) for x in gone if _is_worth_keeping(x, language, known, is_hint=x.line in hints)]
    replaced = {(entry.key, entry.target) for entry in went}
    return [entry for entry in kept if (entry.key, entry.target) not in replaced] + went


def _retired(entry: po.Entry) -> po.Entry:
    comments = tuple(line for line in entry.comments if not line.startswith("#."))
    return entry._replace(obsolete=True, comments=comments)


def _is_worth_keeping(entry: po.Entry, language: str, known: dict[tuple[str, str], str], *, is_hint: bool) -> bool:
    """Whether an entry that is gone holds work that stands nowhere else.

    ``is_hint`` tells that its target is offered at the changed text; a text that counts is kept all the same, so
    that taking the change back brings the translation back with its state.
    """
    if translation(entry, language).state > State.INITIAL:
        return True
    if is_hint:
        return False
    if entry.fuzzy and (previous := _previous(entry)) and known.get(previous) == entry.target:
        return False  # a hint that nobody touched: its text stands at the entry that it came from
    return bool(entry.target) or any(line.startswith("# ") for line in entry.comments)


def _previous(entry: po.Entry) -> tuple[str, str] | None:
    """The key that a hint was made for, from its ``#|`` lines."""
    lines = [line[2:].strip() for line in entry.comments if line.startswith("#|")]
    if not lines:
        return None
    try:
        return po.parse("\n".join([*lines, 'msgstr ""']).encode(), "").entries[0].key
    except CatalogError:
        return None  # a comment may say anything


# ── what has changed ────────────────────────────────────────────────────────────────────────────


def _aligned(
    live: list[po.Entry], wanted: tuple[Segment, ...], dead: dict[tuple[str, str], po.Entry]
) -> dict[tuple[str, str], po.Entry]:
    """The old entry for each changed segment, by the segment's key.

    Between two texts that stayed, the texts of one role that went are paired in order with those that came, where
    they are as many. Where they are not, nobody knows which is which, and the new ones are empty.
    """
    old, new = [entry.key for entry in live], [segment.key for segment in wanted]
    stay, known = set(new), {*old, *dead}
    pairs: dict[tuple[str, str], po.Entry] = {}
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "replace":
            continue
        went, came = defaultdict(list), defaultdict(list)
        for entry in live[i1:i2]:
            if entry.key not in stay:
                went[_role(entry.context)].append(entry)
        for key in new[j1:j2]:
            if key not in known:
                came[_role(key[0])].append(key)
        for role, fresh in came.items():
            if len(went[role]) == len(fresh):
                pairs.update(zip(fresh, went[role], strict=True))
    return {key: entry for key, entry in pairs.items() if entry.target}


def _role(context: str) -> str:
    return context.partition("|")[0]


def _hinted(segment: Segment, old: po.Entry) -> po.Entry:
    """The new entry for a changed text, with the old target as a hint."""
    previous = [line for line in old.comments if line.startswith("#|")] if old.fuzzy else []
    if not previous:  # else the target belongs to an even older text, and that is what its translator must see
        said = po.quoted("msgctxt", old.context) + po.quoted("msgid", old.source)
        previous = [f"#| {line}" for line in said]
    own = tuple(line for line in without(old.comments, statements(old.comments)) if line[:2] not in {"#.", "#|"})
    target = old.body[next(index for index, line in enumerate(old.body) if line.startswith("msgstr")) :]
    body = po.quoted("msgctxt", segment.context) + po.quoted("msgid", segment.text.source) + target
    entry = po.Entry(0, *segment.key, old.target, old.fuzzy, False, own, body)
    entry = po.with_fuzzy(entry, True)
    return entry._replace(comments=(*entry.comments, *previous))


# ── what we say about an entry ──────────────────────────────────────────────────────────────────


def _trimmed(entry: po.Entry, language: str) -> po.Entry:
    """The entry without what a tool copied onto it from another segment."""
    said = statements(entry.comments)
    if not said:
        return entry
    half = source_half(entry.context, entry.source, language)
    foreign = [statement for statement in said if not statement.concerns(half)]
    return entry._replace(comments=without(entry.comments, foreign)) if foreign else entry


def _described(entry: po.Entry, segment: Segment, source_language: str) -> po.Entry:
    """The entry with our automatic comments: role and section, risks. Equal words keep their lines."""
    lines = tuple(_description(segment, source_language))
    told = [line for line in entry.comments if line.startswith("#.")]
    if _words(told) == _words(lines):
        return entry
    others = [line for line in entry.comments if not line.startswith("#.")]
    at = next((i for i, line in enumerate(others) if line.startswith(_TOOL_LINES)), len(others))
    return entry._replace(comments=(*others[:at], *lines, *others[at:]))


def _description(segment: Segment, source_language: str) -> Iterator[str]:
    heading = "" if segment.role == "faq.question" else segment.heading
    about = " · ".join(part for part in (segment.role, heading) if part)
    yield f"#. {textwrap.shorten(about, _WIDTH, placeholder='…')}"
    if found := risks(segment.text, source_language):
        yield f"#. risk: {', '.join(risk for risk in Risk if risk in found)}"


def _words(lines: Iterable[str]) -> list[str]:
    return [word for line in lines for word in line[2:].split()]


# ── the header ──────────────────────────────────────────────────────────────────────────────────


def _header(old: po.Entry | None, article: Article, language: str) -> po.Entry:
    """The header with the fields that were missing; what stands in it already is the translators' own."""
    fields = {
        "Project-Id-Version": article.id,
        "Language": to_posix(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": _plural_forms(language),
        "X-Syndicate-Article": article.id,
        "X-Syndicate-Source-Language": article.language,
    }
    present = {name.lower() for name in old.fields} if old else set()
    missing = [f"{name}: {value}" for name, value in fields.items() if name.lower() not in present]
    if old is None:
        old = po.Entry(0, "", "", "", False, False, (), ('msgid ""', 'msgstr ""'))
    if not missing:
        return old
    body = list(old.body)
    if old.target and not old.target.endswith("\n"):
        body[-1] = body[-1][:-1] + '\\n"'
    body += [f'"{line}\\n"' for line in missing]
    return old._replace(
        target=f"{old.target.rstrip(chr(10))}\n{chr(10).join(missing)}\n".lstrip("\n"), body=tuple(body)
    )


def _plural_forms(language: str) -> str:
    """Plural-Forms of the language as gettext writes them; articles have none, PO editors want them all the same."""
    from babel.core import UnknownLocaleError  # noqa: PLC0415 - 33 ms
    from babel.messages.plurals import get_plural  # noqa: PLC0415

    for tag in chain(language):
        try:
            return get_plural(to_posix(tag)).plural_forms.rstrip(";") + ";"
        except UnknownLocaleError:
            continue
    return "nplurals=2; plural=(n != 1);"
