"""What an update costs beside GNU msgmerge: ``python -m benchmarks.update [--segments 2000] [--changed 200]``.

First one article with its Spanish catalog, complete, and its next version in several ways of changing; then a library
of 40 articles, some 2,000 segments, in 8 languages besides the source's. Both programs do the same work on the same
files: the old PO and the new text (for msgmerge our template). Processor seconds: of the call alone where it is ours,
of the whole process elsewhere. Quote the ratios. Needs gettext.
"""

import argparse
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.library import generate, phrases
from syndicate.model import Article, Content, Paragraph, Section, Text
from syndicate.translation.catalogs import po
from syndicate.translation.glossary import Glossary, Term
from syndicate.translation.updating.templates import template
from syndicate.translation.updating.update import update

SEED = 1


def paragraphs(count: int) -> list[str]:
    """Different sentences, put together from those of the demo."""
    dice = random.Random(SEED)
    known = [block.text.source for block in phrases().paragraphs if isinstance(block, Paragraph)]
    words = [word for text in known for word in text.split() if word.isalpha()]
    return [f"{dice.choice(known)} ({' '.join(dice.sample(words, 3))} {number})" for number in range(count)]


def article(texts: Sequence[str]) -> Article:
    """An article of these paragraphs."""
    section = Section("", None, tuple(Paragraph(Text(text, line=line)) for line, text in enumerate(texts, 9)))
    return Article("long", "en", Content(Text("A title"), sections=(section,)), path="articles/long.md")


def translated(data: bytes) -> bytes:
    """The catalog as a person leaves it: complete."""
    document = po.parse(data, "")
    return document.write(
        entry if entry.is_header else po.with_target(entry, f"Traducción: {entry.source}") for entry in document.entries
    )


def versions(texts: list[str], changed: int) -> Iterator[tuple[str, list[str]]]:
    """The next versions of an article, by what happened to it."""
    dice = random.Random(SEED)
    some = set(dice.sample(range(len(texts)), min(changed, len(texts))))
    yield "nothing", texts
    yield f"{len(some):,} changed", [f"Now {text}" if index in some else text for index, text in enumerate(texts)]
    yield "all changed", [f"Now {text}" for text in texts]
    yield "all changed, one more", ["The first one.", *(f"Now {text}" for text in texts)]
    yield "reversed", texts[::-1]
    yield "shuffled", dice.sample(texts, len(texts))
    yield "every second gone", texts[::2]
    yield "all split in two", [half for text in texts for half in _halves(text)]


def _halves(text: str) -> tuple[str, str]:
    words = text.split()
    return " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])


def terms(count: int) -> Glossary:
    """A glossary of words that stand in the texts."""
    words = sorted({word for text in paragraphs(200) for word in text.split() if word.isalpha() and len(word) > 8})
    return Glossary("es", tuple(Term("term", word, f"{word}o") for word in words[:count]))


def own_seconds(work: Callable[[], object]) -> float:
    """Processor seconds of a call, the best of three."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def process_seconds(*command: str | Path) -> float:
    """Processor seconds of a process; an exit code of 1 tells of findings."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 1:
        raise RuntimeError(f"{command} did not work")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def msgmerge(old: Path, pot: Path, *options: str) -> float:
    """Processor seconds of msgmerge."""
    return process_seconds("msgmerge", "--quiet", "--previous", *options, "-o", "/dev/null", old, pot)


def table(segments: int, changed: int) -> str:
    """The costs for one article in Markdown."""
    texts, glossary = paragraphs(segments), terms(300)
    old = translated(update(article(texts), "es", glossary=glossary))
    lines = ["| what happened | update s | msgmerge s | × update | msgmerge -N s |", "|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        catalog, pot = Path(folder, "long.po"), Path(folder, "long.pot")
        catalog.write_bytes(old)
        for what, new in versions(texts, changed):
            made = article(new)
            ours = own_seconds(lambda made=made: update(made, "es", old, glossary=glossary))
            pot.write_bytes(template(made))
            theirs, exact = msgmerge(catalog, pot), msgmerge(catalog, pot, "--no-fuzzy-matching")
            lines.append(f"| {what} | {ours:.3f} | {theirs:.2f} | {theirs / ours:.1f} | {exact:.2f} |")
    return "\n".join(lines)


# ── a library ───────────────────────────────────────────────────────────────────────────────────

_NAME = re.compile(r"\((?:[bdfghjklmnprstvz]a){5,}\)")
_SYNDICATE = sys.executable, "-m", "syndicate"


def library(articles: int, languages: int) -> str:
    """The costs of update and check for a library in Markdown, a tenth of whose long texts has changed."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(root, articles=articles, languages=languages + 1)
        subprocess.run([*_SYNDICATE, "update", "--library", root], check=True, stdout=subprocess.DEVNULL)
        old = {path: path.read_bytes() for path in root.glob("locales/*/articles/*.po")}
        segments = sum(data.count(b"\nmsgctxt") for path, data in old.items() if path.parts[-3] == "es")
        changed = sum(map(_change, sorted((root / "articles").glob("*.md"))))
        costs = {"update": _process("update", root, old), "msgmerge": 0.0, "msgmerge -N": 0.0}
        costs["update, nothing to do"] = process_seconds(*_SYNDICATE, "update", "--library", root)
        costs["check, cold"] = _process("check", root, {})
        for path, data in old.items():
            path.write_bytes(data)
            pot = root / "locales" / "templates" / "articles" / f"{path.stem}.pot"
            costs["msgmerge"] += msgmerge(path, pot)
            costs["msgmerge -N"] += msgmerge(path, pot, "--no-fuzzy-matching")
    head = f"{articles} articles, {segments:,} segments × {languages} languages, {changed} texts changed"
    rows = (f"| {name} | {cost:.1f} | {cost / costs['update']:.2f} |" for name, cost in costs.items())
    return "\n".join([f"| {head} | s | × update |", "|---|---|---|", *rows])


def _process(verb: str, root: Path, files: dict[Path, bytes]) -> float:
    """Processor seconds of a verb that finds these files, and no cache."""
    best = float("inf")
    for _ in range(2):
        for path, data in files.items():
            path.write_bytes(data)
        shutil.rmtree(root / ".syndicate", ignore_errors=True)
        best = min(best, process_seconds(*_SYNDICATE, verb, "--library", root))
    return best


def _change(article: Path) -> int:
    """Change every tenth text that has a name; how many."""
    text, changed = article.read_text(), 0
    for number, found in enumerate(_NAME.finditer(text)):
        if number % 10 == 0:
            text, changed = text.replace(found[0], f"{found[0]} now"), changed + 1
    article.write_text(text)
    return changed


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print two tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.update", description=main.__doc__)
    parser.add_argument("--segments", type=int, default=2000, help="of the one article")
    parser.add_argument("--changed", type=int, default=200)
    parser.add_argument("--articles", type=int, default=40, help="of the library")
    parser.add_argument("--languages", type=int, default=8)
    wanted = parser.parse_args(arguments)
    print(table(wanted.segments, wanted.changed))
    print()
    print(library(wanted.articles, wanted.languages))


if __name__ == "__main__":
    main()
