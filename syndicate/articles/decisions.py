"""An editor's decision written into an article's own file, so that every other byte stays.

Where ``changes`` belongs is found by the places of the parsed nodes; whether it got there, by parsing again: the
article must be the same but for one more decision. Where it is not, the file stays, and a person is told what to write.
"""

import codecs
import json
import re
from dataclasses import replace
from itertools import accumulate

from syndicate.articles.parsers import JSON, MARKDOWN, Raw, Rules, parse
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.frontmatter import read_yaml, split
from syndicate.articles.parsers.jsontext import read_json
from syndicate.articles.parsers.nodes import Array, Object, is_absent
from syndicate.errors import UsageError
from syndicate.model import Decision

_SPACE = re.compile(r"\s*")


def with_decision(raw: Raw, rules: Rules, decision: Decision) -> bytes:
    """The file with one more of the ``changes``; UsageError with the lines to write by hand where we cannot."""
    before = parse(raw, rules).article
    if before is None:
        raise UsageError(f"{raw.path}: not an article that we can read: see `syndicate check`")
    text = raw.data.decode("utf-8-sig")
    made = _edited_json(text, decision) if raw.media_type == JSON else _edited_yaml(raw, text, decision)
    if made is not None:
        mark = codecs.BOM_UTF8 if raw.data.startswith(codecs.BOM_UTF8) else b""
        data = mark + made.encode()
        if parse(replace(raw, data=data), rules).article == replace(before, changes=(decision, *before.changes)):
            return data
    item = f'"changes": [{_json_item(decision)}]' if raw.media_type == JSON else f"changes:\n  - {_yaml_item(decision)}"
    message = "the decision cannot be added without a change of something else: write it there yourself"
    raise UsageError(f"{raw.path}: {message}:\n{item}")


# ── YAML ────────────────────────────────────────────────────────────────────────────────────────


def _edited_yaml(raw: Raw, text: str, decision: Decision) -> str | None:
    lines = text.splitlines(keepends=True)
    findings = Findings(raw.path)
    end = len(lines)
    if raw.media_type == MARKDOWN:
        parts = split(re.sub("\r\n?", "\n", text), findings)
        if parts is None:
            return None
        end = parts[2] - 2  # before the line that closes the front matter
        root = read_yaml(parts[0], 2, findings)
    else:
        root = read_yaml(text, 1, findings)
    newline = "\r\n" if "\r\n" in text else "\n"
    return None if root is None else _inserted(lines, end, root, _yaml_item(decision), newline)


def _inserted(lines: list[str], end: int, root: Object, item: str, newline: str) -> str | None:
    """The lines with one more item, first of its list; ``end`` is the index of the line before which a field goes."""
    key, node = root.key("changes"), root.get("changes")
    if key is None or node is None:
        if end and not lines[end - 1].endswith(("\n", "\r")):
            lines[end - 1] += newline
        lines.insert(end, f"changes:{newline}  - {item}{newline}")
    elif isinstance(node, Array) and lines[node.line - 1][node.column - 1] == "[":
        line = lines[node.line - 1]
        lines[node.line - 1] = line[: node.column] + item + (", " if node.items else "") + line[node.column :]
    elif isinstance(node, Array) or is_absent(node):
        indent = node.column - 1 if isinstance(node, Array) else 2
        lines.insert(key.line, f"{' ' * indent}- {item}{newline}")
    else:
        return None
    return "".join(lines)


def _yaml_item(decision: Decision) -> str:
    said = {"hash": _quoted(decision.hash), "severity": decision.severity.value, "by": _quoted(decision.by)}
    said |= {"why": _quoted(decision.why)} if decision.why else {}
    return f"{{{', '.join(f'{name}: {value}' for name, value in said.items())}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a double-quoted YAML one


# ── JSON ────────────────────────────────────────────────────────────────────────────────────────


def _edited_json(text: str, decision: Decision) -> str | None:
    plain = re.sub("\r\n?", "\n", text)
    root = read_json(plain, Findings(""))
    if root is None:
        return None
    item, node = _json_item(decision), root.get("changes")
    if node is None:
        inside = text[: text.rindex("}")].rstrip()
        begin = text.index("{") + 1
        comma = "," if root.pairs else ""
        return f'{inside}{comma}{_space(text, begin)}"changes": [{item}]{text[len(inside) :]}'
    if not isinstance(node, Array):
        return None
    starts = [0, *accumulate(map(len, text.splitlines(keepends=True)))]
    at = starts[node.line - 1] + node.column
    space = _space(text, at) if node.items else ""
    more = ("," if space else ", ") if node.items else ""
    return f"{text[:at]}{space}{item}{more}{text[at:]}"


def _space(text: str, at: int) -> str:
    found = _SPACE.match(text, at)
    return found[0] if found else ""


def _json_item(decision: Decision) -> str:
    said = {"hash": decision.hash, "severity": decision.severity.value, "by": decision.by}
    return json.dumps(said | ({"why": decision.why} if decision.why else {}), ensure_ascii=False)
