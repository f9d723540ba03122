"""The engine ``apertium``: the rule-based translator of Debian, a program on this machine that sends nothing anywhere.

Good as a real engine for trials and tests, dangerous for patients ("Do not stop" → "No para", "MS" → "Señora"): what
it says has to be rewritten by a person, as its state tells.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product

from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.languages import chain
from syndicate.translation.engines.configured import check_options, refused
from syndicate.translation.engines.faults import fault
from syndicate.translation.engines.markup import from_wire, has_words, to_wire

# One language with three written forms in apertium's eyes.
_OWN_NAMES = {"bs": ("hbs_BS",), "hr": ("hbs_HR",), "sr-Latn": ("hbs_SR",)}
_UNKNOWN = re.compile(r"\*(?=\w)")
_WORD = re.compile(r"[^\W\d_]+")
_PARAGRAPH = re.compile(r'<p id="(\d+)">(.*?)</p>', re.DOTALL)
_AT_ONCE = 100  # texts a run: it starts in 0.3 s and does a text in 15 ms


def apertium(name: str, settings: EngineSettings, environ: Mapping[str, str]) -> "Apertium":
    """The engine that ``[engines.NAME]`` describes; ``environ`` tells where programs are (PATH).

    The option ``max_unknown`` (0 to 1) refuses a text of whose words more than that share are not in its dictionary.
    """
    check_options(name, settings, ("max_unknown",))
    limit = settings.options.get("max_unknown", 1.0)
    if isinstance(limit, str) or not 0 <= limit <= 1:
        raise refused(name, f"max_unknown is a share of the words from 0 to 1, not {limit!r}", "mend it")
    return Apertium(settings, environ, float(limit))


class Apertium:
    """A Translator (see the package of the engines)."""

    name = "apertium"

    def __init__(self, settings: EngineSettings, environ: Mapping[str, str], max_unknown: float = 1.0) -> None:
        self.settings, self.environ, self.max_unknown = settings, environ, max_unknown

    def supports(self, source: str, target: str) -> bool:
        """Whether a pair for these languages is installed."""
        return bool(self._mode(source, target))

    def __call__(self, texts: Sequence[str], source: str, target: str) -> Sequence[str | EngineError]:
        """Translate each text by itself, many in one run."""
        if not self._program:
            raise fault("engine-missing", "apertium is not installed (apt-get install apertium apertium-eng-spa)")
        mode = self._mode(source, target)
        if not mode:
            installed = ", ".join(sorted(self._modes)) or "none"
            raise fault("engine-language", f"no pair from {source} to {target} among the installed ones ({installed})")
        asked = [text for text in texts if has_words(text)]
        parts = [asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE)]
        answers = iter([answer for part in parts for answer in self._answers(part, mode)])
        return [next(answers) if has_words(text) else text for text in texts]

    @cached_property
    def _program(self) -> str:
        return shutil.which("apertium", path=self.environ.get("PATH")) or ""

    @cached_property
    def _modes(self) -> frozenset[str]:
        return frozenset(self._run("-l").split()) if self._program else frozenset()

    def _mode(self, source: str, target: str) -> str:
        """The first installed mode, variants first: ``eng-cat_valencia`` for ca-valencia, ``eng-spa`` for es-MX."""
        pairs = product(self._names(source), self._names(target))
        return next((mode for one, two in pairs if (mode := f"{one}-{two}") in self._modes), "")

    def _names(self, tag: str) -> list[str]:
        """Apertium's names for a language: ISO 639-3, in older pairs 639-1, with a variant behind ``_``."""
        from langcodes import Language  # noqa: PLC0415 - 46 ms

        names: list[str] = []
        for each in chain(tag):
            if each in self.settings.codes:
                return [*names, self.settings.codes[each]]
            language, *rest = each.split("-")
            variant = "".join(f"_{part}" for part in rest)
            names += _OWN_NAMES.get(each, ())
            names += [f"{Language.get(language).to_alpha3()}{variant}", f"{language}{variant}"]
        return names

    def _answers(self, texts: Sequence[str], mode: str) -> list[str | EngineError]:
        """A result for each text; those of a run that fails are tried one by one."""
        try:
            replies = self._replies(texts, mode, "-u")
            marked = self._replies(texts, mode) if self.max_unknown < 1 else [""] * len(texts)
        except EngineError as error:
            return [error] if len(texts) == 1 else [self._answers([text], mode)[0] for text in texts]
        return [self._answer(*each) for each in zip(texts, replies, marked, strict=True)]

    def _answer(self, text: str, reply: str | None, marked: str | None) -> str | EngineError:
        unknown = len(_UNKNOWN.findall(marked or ""))
        if unknown > self.max_unknown * len(_WORD.findall(text)):
            return fault("engine-unknown", f"apertium does not know {unknown} of the words")
        try:
            return from_wire(reply, text, is_html=True)
        except EngineError as error:
            return error

    def _replies(self, texts: Sequence[str], mode: str, *options: str) -> list[str | None]:
        """What comes back for each text, in one run.

        The null character makes each a text of its own: the end of one is not joined to the next. The paragraph's
        number tells which is which, whatever is lost. A line break ends each, else the last full stop is dropped.
        """
        sent = (f'<p id="{n}">{to_wire(text, is_html=True)}</p>\n\0' for n, text in enumerate(texts))
        printed = self._run("-z", *options, "-f", "html", mode, text="".join(sent))
        replies = {int(found[1]): found[2] for found in _PARAGRAPH.finditer(printed)}
        return [replies.get(n) for n in range(len(texts))]

    def _run(self, *arguments: str, text: str = "") -> str:
        process = subprocess.Popen(  # noqa: S603 - no shell; texts go in through a pipe
            [self._program, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environ,
            start_new_session=True,
        )
        with process:
            try:
                printed, _ = process.communicate(text.encode(), self.settings.timeout)
            except subprocess.TimeoutExpired:
                _end(process)
                raise fault("engine-timeout", f"apertium took more than {self.settings.timeout:g} s") from None
            except BaseException:
                _end(process)
                raise
        if process.returncode:
            raise fault("engine-broken", f"apertium ended with status {process.returncode}")
        return printed.decode("utf-8", "replace")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the whole pipeline: apertium is a shell script, whose children would hold our end of the pipe."""
    os.killpg(process.pid, signal.SIGKILL)
