"""How good the checks are: ``python -m benchmarks.check_quality [FOLDER] [--show]``.

FOLDER (default tests/pairs) has one ``<lang>.yaml`` a language: ``right`` and ``wrong`` pairs of ``source`` and
``target``, the wrong ones with the ``code`` (or a list) of the Problem that should tell it; ``role`` (body) and
``source_language`` (en) where they are others. The pairs are read without any glossary.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from syndicate.model import Catalog, Problem, Segment, State, Text, Translation
from syndicate.translation.checks import run

PAIRS = Path(__file__).parents[1] / "tests" / "pairs"


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and a translation. ``codes`` are those that would tell what is wrong; a right one has none."""

    language: str
    source: str
    target: str
    about: str
    codes: tuple[str, ...] = ()
    role: str = "body"
    source_language: str = "en"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the checks say to an example."""

    example: Example
    problems: tuple[Problem, ...]

    @property
    def blocked(self) -> bool:
        """Whether it would be withheld."""
        return any(problem.blocking for problem in self.problems)

    @property
    def told(self) -> bool:
        """Whether the error has its own name."""
        return any(problem.code in self.example.codes for problem in self.problems)

    @property
    def as_it_should_be(self) -> bool:
        """Right and let through, or wrong and told."""
        return self.told if self.example.codes else not self.blocked

    def __str__(self) -> str:
        """The example with what was said, for whoever must find out why."""
        example = self.example
        wanted = f"should be {' or '.join(example.codes)}" if example.codes else "false alarm"
        said = [f"    {problem.code}: {problem.message}" for problem in self.problems]
        lines = (f"{example.language} · {wanted} · {example.about}", f"    {example.source}", f"    {example.target}")
        return "\n".join((*lines, *(said or ["    nothing was said"])))


def examples(folder: Path) -> Iterator[Example]:
    """The examples of a folder, by language; ValueError where a wrong one has no code."""
    for path in sorted(folder.glob("*.yaml")):
        pairs: dict[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text("utf-8"))
        for pair in pairs["right"]:
            yield Example(path.stem, **pair)
        for pair in pairs["wrong"]:
            code = pair.pop("code", ())
            codes = (code,) if isinstance(code, str) else tuple(code)
            if not codes:
                raise ValueError(f"{path}: no code: {pair['source']}")
            yield Example(path.stem, codes=codes, **pair)


def judged(example: Example) -> Outcome:
    """What the checks say to one example."""
    segment = Segment(example.role, Text(example.source))
    entries = {segment.key: Translation(example.target, State.REVIEWED)}
    catalog = Catalog("pairs", example.language, entries, f"{example.language}.yaml")
    return Outcome(example, run([segment], catalog, example.source_language))


def table(outcomes: Sequence[Outcome]) -> str:
    """A row a language: how many were right and wrongly stopped, how many wrong and found, and told by name."""
    languages = sorted({outcome.example.language for outcome in outcomes})
    lines = [
        "| language | right | false alarms | wrong | found | told by the right code |",
        "|---|---:|---:|---:|---:|---:|",
        *(_row(language, [one for one in outcomes if one.example.language == language]) for language in languages),
    ]
    return "\n".join((*lines, _row("all", outcomes)))


def _row(name: str, outcomes: Sequence[Outcome]) -> str:
    right = [outcome for outcome in outcomes if not outcome.example.codes]
    wrong = [outcome for outcome in outcomes if outcome.example.codes]
    alarms, found = sum(outcome.blocked for outcome in right), sum(outcome.blocked for outcome in wrong)
    told = sum(outcome.told for outcome in wrong)
    share = f" ({found / len(wrong):.0%})" if wrong else ""
    return f"| {name} | {len(right)} | {alarms} | {len(wrong)} | {found}{share} | {told} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and with --show every example that is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=PAIRS)
    parser.add_argument("--show", action="store_true", help="list the misses and the false alarms")
    options = parser.parse_args(arguments)
    outcomes = [judged(example) for example in examples(options.folder)]
    if options.show:
        print(*(outcome for outcome in outcomes if not outcome.as_it_should_be), sep="\n\n", end="\n\n")
    print(table(outcomes))


if __name__ == "__main__":
    main()
