"""The life of a small library, step by step: what editors and translators write, and what subscribers must be told.

small = begin(tmp_path)
for step in HISTORY:
    step.edit(small, small.library.settings.languages[1:])
    small.publish(step.at)

Three articles go through everything that can happen to one: ``salts`` (a translation loses its sign-off, another gets
a wrong dose, then come two safety corrections), ``butter`` (its translations go outdated; then it is withdrawn) and
``cooling`` (it joins, and its translations join later). 250 short ones join at the end.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from libraries import accepted, article, read, translate, write
from small_library import SmallLibrary

from syndicate.articles.segments import segments
from syndicate.translation.updating.update import update

START = datetime(2026, 11, 1, 8, tzinfo=UTC)
LANGUAGES = ("en", "es", "ar")
MANY, EDITED = 250, 60  # articles that join at once, and how many of them are edited afterwards
LIMIT = 50

# English → (Spanish, Arabic). The checks of translations read them too.
WORDS: Mapping[str, tuple[str, str]] = {
    "Oral rehydration salts": ("Sales de rehidratación oral", "أملاح الإماهة الفموية"),
    "How to mix them.": ("Cómo mezclarlas.", "كيفية خلطها."),
    "Mix one sachet with 20 ml of clean water.": (
        "Mezcle un sobre con 20 ml de agua limpia.",
        "اخلط كيسًا واحدًا مع 20 مل من الماء النظيف.",
    ),
    "Mix one sachet with 200 ml of clean water.": (
        "Mezcle un sobre con 200 ml de agua limpia.",
        "اخلط كيسًا واحدًا مع 200 مل من الماء النظيف.",
    ),
    "Drink it in small sips.": ("Bébalo a pequeños sorbos.", "اشربه على رشفات صغيرة."),
    "Throw away what is left after 48 hours.": ("Tire lo que sobre después de 48 horas.", "تخلص مما تبقى بعد 48 ساعة."),
    "Throw away what is left after 24 hours.": ("Tire lo que sobre después de 24 horas.", "تخلص مما تبقى بعد 24 ساعة."),
    "The right amount of water is 200 ml.": (
        "La cantidad correcta de agua es 200 ml.",
        "كمية الماء الصحيحة هي 200 مل.",
    ),
    "Keep the drink for 24 hours at most.": (
        "Guarde la bebida durante 24 horas como máximo.",
        "احفظ المشروب لمدة 24 ساعة على الأكثر.",
    ),
    "A small burn": ("Una quemadura pequeña", "حرق صغير"),
    "What to put on it.": ("Qué poner encima.", "ماذا تضع عليه."),
    "Put butter on the burn.": ("Ponga mantequilla en la quemadura.", "ضع الزبدة على الحرق."),
    "Keep it covered.": ("Manténgala cubierta.", "أبقه مغطى."),
    "Keep it lightly covered.": ("Manténgala ligeramente cubierta.", "أبقه مغطى برفق."),
    "Butter holds the heat in.": ("La mantequilla retiene el calor.", "الزبدة تحبس الحرارة."),
    "Cooling a burn": ("Enfriar una quemadura", "تبريد الحرق"),
    "What helps at once.": ("Lo que ayuda enseguida.", "ما يساعد على الفور."),
    "Hold it under running water for 20 minutes.": (
        "Póngala bajo agua corriente durante 20 minutos.",
        "ضعه تحت الماء الجاري لمدة 20 دقيقة.",
    ),
    "Take off rings.": ("Quítese los anillos.", "انزع الخواتم."),
    "Take off rings and watches.": ("Quítese los anillos y los relojes.", "انزع الخواتم والساعات."),
    "Walking tip": ("Consejo para caminar", "نصيحة للمشي"),
    "Walk more.": ("Camine más.", "امشِ أكثر."),
    "Walk a little further than yesterday.": ("Camine un poco más lejos que ayer.", "امشِ أبعد قليلًا من الأمس."),
    "Walk a little further than before.": ("Camine un poco más lejos que antes.", "امشِ أبعد قليلًا من ذي قبل."),
}
REWORDED = {"es": "Tómelo a sorbos pequeños.", "ar": "تناوله على رشفات صغيرة."}  # "Drink it in small sips.", again
WRONG_DOSE = {"es": "Mezcle un sobre con 50 ml de agua limpia.", "ar": "اخلط كيسًا واحدًا مع 50 مل من الماء النظيف."}

# The beginnings of what the program itself says, as people read them.
NOTICES: Mapping[str, tuple[str, str]] = {
    "The original article has changed since": ("El artículo original ha cambiado", "تغيّر المقال الأصلي"),
    "The translation of this article is being revised.": (
        "La traducción de este artículo se está revisando.",
        "تخضع ترجمة هذا المقال للمراجعة",
    ),
    "This article has been withheld since": ("La publicación de este artículo está suspendida", "نشر هذا المقال موقوف"),
    "This article was withdrawn on": ("Este artículo fue retirado el", "سُحب هذا المقال في"),
    "This article was replaced by:": ("Este artículo fue sustituido por:", "حلّ محلّ هذا المقال:"),
    "Safety correction:": ("Corrección de seguridad:", "تصحيح يتعلق بالسلامة:"),
    "Safety correction of": ("Corrección de seguridad del", "تصحيح متعلق بالسلامة بتاريخ"),
    "Read the corrected article:": ("Lea el artículo corregido:", "اقرأ المقال المصحح:"),
    "The corrected text in this language is not ready yet.": (
        "El texto corregido en este idioma todavía no está listo.",
        "لم يصبح النص المصحح بهذه اللغة جاهزًا بعد.",
    ),
}


def say(words: str, language: str) -> str:
    """Words of this page in a language."""
    if language == "en":
        return words
    name, _, number = words.rpartition(" ")
    found = WORDS.get(words) or NOTICES.get(words)
    return found[language == "ar"] if found else f"{WORDS[name][language == 'ar']} {number}"


# ── the articles ────────────────────────────────────────────────────────────────────────────────

TITLES = {"salts": "Oral rehydration salts", "butter": "A small burn", "cooling": "Cooling a burn"}
DOSE, SIPS = "Mix one sachet with 20 ml of clean water.", "Drink it in small sips."
LEFT, RIGHT_LEFT = "Throw away what is left after 48 hours.", "Throw away what is left after 24 hours."
RIGHT_DOSE, NOTE = "Mix one sachet with 200 ml of clean water.", "The right amount of water is 200 ml."
LATER_NOTE = "Keep the drink for 24 hours at most."
REVISED, WITHHELD = "The translation of this article is being revised.", "This article has been withheld since"
MOVED_ON, NOT_READY = "The original article has changed since", "The corrected text in this language is not ready yet."
BUTTER, COVERED, LIGHTLY = "Put butter on the burn.", "Keep it covered.", "Keep it lightly covered."
WATER, RINGS, WATCHES = "Hold it under running water for 20 minutes.", "Take off rings.", "Take off rings and watches."
YESTERDAY, BEFORE = "Walk a little further than yesterday.", "Walk a little further than before."
DECLARED = {"salts": "2026-09-01", "butter": "2026-09-15"}
SUMMARIES = {"salts": "How to mix them.", "butter": "What to put on it.", "cooling": "What helps at once."}


def tip(number: int) -> str:
    """The id of one of the many."""
    return f"tip-{number:03}"


def title(key: str, language: str) -> str:
    """The title of an entry: an article's, or that of a safety correction's own entry."""
    identifier, _, correction = key.partition("/")
    number = identifier.removeprefix("tip-")
    own = say(TITLES.get(identifier) or f"Walking tip {int(number)}", language)
    return f"{say('Safety correction:', language)} {own}" if correction else own


def source(identifier: str, *paragraphs: str, **fields: Any) -> str:
    """The Markdown of one of the articles."""
    usual = {"summary": SUMMARIES.get(identifier, "Walk more."), "published": DECLARED.get(identifier, "2026-10-01")}
    return article(identifier, title(identifier, "en"), "\n\n".join(paragraphs), **{**usual, **fields})


def write_source(small: SmallLibrary, identifier: str, *paragraphs: str, **fields: Any) -> None:
    """Write it into the library."""
    write(small.root / f"articles/{identifier}.md", source(identifier, *paragraphs, **fields))


def translate_it(small: SmallLibrary, identifier: str, languages: Sequence[str], **other: str) -> None:
    """Bring catalogs up to their article, every segment in a person's words; ``other`` are other ones for SIPS."""
    for language in languages:
        own = {SIPS: other[language]} if language in other else {}
        texts = {segment.text.source for segment in segments(read(small.library, identifier))}
        translate(small.library, identifier, language, {text: say(text, language) for text in texts} | own)


