"""From the settings to an engine: short names, plug-ins, keys, and what is said of settings that cannot be."""

import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

import pytest

from syndicate.config import EngineSettings
from syndicate.errors import EngineError, SettingsError
from syndicate.translation.engines import Translator
from syndicate.translation.engines.account import Account
from syndicate.translation.engines.configured import key
from syndicate.translation.engines.resolve import SHORT_NAMES, engine

KEY = "s3cret-key-1234"


def refusal(environ: dict[str, str] | None = None, **settings: object) -> str:
    with pytest.raises(SettingsError) as caught:
        engine("mine", EngineSettings(**settings), environ or {})  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    assert problem.code == "settings-engine"
    assert str(problem).startswith("[engines.mine]: error settings-engine: ")
    assert problem.advice
    assert KEY not in str(problem)
    return str(problem)


@pytest.fixture
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Writes a module that can be imported; returns its name."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names = iter(f"plugged_in_{n}" for n in range(9))

    def write(source: str) -> str:
        name = next(names)
        (tmp_path / f"{name}.py").write_text(dedent(source))
        monkeypatch.delitem(sys.modules, name, raising=False)
        return name

    return write


# ── names ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("use", "provider", "name"),
    [("deep", "google", "deep/google"), ("apertium", "", "apertium"), ("pseudo", "", "pseudo")],
)
def test_a_short_name_is_an_engine_of_ours(use: str, provider: str, name: str) -> None:
    assert use in SHORT_NAMES
    assert engine("mine", EngineSettings(use=use, provider=provider), {}).name == name


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"use": "deeep"}, "unknown engine 'deeep' → did you mean 'deep'?"),
        ({"use": "gpt"}, "unknown engine 'gpt' → one of: apertium, deep, pseudo; an engine of your own is named"),
        ({"use": "deep", "provider": "deepll", "key_env": "K"}, "unknown provider 'deepll' → did you mean 'deepl'?"),
        ({"use": "deep"}, "unknown provider '' → one of: baidu, chatgpt, deepl, google,"),
        ({"use": "deep", "provider": "pons"}, "'pons' is a dictionary"),
        ({"use": "deep", "provider": "deepl"}, "deepl needs a key → name the variable that holds it with key_env"),
        ({"use": "deep", "provider": "libre"}, "libre needs the address of a server → add url"),
        ({"use": "deep", "provider": "libre", "url": "localhost:5000"}, "'localhost:5000' is no http(s) address"),
        ({"use": "deep", "provider": "libre", "url": "http://[::1"}, "is no http(s) address"),
        ({"use": "deep", "provider": "libre", "url": "http://a:b@host/"}, "url holds a user name or password"),
        (
            {"use": "deep", "provider": "libre", "url": "http://libre.example.org/", "key_env": "K"},
            "the key would go to libre.example.org unencrypted → use https",
        ),
        ({"use": "deep", "provider": "baidu", "key_env": "K"}, "baidu needs the option 'appid'"),
        (
            {"use": "deep", "provider": "microsoft", "key_env": "K", "options": {"regoin": "x"}},
            "unknown option 'regoin' → did you mean 'region'?",
        ),
        ({"use": "deep", "provider": "google", "timeout": 0}, "timeout must be above 0"),
        ({"use": "deep", "provider": "google", "retries": -1}, "retries and max_chars at least 0"),
        ({"use": "apertium", "timeout": -1}, "timeout must be above 0"),
        ({"use": "pseudo", "options": {"x": 1}}, "unknown option 'x' → one of: none"),
        ({"use": "apertium", "options": {"max_unknown": 2}}, "max_unknown is a share of the words from 0 to 1"),
        ({"use": "apertium", "options": {"max_unknown": "few"}}, "max_unknown is a share of the words from 0 to 1"),
    ],
)
def test_settings_that_cannot_be_are_told_with_what_to_do(settings: dict[str, object], said: str) -> None:
    assert said in refusal({"K": KEY}, **settings)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:5000/",
        "http://localhost/",
        "http://libretranslate:5000",
        "http://10.0.0.7/",
        "http://a.internal/",
    ],
)
def test_a_key_may_go_unencrypted_within_ones_own_network(url: str) -> None:
    assert engine("mine", EngineSettings(use="deep", provider="libre", url=url, key_env="K"), {"K": KEY})


