"""One YAML or JSON document: the fields of the front matter, and ``body``, a Markdown text."""

from collections.abc import Callable

from syndicate.articles.parsers import Parsed, Raw, Rules
from syndicate.articles.parsers.article import finish, image_check
from syndicate.articles.parsers.blocks import read_body
from syndicate.articles.parsers.characters import decode
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.frontmatter import read_yaml
from syndicate.articles.parsers.jsontext import read_json
from syndicate.articles.parsers.nodes import Object, Scalar
from syndicate.model import Section


def parse_yaml(raw: Raw, rules: Rules) -> Parsed:
    """The article of a YAML document, with every fault of it at once. Never raises."""
    return _parse(raw, rules, lambda text, findings: read_yaml(text, 1, findings))


def parse_json(raw: Raw, rules: Rules) -> Parsed:
    """The article of a JSON document, likewise."""
    return _parse(raw, rules, read_json)


def _parse(raw: Raw, rules: Rules, read: Callable[[str, Findings], Object | None]) -> Parsed:
    findings = Findings(raw.path)
    text = decode(raw.data, findings)
    if text is None:
        return Parsed(None, findings.problems())
    root = read(text, findings)
    sections: tuple[Section, ...] = ()
    body = root.get("body") if root else None
    if isinstance(body, Scalar):
        source = body.text.replace("\r\n", "\n").replace("\r", "\n")  # a JSON or quoted YAML text can hold them
        sections = read_body(source, body.first_line, findings, image_check(raw, rules), follow=body.is_literal)
    return finish(root, sections, raw, rules, findings)
