"""The facts that a person supplies for a page: the fields of an article in YAML, and two more about the page itself.

``headings`` and ``leave_out`` are lists that name lines of the page, by text or number. A file with a fault in it is
not used at all: half of what a person meant to say is not what they said.
"""

from dataclasses import dataclass, field

from syndicate.articles.parsers import Raw, Rules
from syndicate.articles.parsers.article import finish
from syndicate.articles.parsers.characters import decode
from syndicate.articles.parsers.findings import Findings, nearest
from syndicate.articles.parsers.frontmatter import read_yaml
from syndicate.articles.parsers.nodes import Array, Node, Object, Scalar, is_absent
from syndicate.articles.parsers.schema import Document
from syndicate.model import Article, Content, Problem, Text

_OF_THE_PAGE = ("headings", "leave_out")
_FIELDS = frozenset(Document.model_fields) - {"body"}
# What `finish` says about an article that lacks them; a file of facts may.
_NOT_OF_FACTS = frozenset({"published-missing", "review-missing", "authors-missing", "license-missing"})
# Fields that every article must have: these stand in for those that the facts leave to the page.
_STAND_INS = {"id": "facts-without-an-id", "language": "und", "title": "-"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person has said: ``given`` are the fields that ``article`` has from them, the rest of it means nothing."""

    article: Article = field(default_factory=lambda: Article("", "", Content(Text(""))))
    given: frozenset[str] = frozenset()
    headings: tuple[Scalar, ...] | None = None
    leave_out: tuple[Scalar, ...] = ()
    path: str = ""
    problems: tuple[Problem, ...] = ()


def read_facts(data: bytes, path: str, rules: Rules) -> Facts:
    """The facts in a YAML document. Never raises; where something is wrong with it, only its problems are kept."""
    findings = Findings(path)
    text = decode(data, findings)
    root = read_yaml(text, 1, findings) if text is not None else None
    if root is None:
        return Facts(path=path, problems=findings.problems())
    pairs = tuple((key, value) for key, value in root.pairs if not is_absent(value))
    named = {key.text: _lines(key, value, findings) for key, value in pairs if key.text in _OF_THE_PAGE}
    for key, _ in pairs:
        if key.text not in _FIELDS | named.keys():
            advice = nearest(key.text, [*_FIELDS, *_OF_THE_PAGE])
            findings.error("field-unknown", f"{key.text} is no fact about an article", (key.line, key.column), advice)
    given = {key.text: (key, value) for key, value in pairs if key.text in _FIELDS}
    for name, text in _STAND_INS.items():
        given.setdefault(name, (Scalar(name, 1, 1), Scalar(text, 1, 1)))
    parsed = finish(Object(tuple(given.values()), 1, 1), (), Raw(path, "", b""), rules, findings)
    problems = tuple(problem for problem in parsed.problems if problem.code not in _NOT_OF_FACTS)
    if parsed.article is None:
        return Facts(path=path, problems=problems)
    return Facts(
        article=parsed.article,
        given=frozenset(key.text for key, _ in pairs) & _FIELDS,
        headings=named.get("headings"),
        leave_out=named.get("leave_out", ()),
        path=path,
        problems=problems,
    )


def _lines(key: Scalar, value: Node, findings: Findings) -> tuple[Scalar, ...]:
    if isinstance(value, Array) and all(isinstance(item, Scalar) for item in value.items):
        return tuple(item for item in value.items if isinstance(item, Scalar))
    advice = "write a list of lines of the page, by their text or their number"
    findings.error("type-invalid", f"{key.text} is no list of texts", (value.line, value.column), advice)
    return ()
