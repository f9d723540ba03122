"""The faults of deep_translator, row by row of reference/localization.md §2 (behavior), and the engine without them.

What the rows say of time-outs, 403, odd replies and batches is in test_engine_deep_server, of providers in
test_engine_providers.
"""

import ast
import gc
import json
import warnings
from pathlib import Path

import pytest
import requests
from deep_translator import LibreTranslator, libre
from deep_translator.exceptions import ApiKeyException, AuthorizationException, LanguageNotSupportedException
from translation_servers import DEBIAN, Answer, Server, libretranslate, misbehaving, shouting

from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.translation import engines
from syndicate.translation.engines.deep import Deep, deep

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

TEXT = "Do not stop natalizumab."
SHOUTED = TEXT.upper()
LANGUAGES = Answer(body=[{"code": "en", "targets": ["es"]}, {"code": "es", "targets": []}])


def engine(url: str, **settings: object) -> Deep:
    made = EngineSettings(use="deep", provider="libre", url=url, retries=0, **settings)  # type: ignore[arg-type]
    return deep("libre", made, {})


def speaking(*pairs: tuple[str, str]) -> object:
    return libretranslate(pairs or DEBIAN, translate=lambda texts, *_: [text.upper() for text in texts])


def asked(server: Server) -> dict[str, object]:
    (request,) = [request for request in server.requests if request.path == "/translate"]
    return request.fields


def test_row_no_key() -> None:
    """The class needs one even for a server without keys."""
    with pytest.raises(ApiKeyException):
        LibreTranslator(source="en", target="es", custom_url="http://127.0.0.1:9/")
    with speaking() as server:  # type: ignore[attr-defined]
        assert engine(server.url)([TEXT], "en", "es") == [SHOUTED]
    assert "api_key" not in asked(server)


