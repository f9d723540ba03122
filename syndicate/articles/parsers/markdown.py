"""Markdown with YAML front matter, as Hugo, Jekyll, Nikola and Eleventy have it."""

from syndicate.articles.parsers import Parsed, Raw, Rules
from syndicate.articles.parsers.article import finish, image_check
from syndicate.articles.parsers.blocks import read_body
from syndicate.articles.parsers.characters import decode
from syndicate.articles.parsers.findings import Findings
from syndicate.articles.parsers.frontmatter import read_yaml, split


def parse(raw: Raw, rules: Rules) -> Parsed:
    """The article of a Markdown file, with every fault of it at once. Never raises."""
    findings = Findings(raw.path)
    text = decode(raw.data, findings)
    parts = None if text is None else split(text, findings)
    if parts is None:
        return Parsed(None, findings.problems())
    head, body, first_line = parts
    root = read_yaml(head, 2, findings)
    if root and (key := root.key("body")):
        message = "body is no field of a Markdown file"
        findings.error("field-unknown", message, (key.line, key.column), "write the text below the front matter")
    sections = read_body(body, first_line, findings, image_check(raw, rules))
    return finish(root, sections, raw, rules, findings)