# ── keys ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("written", [KEY, f"{KEY}\n", f"\ufeff {KEY}\r\n\n"])
def test_a_key_comes_from_a_variable_or_a_file_without_its_line_break(written: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(written, "utf-8")
    assert key("mine", EngineSettings(use="deep", key_file=str(tmp_path / "key")), {}) == KEY
    assert key("mine", EngineSettings(use="deep", key_env="K"), {"K": written.lstrip("\ufeff")}) == KEY
    assert key("mine", EngineSettings(use="deep"), {"K": written}) == ""


def test_the_variable_counts_before_the_file(tmp_path: Path) -> None:
    both = EngineSettings(use="deep", key_env="K", key_file=str(tmp_path / "absent"))
    assert key("mine", both, {"K": KEY}) == KEY


@pytest.mark.parametrize("written", [f"{KEY}\nX-Other: header", "with space", "schlüssel", f"{KEY}\x00"])
def test_what_would_break_a_header_is_no_key(written: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(written, "utf-8")
    said = refusal(use="deep", provider="deepl", key_file=str(tmp_path / "key"))
    assert "is no key → one line of letters, digits and signs" in said
    assert refusal({"K": written}, use="deep", provider="deepl", key_env="K")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"key_env": "DEEPL_KEY"}, "the variable DEEPL_KEY holds no key"),
        ({"key_file": "/dev/null"}, "the file /dev/null holds no key"),
        ({"key_file": "no/such/file"}, "the key's file no/such/file cannot be read: No such file or directory"),
        ({"key_file": "/"}, "cannot be read: Is a directory"),
    ],
)
def test_a_key_that_is_not_there_is_told_by_its_place(settings: dict[str, str], said: str) -> None:
    assert said in refusal(use="deep", provider="deepl", **settings)


# ── plug-ins ────────────────────────────────────────────────────────────────────────────────────

REVERSED = """
    from syndicate.errors import EngineError

    class Reversed:
        name = "reversed"

        def __init__(self, settings):
            self.word = settings.options["word"]

        def supports(self, source, target):
            return target == "es"

        def __call__(self, texts, source, target):
            return [text[::-1] + self.word if text != "no" else EngineError("mine", "no") for text in texts]
"""


def test_a_plug_in_is_named_by_its_module_and_attribute(plug_in) -> None:  # type: ignore[no-untyped-def]
    settings = EngineSettings(use=f"{plug_in(REVERSED)}:Reversed", options={"word": "!"})
    made = engine("mine", settings, {})
    assert made.name == "reversed"
    assert made.supports("en", "es")
    assert not made.supports("en", "fr")
    first, second = made(["abc", "no"], "en", "es")
    assert first == "cba!"
    assert isinstance(second, EngineError)
    assert second.code == "mine"


@pytest.mark.parametrize(
    ("source", "attribute", "said"),
    [
        (None, "Engine", "cannot be imported (ModuleNotFoundError: No module named 'no_such_module')"),
        ("import nothing_of_that_name", "Engine", "cannot be imported (ModuleNotFoundError"),
        ("def broken(:", "Engine", "cannot be imported (SyntaxError"),
        ("raise RuntimeError('at import')", "Engine", "cannot be imported (RuntimeError: at import)"),
        ("class Engine: pass", "Engin", "'Engin' is not there in"),
        ("class Engine: pass", "Engin", "→ did you mean 'Engine'?"),
        ("engine = 5", "engine", "'engine' is no callable in"),
        ("def engine(): ...", "engine", "could not be made (TypeError)"),
        ("def engine(settings): raise KeyError('s3cret-key-1234')", "engine", "could not be made (KeyError)"),
        ("def engine(settings): raise SystemExit(3)", "engine", "could not be made (SystemExit)"),
        (
            "raise SystemExit(3)",
            "engine",
            "cannot be imported (SystemExit: 3) → install it",
        ),
        ("def engine(settings): return 5", "engine", "makes is no engine → it needs a name (letters"),
        ("def engine(settings): return lambda *_: []", "engine", "makes is no engine"),
        (
            "class Engine:\n  name='a\\n# b'\n  supports=__init__=__call__=lambda *_: None",
            "Engine",
            "makes is no engine",
        ),
    ],
)
def test_a_plug_in_that_cannot_be_is_told_with_the_reason(
    plug_in, source: str | None, attribute: str, said: str
) -> None:  # type: ignore[no-untyped-def]
    module = "no_such_module" if source is None else plug_in(source)
    assert said in refusal(use=f"{module}:{attribute}")