def test_row_no_key_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The class reads LIBRE_API_KEY when it is imported; we read what the settings name, where they name it."""
    monkeypatch.setattr(libre.LibreTranslator.__init__, "__defaults__", ("en", "es", "from-the-import", True, None))
    monkeypatch.setenv("LIBRE_API_KEY", "from-the-environment")
    with speaking() as server:  # type: ignore[attr-defined]
        engine(server.url)([TEXT], "en", "es")
    assert "api_key" not in asked(server)


@pytest.mark.parametrize(
    ("tag", "served", "code"),
    [
        ("ca", "ca", "ca"),
        ("pt-BR", "pt-BR", "pt-BR"),
        ("pt-BR", "pb", "pb"),
        ("pt-BR", "pt", "pt"),
        ("zh-Hans", "zh", "zh"),
        ("zh-Hans", "zh-Hans", "zh-Hans"),
        ("zh-Hant", "zt", "zt"),
        ("es-419", "es", "es"),
        ("he", "he", "he"),
        ("fa", "fa", "fa"),
        ("uk", "uk", "uk"),
        ("ur", "ur", "ur"),
        ("ht", "ht", "ht"),
        ("nb", "nb", "nb"),
    ],
)
def test_row_languages(tag: str, served: str, code: str) -> None:
    """The class knows 17; the server has the last word, and its names change from release to release."""
    if tag != "es":
        with pytest.raises(LanguageNotSupportedException):
            LibreTranslator(source="en", target=tag, api_key="x")
    with speaking(("en", served)) as server:  # type: ignore[attr-defined]
        assert engine(server.url).supports("en", tag)
        assert engine(server.url)([TEXT], "en", tag) == [SHOUTED]
    assert asked(server)["target"] == code


def test_row_languages_that_the_server_has_not() -> None:
    with speaking(("en", "zh")) as server:  # type: ignore[attr-defined]
        with pytest.raises(EngineError, match="from en to zh-Hant") as caught:
            engine(server.url)([TEXT], "en", "zh-Hant")
        with pytest.raises(EngineError, match="from zh-Hans to en"):
            engine(server.url)([TEXT], "zh-Hans", "en")
    assert (caught.value.code, caught.value.fatal) == ("engine-language", True)
    assert server.texts == []


@pytest.mark.parametrize(
    "languages",
    [
        Answer(404, "<h1>Not found</h1>"),
        Answer(200, "<html>"),
        Answer(body=[{"code": "en"}, {"code": "es"}]),
        Answer(body=[{"code": "en", "targets": None}, {"code": "es"}, {"code": 5}, None]),
    ],
    ids=["no list", "a page", "a list without targets", "an odd list"],
)
def test_row_languages_of_an_old_or_small_server(languages: Answer) -> None:
    with misbehaving(languages, shouting) as server:
        assert engine(server.url)([TEXT], "en", "es") == [SHOUTED]
        assert engine(server.url, codes={"es": "spa"}).supports("en", "es")


@pytest.mark.parametrize("body", [[], "es", 5, [[]], {"en": ["es"]}, [{"code": ["en"]}]])
def test_row_languages_in_any_other_shape_are_none(body: object) -> None:
    with misbehaving(Answer(body=json.dumps(body))) as server, pytest.raises(EngineError) as caught:
        engine(server.url)([TEXT], "en", "es")
    assert caught.value.code == "engine-language"


def test_row_address_without_a_slash() -> None:
    with speaking() as server:  # type: ignore[attr-defined]
        assert engine(server.url.rstrip("/"))([TEXT], "en", "es") == [SHOUTED]


def test_row_403_has_the_key_in_the_exception_of_the_class() -> None:
    assert "s3cret" in str(AuthorizationException("s3cret"))
    with misbehaving(LANGUAGES, Answer(403)) as server:
        made = EngineSettings(use="deep", provider="libre", url=server.url, key_env="KEY")
        ours = deep("libre", made, {"KEY": "s3cret-key"})
        with pytest.raises(EngineError) as caught:
            ours([TEXT], "en", "es")
    assert "s3cret" not in str(caught.value)


def test_row_connection_refused_is_no_raw_exception_with_text_and_key_in_it() -> None:
    with misbehaving(Answer()) as server:
        url = server.url
    with pytest.raises(requests.ConnectionError, match="natalizumab"):
        LibreTranslator(source="en", target="es", api_key="s3cret", custom_url=url).translate(TEXT)
    with pytest.raises(EngineError) as caught:
        engine(url)([TEXT], "en", "es")
    assert (caught.value.code, caught.value.passing) == ("engine-unreachable", True)
    assert "natalizumab" not in str(caught.value)


@pytest.mark.parametrize("text", ["Drink water. " * 6000, "اشرب الماء. " * 200], ids=["75,000 characters", "Arabic"])
def test_row_long_texts_stand_in_no_url(text: str) -> None:
    """An ordinary proxy takes 8 KiB of URL; that is 1,700 letters of Arabic."""
    with misbehaving(LANGUAGES, shouting) as server:
        (result,) = engine(server.url)([text.strip()], "en", "es")
    assert result == text.strip().upper()
    assert {request.query for request in server.requests} == {""}
    assert max(len(request.body) for request in server.requests) < 20_000


def test_row_an_empty_batch_is_no_bare_exception() -> None:
    with misbehaving(Answer()) as server:
        assert engine(server.url)([], "en", "es") == []
    assert server.requests == []


def test_row_files_end_the_program_and_are_never_asked_for() -> None:
    """translate_file prints and calls exit(1) where there is no file."""
    for path in Path(engines.__file__).parent.rglob("*.py"):
        names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not names & {"translate_file", "_translate_file", "_read_pdf", "_read_docx"}


def test_row_markup_is_sent_as_html() -> None:
    text = 'Take <x id="0"/> &amp; <g id="1">rest</g>.\nNow.'
    with misbehaving(
        LANGUAGES, Answer(body={"translatedText": ['Tome <x id="0"></x> & <g id="1">descanse</g>.<br/>Ya.']})
    ) as server:
        result = engine(server.url)([text], "en", "es")
    assert result == ['Tome <x id="0"/> &amp; <g id="1">descanse</g>.\nYa.']
    assert asked(server)["format"] == "html"
    assert asked(server)["q"] == ['Take <x id="0"/> &amp; <g id="1">rest</g>.<br/>Now.']


def test_the_package_itself_is_left_as_it_is() -> None:
    """Its module-level ``requests`` is everybody's."""
    with misbehaving(LANGUAGES, shouting) as server:
        engine(server.url)([TEXT], "en", "es")
    assert libre.requests is requests


def test_no_proxy_stands_between_us_and_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with misbehaving(LANGUAGES, shouting) as server:
        assert engine(server.url)([TEXT], "en", "es") == [SHOUTED]


def test_a_proxy_is_asked_for_the_world_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    with misbehaving(LANGUAGES, shouting) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        assert engine("http://translate.example.org/")([TEXT], "en", "es") == [SHOUTED]
    assert proxy.requests[-1].headers["Host"] == "translate.example.org"


def test_no_password_of_netrc_replaces_the_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine translate.example.org login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with misbehaving(LANGUAGES, shouting) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        engine("http://translate.example.org/")([TEXT], "en", "es")
    assert not [request for request in proxy.requests if "Authorization" in request.headers]


def test_no_socket_is_left_open() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with misbehaving(LANGUAGES, shouting, Answer(500)) as server:
            engine(server.url)([TEXT], "en", "es")
            engine(server.url)([TEXT], "en", "es")
        gc.collect()
    assert not [warning for warning in caught if issubclass(warning.category, ResourceWarning)]