# ── the steps ───────────────────────────────────────────────────────────────────────────────────

Edit = Callable[[SmallLibrary, Sequence[str]], None]


@dataclass(frozen=True)
class Told:
    """What an entry shows: its title, texts that people must find in it, and texts that must not be there.

    A ``grave`` one stands in the subscription document whatever its limit.
    """

    title: str
    says: tuple[str, ...]
    hides: tuple[str, ...]
    grave: bool = False


Tells = Mapping[tuple[str, str], Told]
"""By language and ledger row."""


@dataclass(frozen=True)
class Step:
    """What happens to the library on disk before the publish at T ``at``, and the entries that it adds or changes."""

    name: str
    at: datetime
    edit: Edit
    tells: Tells


def tell(
    key: str, *says: str, hides: Sequence[str] = (), to: Sequence[str] = LANGUAGES, grave: bool = False
) -> dict[tuple[str, str], Told]:
    """The entry ``key`` as subscribers of these languages see it from now on."""
    return {
        (language, key): Told(
            title(key, language),
            tuple(say(words, language) for words in says),
            tuple(say(words, language) for words in hides),
            grave,
        )
        for language in to
    }


def first_publish(small: SmallLibrary, languages: Sequence[str]) -> None:
    """Two articles, each translated by a person; one translation is signed off."""
    write_source(small, "salts", DOSE, SIPS, LEFT)
    write_source(small, "butter", BUTTER, COVERED)
    for identifier in ("salts", "butter"):
        translate_it(small, identifier, languages)
    for language in languages:
        small.sign_off("salts", language=language)


