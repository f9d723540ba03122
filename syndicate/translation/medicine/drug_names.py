"""Whether a text names a drug that it should name: as its language writes it, in other words, or nearly."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from syndicate.translation.linguistics.arabic import bare, consonants, is_variant, stemmed
from syndicate.translation.linguistics.spans import masked, words
from syndicate.translation.linguistics.wordforms import distance, fold, spelled
from syndicate.translation.medicine.drugs import LATIN, Drug, mentions, table
from syndicate.translation.medicine.stems import is_drug_like

_BETWEEN = 2  # words that may stand before each further word of a name: fumarate de diméthyle


@dataclass(frozen=True, slots=True)
class Named:
    """A text, the column of its language in the table, and the English names of the drugs that it mentions."""

    text: str
    column: str
    mentioned: frozenset[str]

    def has(self, name: str) -> bool | None:
        """Whether it names a drug, which the table may not have; None where nothing tells."""
        if name not in table():
            return has_cognate(name, self.text) if self.column in LATIN else None
        drug = table()[name]
        if any(brand.lower() in map(str.lower, words(self.text)) for brand in drug.brands):
            return True
        forms = drug.forms.get(self.column, ())
        if self.column in LATIN:
            return any(self._has_form(form, drug) for form in forms)
        if name in self.mentioned or any(form in self.text for form in drug.weak.intersection(forms)):
            return True
        if self.column == "ar":
            return any(map(self._sounds_like, _fullest(forms) or drug.forms["en"])) or (False if forms else None)
        return False if forms else None

    def nearly(self, name: str, *, sure: bool) -> str:
        """The word that is nearly a form of a drug's name, or its name in another language; empty where none is.

        ``sure`` is for a drug that is named as well: then only what can hardly be a word of its own counts.
        """
        drug = table().get(name)
        if sure and drug and drug.natural:
            return ""
        if self.column in LATIN:
            return self._nearly_in_latin(name, drug, sure=sure)
        forms = drug.forms.get(self.column, ()) if drug else ()
        if self.column == "ar":
            return self._nearly_in_arabic([fold(form) for form in forms if " " not in form])
        return self._nearly_in_chinese(forms, sure=sure)

    def _has_form(self, form: str, drug: Drug) -> bool:
        if form.isupper():
            return form in words(self.text)
        parts, keys = _keys(form), _keys(self.text)
        if drug.natural and len(parts) == 1 and len(parts[0]) > 6:
            return any(parts[0].rstrip("aeo") in key for key in keys)  # descafeinado
        starts = [at for at, key in enumerate(keys) if _is_form(key, parts[0], self.column)]
        return any(_follow(keys[at + 1 :], parts[1:], self.column) for at in starts)

    def _nearly_in_latin(self, name: str, drug: Drug | None, *, sure: bool) -> str:
        forms = [spelled(fold(form)) for form in (drug.forms[self.column] if drug else (name,)) if " " not in form]
        foreign = {spelled(fold(form)) for column in LATIN for form in drug.forms.get(column, ())} if drug else set()
        for word in dict.fromkeys(words(masked(self.text))):
            key = spelled(fold(word))
            if len(key) < 6 or any(_is_form(key, form, self.column) for form in forms):
                continue
            if key in foreign:
                if not sure:
                    return word
            elif any(_is_near(key, form, sure=sure) for form in forms) and not _is_known(word, self.column):
                return word
        return ""

    def _sounds_like(self, form: str) -> bool:
        """Whether it has the words of an Arabic form, or of an English one, as Arabic may spell them."""
        return all(any(_is_spelling(word, part) for word in _bare(self.text)) for part in map(fold, words(form)))

    def _nearly_in_arabic(self, forms: list[str]) -> str:
        for word in words(masked(self.text)):
            rests = {rest for rest in bare(fold(word)) if len(rest) > 5}
            if rests and not any(_is_spelling(rest, form) for rest in _bare(word) for form in forms):
                near = any(distance(rest, form, 1) == 1 for rest in rests for form in forms)
                if near and not _is_known(word, self.column):
                    return word
        return ""

    def _nearly_in_chinese(self, forms: tuple[str, ...], *, sure: bool) -> str:
        """A part with one sign of a form replaced, two exchanged, or one left out, but not at its ends: 肾上腺."""
        free = self.text
        for mention in mentions(self.text, "zh-Hans"):
            free = f"{free[: mention.start]}{' ' * (mention.end - mention.start)}{free[mention.end :]}"
        for form in (form for form in forms if len(form) >= (4 if sure else 3)):
            whole = {*forms, form[1:], form[:-1]}
            parts = (free[at : at + size] for size in (len(form), len(form) - 1) for at in range(len(free) - size + 1))
            alike = (part for part in parts if len(set(form).difference(part)) < 2 and " " not in part)
            if part := next((part for part in alike if part not in whole and distance(part, form, 1) == 1), ""):
                return part
        return ""


def _fullest(forms: Iterable[str]) -> tuple[str, ...]:
    """Of Arabic forms that sound alike the longest: variants of variants are none."""
    sounds: dict[str, str] = {}
    for form in sorted(forms, key=len):
        sounds[" ".join(map(consonants, map(fold, words(form))))] = form
    return tuple(sounds.values())


def _is_spelling(word: str, part: str) -> bool:
    return consonants(word) == consonants(part) if part.isascii() else is_variant(word, part)


@lru_cache(maxsize=256)
def _bare(text: str) -> frozenset[str]:
    """The folded Arabic words of a text, and what is left of each without what is written on to it."""
    rests = {rest for word in words(masked(text)) for rest in bare(fold(word))}
    return frozenset(rests | set(map(stemmed, rests)))


def has_cognate(name: str, text: str) -> bool:
    """Whether a text has a word like a name, as two languages write one INN."""
    stem = _stem(spelled(fold(name)))
    return any(distance(stem, _stem(word), 1) <= 1 for word in _keys(text) if abs(len(word) - len(stem)) < 4)


def in_other_words(text: str, column: str) -> Iterator[str]:
    """The English names of the drugs whose brands or everyday names a text has."""
    there = {fold(word) for word in words(masked(text))}
    for first, others in _other_words(column).items():
        if first in there:
            yield from (name for parts, name in others if there.issuperset(parts))


@cache
def _other_words(column: str) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, drug in table().items():
        for form in (*drug.brands, *drug.weak.intersection(drug.forms.get(column, ()))):
            parts = tuple(map(fold, words(form)))
            found.setdefault(parts[0], []).append((parts, name))
    return found


@lru_cache(maxsize=256)
def _keys(text: str) -> tuple[str, ...]:
    return tuple(spelled(fold(word)) for word in words(masked(text)))


def _stem(word: str) -> str:
    return word.removesuffix("s").rstrip("aeo")


def _follow(keys: tuple[str, ...], parts: Iterable[str], column: str) -> bool:
    for part in parts:
        at = next((at for at, word in enumerate(keys[: _BETWEEN + 1]) if _is_form(word, part, column)), None)
        if at is None:
            return False
        keys = keys[at + 1 :]
    return True


def _is_form(word: str, form: str, column: str) -> bool:
    """Whether a word is a name, its plural, or made of it: insulinorresistencia, Natalizumabinfusion."""
    if word == form or word in (f"{form}s", f"{form}es"):
        return True
    stem = _stem(form)
    if len(stem) < 6 or len(word) < len(stem) + 3:
        return False
    return (word.startswith(stem) or (column == "de" and form in word)) and not _is_known(word, column)


def _is_known(word: str, column: str) -> bool:
    return any(mention.name in table() for mention in mentions(word, column.replace("_", "-")))


def _is_near(word: str, form: str, *, sure: bool) -> bool:
    if len(form) < 6:
        return False
    most = 2 if len(form) > 7 and (not sure or is_drug_like(word)) else 1
    return distance(word, form, most) <= most
