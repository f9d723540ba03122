"""An editor's decision written into an article's own file, so that every other byte stays (editing.py).

Where that cannot be done the file stays, and a person is told what to write.
"""

import json
from dataclasses import replace

from syndicate.articles.editing import Opened, edited, quoted
from syndicate.articles.parsers import JSON, Raw, Rules, parse
from syndicate.articles.parsers.nodes import Array, is_absent
from syndicate.errors import UsageError
from syndicate.model import Decision


def with_decision(raw: Raw, rules: Rules, decision: Decision) -> bytes:
    """The file with one more of the ``changes``; UsageError with the lines to write by hand where we cannot."""
    if parse(raw, rules).article is None:
        raise UsageError(f"{raw.path}: not an article that we can read: see `syndicate check`")
    data = edited(
        raw,
        rules,
        lambda file: _edited_json(file, decision) if file.is_json else _edited_yaml(file, _yaml_item(decision)),
        lambda article: replace(article, changes=(decision, *article.changes)),
    )
    if data is not None:
        return data
    item = f'"changes": [{_json_item(decision)}]' if raw.media_type == JSON else f"changes:\n  - {_yaml_item(decision)}"
    message = "the decision cannot be added without a change of something else: write it there yourself"
    raise UsageError(f"{raw.path}: {message}:\n{item}")


def _edited_yaml(file: Opened, item: str) -> str | None:
    """The text with one more item, first of its list."""
    key, node = file.root.key("changes"), file.root.get("changes")
    if key is None or node is None:
        return file.appended(f"changes:\n  - {item}\n")
    if isinstance(node, Array) and file.is_flow(node):
        at = file.at(node) + 1
        return file.changed([(at, at, item + (", " if node.items else ""))])
    if isinstance(node, Array) or is_absent(node):
        indent = node.column - 1 if isinstance(node, Array) else 2
        return file.changed([file.lines_at(file.line(key.line + 1), f"{' ' * indent}- {item}\n")])
    return None


def _yaml_item(decision: Decision) -> str:
    said = {"hash": quoted(decision.hash), "severity": decision.severity.value, "by": quoted(decision.by)}
    said |= {"why": quoted(decision.why)} if decision.why else {}
    return f"{{{', '.join(f'{name}: {value}' for name, value in said.items())}}}"


def _edited_json(file: Opened, decision: Decision) -> str | None:
    item, node = _json_item(decision), file.root.get("changes")
    if node is None:
        return file.appended(f'"changes": [{item}]')
    if not isinstance(node, Array):
        return None
    at = file.at(node) + 1
    space = file.space(at) if node.items else ""
    more = ("," if space else ", ") if node.items else ""
    return f"{file.text[:at]}{space}{item}{more}{file.text[at:]}"


def _json_item(decision: Decision) -> str:
    said = {"hash": decision.hash, "severity": decision.severity.value, "by": decision.by}
    return json.dumps(said | ({"why": decision.why} if decision.why else {}), ensure_ascii=False)