def new_article(small: SmallLibrary, _: Sequence[str]) -> None:
    """Nobody has translated it yet."""
    write_source(small, "cooling", WATER, RINGS)


def late_translation(small: SmallLibrary, languages: Sequence[str]) -> None:
    """Two days later it is translated."""
    translate_it(small, "cooling", languages)


def minor_edit(small: SmallLibrary, languages: Sequence[str]) -> None:
    """Source and translations move together."""
    write_source(small, "cooling", WATER, WATCHES)
    translate_it(small, "cooling", languages)


def outdate(small: SmallLibrary, _: Sequence[str]) -> None:
    """The source moves alone."""
    write_source(small, "butter", BUTTER, LIGHTLY)


def bring_up(small: SmallLibrary, languages: Sequence[str]) -> None:
    """Its translations follow."""
    translate_it(small, "butter", languages)


def revoke(small: SmallLibrary, languages: Sequence[str]) -> None:
    """Somebody edits a target that was signed off."""
    for language in languages:
        with small.po("salts", language) as entries:
            entries[SIPS].target = REWORDED[language]


def sign_again(small: SmallLibrary, languages: Sequence[str]) -> None:
    """A reviewer approves the new words."""
    for language in languages:
        with small.po("salts", language) as entries:
            for entry in entries.values():
                entry.removenotes(origin="translator")
        small.sign_off("salts", "Omar", language)


def mistake_the_dose(small: SmallLibrary, languages: Sequence[str]) -> None:
    """A wrong number is typed into the catalogs."""
    for language in languages:
        with small.po("salts", language) as entries:
            entries[DOSE].target = WRONG_DOSE[language]


def put_the_dose_right(small: SmallLibrary, languages: Sequence[str]) -> None:
    """The words that were signed off come back."""
    for language in languages:
        with small.po("salts", language) as entries:
            entries[DOSE].target = say(DOSE, language)


def correct(small: SmallLibrary, languages: Sequence[str]) -> None:
    """A safety correction; one language follows at once, Arabic does not."""
    note = {"on": "2026-11-11", "severity": "safety", "note": NOTE}
    write_source(small, "salts", RIGHT_DOSE, SIPS, LEFT, correction=note)
    translate_it(small, "salts", [language for language in languages if language != "ar"], **REWORDED)


def catch_up(small: SmallLibrary, languages: Sequence[str]) -> None:
    """Arabic follows."""
    translate_it(small, "salts", languages, **REWORDED)


def withdraw(small: SmallLibrary, languages: Sequence[str]) -> None:
    """Advice that was wrong is taken back; another article takes its place."""
    taken = {"on": "2026-11-13", "reason": "Butter holds the heat in.", "replaced_by": "cooling"}
    write_source(small, "butter", BUTTER, LIGHTLY, withdrawn=taken)
    translate_it(small, "butter", languages)


def many_more(small: SmallLibrary, languages: Sequence[str]) -> None:
    """Many articles join in one publish, in all languages."""
    write_tips(small, languages, range(1, MANY + 1), YESTERDAY)


def edit_many(small: SmallLibrary, languages: Sequence[str]) -> None:
    """Some of them are edited."""
    write_tips(small, languages, range(1, EDITED + 1), BEFORE)


def write_tips(small: SmallLibrary, languages: Sequence[str], numbers: range, paragraph: str) -> None:
    """Write short articles; their catalogs differ from the first one's in the number alone."""
    for number in numbers:
        write_source(small, tip(number), paragraph)
    first = read(small.library, tip(numbers[0]))
    for language in languages:
        wanted = {segment.key: say(segment.text.source, language) for segment in segments(first)}
        catalog = accepted(update(first, language, None), wanted).decode()
        for number in numbers:
            own = catalog.replace(f' {numbers[0]}"', f' {number}"').replace(tip(numbers[0]), tip(number))
            write(small.library.catalog(language, tip(number)), own)


