"""A withdrawal written into an article's own file, or taken out of it, so that every other byte stays (editing.py).

Of a withdrawal that stands there already only the fields that differ are written anew. Where that cannot be done the
file stays, and a person is told what to write.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from syndicate.articles.editing import Edit, Opened, edited, opened, quoted
from syndicate.articles.inline import escape
from syndicate.articles.markup import text_to_markdown
from syndicate.articles.parsers import JSON, Raw, Rules, parse
from syndicate.articles.parsers.characters import FORBIDDEN, TURNING, one_line
from syndicate.articles.parsers.nodes import Node, Object, Scalar, is_absent, to_data
from syndicate.errors import UsageError
from syndicate.model import Article, Severity, Text, Withdrawal

# A notice is one paragraph. The parser refuses a text with more than 1,000 marks (spans.MAX_MARKS): none has, so.
MAX_REASON = 1_000
_FIELDS = ("on", "reason", "replaced_by", "languages")
_MOST_SHOWN = 5


def plain_reason(said: str) -> Text:
    """What a person typed as the reason of a withdrawal: that very text, with one space for each run of them.

    UsageError where it says nothing, has several lines or characters that no text has, or is over `MAX_REASON`.
    """
    if "\n" in said or "\r" in said:
        raise UsageError("the reason is one paragraph: write it in one line")
    if found := FORBIDDEN.search(said) or TURNING.search(said):
        raise UsageError(f"the reason has U+{ord(found[0]):04X}, which is not a character of text: leave it out")
    reason = one_line(said)
    if not any(map(str.isalnum, reason)):
        what = f"{said!r} tells nobody anything" if reason else "it is what partners and their readers are told"
        raise UsageError(f"say why the article is withdrawn: --reason WHY ({what})")
    if len(reason) > MAX_REASON:
        raise UsageError(f"the reason has {len(reason):,} characters, and {MAX_REASON:,} are the most: say it in short")
    return Text(escape(reason))


def with_withdrawal(raw: Raw, rules: Rules, withdrawal: Withdrawal) -> bytes:
    """The file with ``withdrawn`` as given; UsageError with the lines to write by hand where we cannot."""
    by_hand = lines_by_hand(withdrawal, raw.media_type)
    before = parse(raw, rules)
    if before.article is None:
        faults = [problem for problem in before.problems if problem.severity is Severity.ERROR]
        told = "\n".join(f"  {problem}" for problem in faults[:_MOST_SHOWN])
        message = "nothing was written, because the file cannot be read, and a publish changes nothing of it either"
        advice = "mend that first; then say this again, or write among the fields"
        raise UsageError(f"{raw.path}: {message}:\n{told}\n{advice}:\n{by_hand}")
    if before.article.withdrawn == withdrawal:
        return raw.data
    changed = _differing(before.article.withdrawn, withdrawal)
    data = edited(
        raw,
        rules,
        lambda file: _put(file, withdrawal, changed),
        lambda article: replace(article, withdrawn=withdrawal),
    )
    if data is None:
        message = "the withdrawal cannot be written without a change of something else: write it there yourself"
        raise UsageError(f"{raw.path}: {message}:\n{by_hand}")
    return data


def without_withdrawal(raw: Raw, rules: Rules) -> bytes:
    """The file without ``withdrawn`` and what is said in it; UsageError with advice where we cannot take it out."""
    article = parse(raw, rules).article
    if article is None:
        raise UsageError(f"{raw.path}: not an article that we can read: see `syndicate check`")
    if article.withdrawn is None:
        return raw.data
    data = edited(raw, rules, _taken, lambda article: replace(article, withdrawn=None))
    if data is None:
        message = "the withdrawal cannot be taken out without a change of something else"
        raise UsageError(f"{raw.path}: {message}: delete the field `withdrawn` there yourself")
    return data


def lines_by_hand(withdrawal: Withdrawal, media_type: str) -> str:
    """The field as a person may write it into a file of that type."""
    values = _values(withdrawal)
    if media_type == JSON:
        return f'"withdrawn": {{{", ".join(_members(values, is_json=True).values())}}}'
    return "withdrawn:\n" + "\n".join(f"  {name}: {value}" for name, value in values.items())


def _values(withdrawal: Withdrawal) -> dict[str, str]:
    """What is said, by field, as YAML; in JSON only the date needs quotes besides."""
    values = {"on": withdrawal.on.declared()}
    if withdrawal.reason:
        values["reason"] = quoted(text_to_markdown(withdrawal.reason))
    if withdrawal.replaced_by:
        values["replaced_by"] = quoted(withdrawal.replaced_by)
    if withdrawal.languages:
        values["languages"] = f"[{', '.join(map(quoted, withdrawal.languages))}]"
    return values


def _members(values: Mapping[str, str], *, is_json: bool) -> dict[str, str]:
    """The values as members of a map in braces."""
    if not is_json:
        return {name: f"{name}: {value}" for name, value in values.items()}
    return {name: f'"{name}": {quoted(value) if name == "on" else value}' for name, value in values.items()}


def _differing(old: Withdrawal | None, new: Withdrawal) -> frozenset[str]:
    if old is None:
        return frozenset(_FIELDS)
    return frozenset(name for name in _FIELDS if getattr(old, name) != getattr(new, name))


# ── putting it in ───────────────────────────────────────────────────────────────────────────────


def _put(file: Opened, withdrawal: Withdrawal, changed: frozenset[str]) -> str | None:
    values = _values(withdrawal)
    key, node = file.root.key("withdrawn"), file.root.get("withdrawn")
    whole = f"{{{', '.join(_members(values, is_json=file.is_json).values())}}}"
    lines = "".join(f"  {name}: {value}\n" for name, value in values.items())
    if key is None or node is None:
        return file.appended(f'"withdrawn": {whole}' if file.is_json else f"withdrawn:\n{lines}")
    if isinstance(node, Object):
        edits = (_in_braces if file.is_flow(node) else _in_lines)(file, node, values, changed)
    elif not is_absent(node):
        return None
    elif file.is_json:
        edits = [(file.at(node), file.end_of(key, node), whole)]
    else:
        edits = [file.lines_at(file.line(key.line + 1), lines)]
    return None if edits is None else file.changed(edits)


def _in_braces(file: Opened, node: Object, values: Mapping[str, str], changed: frozenset[str]) -> list[Edit] | None:
    """The map written anew in the layout that it has; a comment in it would be lost, so there is none."""
    start, end = file.at(node), file.end_of(*_field(file, "withdrawn"))
    if file.has_comment(start, end):
        return None
    members = _members(values, is_json=file.is_json)
    kept = {
        key.text: file.text[file.at(key) : file.end_of(key, below)]
        for key, below in node.pairs
        if file.is_json or not is_absent(below)
    }
    names = [*kept, *(name for name in members if name not in kept)]
    wanted = [
        kept[name] if name in kept and name not in changed else members[name]
        for name in names
        if name in members or name not in changed
    ]
    space = file.space(start + 1)
    between = f",{space}" if "\n" in space or "\r" in space else ", "
    inside = file.text[start + 1 : end - 1]
    tail = inside[len(inside.rstrip()) :]
    # White space comes from the file: its line ends are right already.
    return [(start, end, f"{{{space}{between.join(wanted)}{tail}}}".replace("\r\n", "\n"))]


def _in_lines(file: Opened, node: Object, values: Mapping[str, str], changed: frozenset[str]) -> list[Edit] | None:
    """The lines of the fields that differ; comments at the ends of the other lines, and between them, stay."""
    edits: list[Edit] = []
    for name in changed:
        key, below = node.key(name), node.get(name)
        if key is None or below is None:
            continue
        end = file.end_of(key, below)
        if name not in values:
            edits.append((file.line(key.line), file.next_line(end), ""))
            continue
        if isinstance(below, Scalar) and not is_absent(below):
            edits.append((file.at(below), end, values[name]))
        elif file.has_comment(file.colon(key), end):
            return None
        else:
            edits.append((file.colon(key), end, f" {values[name]}"))
    indent = " " * (node.column - 1)
    new = [f"{indent}{name}: {values[name]}\n" for name in values if name in changed and node.get(name) is None]
    if new:
        last = node.pairs[-1]
        edits.append(file.lines_at(file.next_line(file.end_of(*last)), "".join(new)))
    return edits


# ── taking it out ───────────────────────────────────────────────────────────────────────────────


def _taken(file: Opened) -> str:
    key, node = _field(file, "withdrawn")
    start, end = file.at(key), file.end_of(key, node)
    if not file.is_flow(file.root):
        return file.changed([(file.line(key.line), file.next_line(end), "")])
    around = list(file.root.pairs)
    position = next(index for index, (other, _) in enumerate(around) if other is key)
    if position:
        return file.changed([(file.end_of(*around[position - 1]), end, "")])
    following = file.at(around[1][0]) if len(around) > 1 else end
    return file.changed([(start, following, "")])


def _field(file: Opened, name: str) -> tuple[Scalar, Node]:
    return next((key, node) for key, node in file.root.pairs if key.text == name)


def withdrawal_alone(raw: Raw, rules: Rules) -> Article | None:
    """An article that was taken back everywhere, by no more than that, where its source has errors in anything else.

    None where it was not, or where its id, language or withdrawal cannot be read.
    """
    if raw.fault or len(raw.data) > rules.max_bytes:
        return None
    try:
        found = opened(raw)
    except ValueError:  # not UTF-8
        return None
    data = to_data(found.root) if found else None
    if not isinstance(data, dict) or not data.get("withdrawn"):
        return None
    kept = {name: data[name] for name in ("id", "language", "title", "withdrawn") if name in data}
    for title in (kept.get("title", ""), str(kept.get("id", ""))):
        source = json.dumps({**kept, "title": title}).encode()
        article = parse(Raw(raw.path, JSON, source), rules).article
        if article and article.withdrawn and not article.withdrawn.languages:
            return article
    return None
