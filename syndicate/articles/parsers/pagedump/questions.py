"""The FAQ of a dump: which answer belongs to which question, where the page still says so.

Only marks pair them: ``Q:`` and ``A:`` (in the page's language), else a line that is a question with the one line
behind it. Lines are never paired by alternation, and no question is ever made up: an answer whose question the
page has lost is kept as it is and reported.
"""

from collections.abc import Sequence

from syndicate.articles.parsers.pagedump.labels import question_marks
from syndicate.articles.parsers.pagedump.lines import is_question
from syndicate.articles.parsers.pagedump.values import Answer, Finding, Line, at, excerpt

_SUPPLY = "give the question with its answer under `faq:` in the facts, or `faq: []` to go without"


def read_faq(
    label: Line, lines: Sequence[Line], languages: tuple[str, ...]
) -> tuple[tuple[Answer, ...], tuple[Finding, ...]]:
    """The answers with their questions; an answer of no lines is a question that has lost its answer."""
    if not lines:
        return (), (at(label, "faq-empty", f"nothing stands under {label.text!r}"),)
    marked = _marked(lines, languages)
    items = marked if marked is not None else _unmarked(lines)
    findings: list[Finding] = []
    questions = sum(item.question is not None for item in items)
    answers = sum(bool(item.answer) for item in items)
    if questions != answers:
        message = f"{questions} question(s) and {answers} answer(s): which belong together cannot be told by counting"
        findings.append(at(label, "faq-count-odd", message, _SUPPLY))
    for item in items:
        if item.question is None:
            message = f"the answer “{excerpt(item.answer[0].text)}” has lost its question"
            findings.append(at(item.answer[0], "faq-question-missing", message, _SUPPLY))
        elif not item.answer:
            message = f"the question “{excerpt(item.question.text)}” has no answer"
            findings.append(at(item.question, "faq-answer-missing", message, _SUPPLY))
    return items, tuple(findings)


def _unmarked(lines: Sequence[Line]) -> tuple[Answer, ...]:
    items: list[Answer] = []
    asked: Line | None = None
    for line in lines:
        if is_question(line.text):
            if asked:
                items.append(Answer(asked, ()))
            asked = line
        else:
            items.append(Answer(asked, (line,)))
            asked = None
    if asked:
        items.append(Answer(asked, ()))
    return tuple(items)


def _marked(lines: Sequence[Line], languages: tuple[str, ...]) -> tuple[Answer, ...] | None:
    """The items where the page marks them; None where it has no such mark. An unmarked line goes on with the last."""
    ask, reply = question_marks(languages)
    if not any(ask.match(line.text) for line in lines):
        return None
    items: list[Answer] = []
    asked: Line | None = None
    for line in lines:
        question, answer = ask.match(line.text), reply.match(line.text)
        if question:
            if asked:
                items.append(Answer(asked, ()))
            split = next((mark for mark in reply.finditer(line.text) if line.text[mark.start() - 1].isspace()), None)
            asked = line.part(question.end(), split.start() if split else None)
            answer, start = (split, split.end()) if split else (None, 0)
        else:
            start = answer.end() if answer else 0
        if question and not answer:
            continue
        said = line.part(start)
        if answer or asked or not items:
            items.append(Answer(asked, (said,)))
            asked = None
        else:
            items[-1] = Answer(items[-1].question, (*items[-1].answer, said))
    if asked:
        items.append(Answer(asked, ()))
    return tuple(items)