def correct_the_oldest(small: SmallLibrary, languages: Sequence[str]) -> None:
    """A second safety correction of the same article, translated at once; by now it is the oldest of many."""
    note = {"on": "2026-11-16", "severity": "safety", "note": LATER_NOTE}
    write_source(small, "salts", RIGHT_DOSE, SIPS, RIGHT_LEFT, correction=note)
    translate_it(small, "salts", languages, **REWORDED)


OTHERS = LANGUAGES[1:]
FIRST_NOTICE, SECOND_NOTICE = "salts/correction/2026-11-11", "salts/correction/2026-11-16"
_GOODBYE = ("This article was withdrawn on", "Butter holds the heat in.", "This article was replaced by:")
_STEPS: Sequence[tuple[Edit, Tells]] = [
    (first_publish, tell("salts", DOSE, SIPS, LEFT) | tell("butter", BUTTER, COVERED)),
    (new_article, tell("cooling", WATER, RINGS, to=["en"])),
    (late_translation, tell("cooling", WATER, RINGS, to=OTHERS)),
    (minor_edit, tell("cooling", WATER, WATCHES, hides=[RINGS])),
    (
        outdate,
        tell("butter", BUTTER, LIGHTLY, hides=[COVERED], to=["en"])
        | tell("butter", BUTTER, COVERED, MOVED_ON, to=OTHERS),
    ),
    (bring_up, tell("butter", BUTTER, LIGHTLY, hides=[COVERED, MOVED_ON], to=OTHERS)),
    (revoke, tell("salts", DOSE, SIPS, REVISED, to=OTHERS)),
    (sign_again, tell("salts", DOSE, LEFT, hides=[SIPS, REVISED], to=OTHERS)),
    (mistake_the_dose, tell("salts", WITHHELD, hides=[DOSE, LEFT], to=OTHERS, grave=True)),
    (put_the_dose_right, tell("salts", DOSE, LEFT, hides=[WITHHELD], to=OTHERS)),
    (
        correct,
        tell("salts", RIGHT_DOSE, LEFT, "Safety correction of", hides=[DOSE], to=["en", "es"], grave=True)
        | tell("salts", hides=[DOSE, LEFT], to=["ar"], grave=True)
        | tell(FIRST_NOTICE, NOTE, to=["en", "es"], grave=True)
        | tell(FIRST_NOTICE, NOT_READY, hides=[DOSE], to=["ar"], grave=True),
    ),
    (
        catch_up,
        tell("salts", RIGHT_DOSE, LEFT, "Safety correction of", hides=[DOSE], to=["ar"], grave=True)
        | tell(FIRST_NOTICE, NOTE, hides=[NOT_READY], to=["ar"], grave=True),
    ),
    (withdraw, tell("butter", *_GOODBYE, hides=[BUTTER, LIGHTLY], grave=True)),
    (many_more, {at: told for n in range(1, MANY + 1) for at, told in tell(tip(n), YESTERDAY).items()}),
    (
        edit_many,
        {at: told for n in range(1, EDITED + 1) for at, told in tell(tip(n), BEFORE, hides=[YESTERDAY]).items()},
    ),
    (
        correct_the_oldest,
        tell("salts", RIGHT_DOSE, RIGHT_LEFT, "Safety correction of", hides=[LEFT], grave=True)
        | tell(SECOND_NOTICE, LATER_NOTE, grave=True),
    ),
]
HISTORY = tuple(
    Step(edit.__name__, START + timedelta(days=day), edit, tells) for day, (edit, tells) in enumerate(_STEPS)
)
WITHDRAWN = (BUTTER, LIGHTLY, COVERED, "What to put on it.")  # what must stand in no file at the end
SHORT = tuple(step for step in HISTORY if step.edit not in (many_more, edit_many))
"""The same life without the many."""


def begin(root: Path, languages: Sequence[str] = LANGUAGES, **settings: Any) -> SmallLibrary:
    """The library before its first step."""
    small = SmallLibrary(root)
    small.configure(languages=list(languages), topics={}, limit=LIMIT, **settings)
    return small


def play(small: SmallLibrary, steps: Sequence[Step] = HISTORY) -> Iterator[Step]:
    """Make the steps one after the other, and publish after each; it stands published while its step is given out."""
    for step in steps:
        step.edit(small, small.library.settings.languages[1:])
        small.publish(step.at)
        yield step


def keep(feeds: Path, folder: Path) -> None:
    """Keep what is published as it is now: a publish replaces files and never writes into one."""
    shutil.copytree(feeds, folder, copy_function=os.link)
