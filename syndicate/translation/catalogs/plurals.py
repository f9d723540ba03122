"""Plural-Forms of a PO header, and whether the entries with plural forms agree with it.

Articles have no plurals, other tools' files may. How many forms a language has is the header's to say: es, fr, it, pt
and ca come with two (Babel, Poedit) and with three (newer gettext, Weblate).
"""

import gettext
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from syndicate.languages import chain, to_posix
from syndicate.model import Place, Problem
from syndicate.translation.catalogs import po

_HEADER = re.compile(r"\s*nplurals\s*=\s*([1-9])\s*;\s*plural\s*=\s*([^;]+?)\s*;?\s*")
_FORM = re.compile(r"msgstr\[([0-9])\]")
_COUNTS = (*range(1001), 10**6)  # rules go by n, n % 10 and n % 100; "many" in es, fr, it and pt begins at a million


def plural_forms(language: str) -> str:
    """Plural-Forms of a language (BCP 47) as Babel has them; PO editors want them even where nothing is plural."""
    from babel.core import UnknownLocaleError  # noqa: PLC0415 - 33 ms
    from babel.messages.plurals import get_plural  # noqa: PLC0415

    for tag in chain(language):
        try:
            return get_plural(to_posix(tag)).plural_forms.rstrip(";") + ";"
        except UnknownLocaleError:
            continue
    return "nplurals=2; plural=(n != 1);"


def plural_problems(
    header: po.Entry | None, plurals: Iterable[po.Entry], path: str, language: str
) -> Iterator[Problem]:
    """``po-plural-forms``: a header that is no rule, or ``plurals`` (entries) that have other forms than it promises.

    Where no entry is plural, any rule will do.
    """
    entries = [(entry.line, forms) for entry in plurals if not entry.obsolete and (forms := _forms(entry))]
    declared = header.fields.get("Plural-Forms", "") if header else ""
    place = Place(path, header.line if header else 0)
    if not declared:
        if entries:
            message = "there are plural forms, and no Plural-Forms in the header says when each is used"
            yield Problem("po-plural-forms", message, place, advice=_advice(language))
        return
    try:
        promised = _promised(declared, _COUNTS if entries else ())
    except (ValueError, OverflowError, ZeroDivisionError, RecursionError) as error:
        message = f"Plural-Forms {declared[:80]!r}: {error}"
        yield Problem("po-plural-forms", message, place, advice=_advice(language))
        return
    for line, forms in entries:
        if forms != list(range(promised)):
            message = f"the header promises msgstr[0] to msgstr[{promised - 1}], here are {_told(forms)}"
            advice = "write each form once, in order, or put the header right"
            yield Problem("po-plural-forms", message, Place(path, line), advice=advice)


def _advice(language: str) -> str:
    return f"write Plural-Forms: {plural_forms(language)}"


def _forms(entry: po.Entry) -> list[int]:
    """The indexes of the plural forms of an entry, in its order; empty where it is not plural."""
    if not any(line.startswith("msgid_plural") for line in entry.body):
        return []
    return [int(found[1]) if (found := _FORM.match(line)) else -1 for line in entry.body if line.startswith("msgstr")]


@lru_cache(maxsize=64)  # compiling a rule takes 60 µs
def _promised(declared: str, counts: tuple[int, ...]) -> int:
    """How many forms the header promises; ValueError and others where its rule does not work for the counts."""
    found = _HEADER.fullmatch(declared)
    if found is None:
        raise ValueError("it must read nplurals=N; plural=EXPRESSION;")
    forms, rule = int(found[1]), gettext.c2py(found[2])
    for count in counts:
        if (form := rule(count)) >= forms:
            raise ValueError(f"{count} takes msgstr[{form}], and nplurals is {forms}")
    return forms


def _told(forms: list[int]) -> str:
    return ", ".join(f"msgstr[{form}]" if form >= 0 else "msgstr" for form in forms)
