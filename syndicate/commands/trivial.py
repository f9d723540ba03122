"""``syndicate update --trivial``: a typo mended in a source, waived for all languages by an editor."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from syndicate.articles.content import content_hash
from syndicate.articles.decisions import with_decision
from syndicate.articles.parsers import Raw, parse
from syndicate.articles.parsers.characters import FORBIDDEN, one_line
from syndicate.articles.segments import segments
from syndicate.commands.selection import rules
from syndicate.commands.update import Updated, template_path
from syndicate.errors import CatalogError, UsageError
from syndicate.files import write_if_changed
from syndicate.model import Article, Change, Decision, Place, Problem, Severity
from syndicate.publishing.library import Library, catalogs, editing, glossary, groups, source_file, sources
from syndicate.publishing.published import open_published
from syndicate.translation.updating.carrying import carry
from syndicate.translation.updating.templates import template
from syndicate.translation.updating.trivial import LIMIT, compare

_DIGITS = 16  # of the content's hash: 64 bits
_MOST_SHOWN = 5


def waive(library: Library, identifier: str, *, by: str, why: str) -> Updated:
    """Bring all catalogs of an article up to a text that differs trivially, so that every translation keeps its state.

    The editor's decision goes into the article's ``changes`` first, the catalogs follow: a run that was stopped is
    finished by the next. UsageError, and nothing is written, where the change is not trivial, there is none, or a
    catalog cannot be read.
    """
    who, reason = _said(by, "say who decides: --by NAME"), _said(why, "say why it is trivial: --why REASON")
    editor = Decision("", Change.MINOR, who, reason)
    with editing(library):
        return _waive(library, identifier, editor)


def _waive(library: Library, identifier: str, editor: Decision) -> Updated:
    raw, article = _source(library, identifier)
    made, count = _carried(library, article)
    current = content_hash(article.content)
    told = next((change for change in article.changes if current.startswith(change.hash)), None)
    if told and told.severity is not Change.MINOR:
        raise UsageError(f"{article.path}: {told.by} decided that this change is {told.severity}: ask them")
    if not count and not told:
        raise UsageError(f"{identifier}: every text stands in its catalogs as it is: there is nothing to waive")
    problems = tuple(_not_covered(library, article))
    if not told and not problems:
        data = with_decision(raw, rules(library.settings), replace(editor, hash=current[:_DIGITS]))
        article = parse(replace(raw, data=data), rules(library.settings)).article or article  # its lines have moved
        made = {source_file(library, raw): data, **made}
    made[template_path(library, identifier)] = template(article)
    changed = [library.relative(path) for path, data in made.items() if write_if_changed(path, data, durable=True)]
    return Updated(tuple(changed), len(made), problems)


def _said(text: str, advice: str) -> str:
    value = one_line(text)
    if not any(map(str.isalnum, value)) or FORBIDDEN.search(value):
        raise UsageError(f"{advice} ({text!r} tells nobody anything)" if value else advice)
    return value


def _source(library: Library, identifier: str) -> tuple[Raw, Article]:
    for raw in sources(library):
        article = parse(raw, rules(library.settings)).article
        if article and article.id == identifier:
            return raw, article
    raise UsageError(f"no article {identifier!r} can be read in {library.articles}: see `syndicate check`")


def _carried(library: Library, article: Article) -> tuple[dict[Path, bytes], int]:
    """The new catalogs by path, and how many texts they carried over; UsageError for what is not trivial."""
    made: dict[Path, bytes] = {}
    count = 0
    objections: dict[str, str] = {}
    problems: list[Problem] = []
    for language, path, data in catalogs(library, article.id):
        if language == article.language:
            continue
        try:
            done = carry(data, article, language, path, glossary(library, language))
        except CatalogError as error:
            problems += error.problems
            continue
        objections |= {why: path for why in done.objections if why not in objections}
        made[library.catalog(language, article.id)] = done.data
        count += done.count
    if problems:
        raise UsageError("nothing was written:\n" + "\n".join(map(str, problems)))
    if objections:
        lines = [f"  {path}: {why}" for why, path in objections.items()]
        more = [f"  and {len(lines) - _MOST_SHOWN} more"] if len(lines) > _MOST_SHOWN else []
        told = "\n".join((*lines[:_MOST_SHOWN], *more))
        advice = f"trivial is {LIMIT}. Run `syndicate update`, and have the changed texts translated"
        raise UsageError(f"{article.id}: this change is not trivial, and nothing was written:\n{told}\n{advice}")
    return made, count


def _not_covered(library: Library, article: Article) -> Iterator[Problem]:
    """Languages whose readers last saw a text that differs by more: to them this is no minor change.

    A decision is found by the new text's hash alone, so it would also excuse what changed before.
    """
    new = [segment.key for segment in segments(article) if not segment.frame]
    published = open_published(library.feeds, fresh=True)
    for group in groups(library):
        for language in library.settings.languages:
            folder = group.folder(language)
            row = published.ledger(folder, language).rows.get(article.id)
            body = published.body(folder, article.id, row.hash) if row else None
            old = [(segment.role, segment.source) for segment in body.segments] if body else []
            if old and (objections := compare(old, new, article.language).objections):
                message = f"not recorded as a minor change: feeds/{folder} shows an older text, and {objections[0]}"
                advice = "publish the earlier changes in this language first, or decide in the article's `changes`"
                yield Problem(
                    "trivial-not-recorded",
                    message,
                    Place(article.path),
                    Severity.WARNING,
                    advice,
                    article=article.id,
                    language=language,
                )