def test_a_plug_in_may_refuse_its_settings_itself(plug_in) -> None:  # type: ignore[no-untyped-def]
    module = plug_in("""
        from syndicate.translation.engines.configured import refused

        def engine(settings):
            raise refused("mine", "no model there", "put one there")
    """)
    assert "no model there → put one there" in refusal(use=f"{module}:engine")


def plugged(call: str) -> str:
    return f"""
        class Engine:
            name = "theirs"
            def __init__(self, settings): pass
            def supports(self, source, target): return True
            def __call__(self, texts, source, target): {call}
    """


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("return texts[1:]", "theirs gave 1 results for 2 texts"),
        ("return None", "theirs ended with TypeError"),
        ("raise RuntimeError(f'with s3cret-key-1234 and {texts}')", "theirs ended with RuntimeError"),
        ("raise SystemExit(3)", "theirs ended with SystemExit"),
    ],
)
def test_a_plug_in_that_breaks_is_an_engine_error_without_its_words(plug_in, call: str, said: str) -> None:  # type: ignore[no-untyped-def]
    made = engine("mine", EngineSettings(use=f"{plug_in(plugged(call))}:Engine"), {})
    with pytest.raises(EngineError) as caught:
        made(["Drink water.", "Rest."], "en", "es")
    assert (caught.value.code, str(caught.value)) == ("engine-broken", f"{said} → mend the engine")
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_an_engine_error_of_a_plug_in_passes_as_it_is(plug_in) -> None:  # type: ignore[no-untyped-def]
    call = "from syndicate.errors import EngineError; raise EngineError('theirs', 'no power', passing=True)"
    made = engine("mine", EngineSettings(use=f"{plug_in(plugged(call))}:Engine"), {})
    with pytest.raises(EngineError, match="no power") as caught:
        made(["Rest."], "en", "es")
    assert caught.value.passing


def test_a_result_that_is_none_costs_itself_and_no_other(plug_in) -> None:  # type: ignore[no-untyped-def]
    made = engine("mine", EngineSettings(use=f"{plug_in(plugged('return [None, 5, str(), texts[3]]'))}:Engine"), {})
    results = made(["a", "b", "c", "d"], "en", "es")
    assert [r.code if isinstance(r, EngineError) else r for r in results] == [*["engine-empty"] * 3, "d"]


@pytest.mark.parametrize("result", ["'\\ud800'", "'a\\x1b[2J'", "texts[0] * 1000"])
def test_a_result_that_no_file_can_hold_or_that_is_endless_is_refused(plug_in, result: str) -> None:  # type: ignore[no-untyped-def]
    made = engine("mine", EngineSettings(use=f"{plug_in(plugged(f'return [{result}]'))}:Engine"), {})
    (found,) = made(["Rest."], "en", "es")
    assert isinstance(found, EngineError)
    assert found.code == "engine-reply"


def test_the_words_of_a_plug_in_steer_no_terminal(plug_in) -> None:  # type: ignore[no-untyped-def]
    call = r"from syndicate.errors import EngineError; return [EngineError('the\x1birs', 'no\x1b[2J \u202epo\nwer')]"
    made = engine("mine", EngineSettings(use=f"{plug_in(plugged(call))}:Engine"), {})
    (found,) = made(["Rest."], "en", "es")
    assert isinstance(found, EngineError)
    assert (found.code, found.message) == ("theirs", "no[2J po wer")


def test_what_is_sent_is_counted_and_stopped_at_the_budget() -> None:
    account = Account(left=20)
    made = engine("mine", EngineSettings(use="pseudo"), {}, account)
    made(["Rest.", "Drink water."], "en", "en-XA")
    assert (account.characters, account.requests, account.left) == (17, 1, 3)
    with pytest.raises(EngineError, match="are spent") as caught:
        made(["Rest."], "en", "en-XA")
    assert (caught.value.code, caught.value.passing, caught.value.fatal) == ("translate-budget", True, True)
    assert account.requests == 1


def test_every_engine_is_a_translator() -> None:
    def name(made: Translator, texts: Sequence[str] = ()) -> str:
        return made.name

    for settings in (
        EngineSettings(use="pseudo"),
        EngineSettings(use="apertium"),
        EngineSettings(use="deep", provider="google"),
    ):
        assert name(engine("mine", settings, {}))
