"""Each provider of deep_translator as it is served today: one request, its limits, its languages, its odd ways.

The rows of reference/localization.md §2 (providers) are named where they are met.
"""

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import deep_translator
import pytest
from deep_translator import exceptions
from translation_servers import Answer, Request, Server, misbehaving

from syndicate.config import EngineSettings
from syndicate.errors import EngineError, SettingsError
from syndicate.translation.engines.deep import Deep, clients, deep
from syndicate.translation.engines.deep.providers import DICTIONARIES, PROVIDERS

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

KEY = "s3cret-key-1234"
TEXT = 'Drink <x id="0"/> a glass of water &amp; rest.'
SHOWN = 'Beba <x id="0"/> un vaso de agua &amp; descanse.'


@dataclass(frozen=True)
class Kind:
    """How a provider is asked in this test: what it replies to (texts, is HTML) and what the request must be."""

    reply: Callable[[list[str]], Any]
    method: str
    sent: Callable[[Request], Any]
    options: Mapping[str, str] = field(default_factory=dict)
    is_html: bool = False
    key_in: Callable[[Request], Any] = lambda _: None


def _page(texts: list[str]) -> str:
    from html import escape

    return f'<html><div class="result-container">{escape(texts[0])}</div></html>'


KINDS = {
    "google": Kind(_page, "GET", lambda r: r.fields["q"]),
    "mymemory": Kind(
        lambda texts: {"responseData": {"translatedText": texts[0]}, "responseStatus": 200, "matches": []},
        "GET",
        lambda r: r.fields["q"],
    ),
    "libre": Kind(
        lambda texts: {"translatedText": texts},
        "POST",
        lambda r: r.fields["q"][0],
        is_html=True,
        key_in=lambda r: r.fields["api_key"],
    ),
    "deepl": Kind(
        lambda texts: {"translations": [{"text": text} for text in texts]},
        "POST",
        lambda r: r.fields["text"][0],
        is_html=True,
        key_in=lambda r: r.headers["Authorization"].removeprefix("DeepL-Auth-Key "),
    ),
    "microsoft": Kind(
        lambda texts: [{"translations": [{"text": text, "to": "es"}]} for text in texts],
        "POST",
        lambda r: r.fields[""][0]["Text"],
        is_html=True,
        key_in=lambda r: r.headers["Ocp-Apim-Subscription-Key"],
    ),
    "yandex": Kind(
        lambda texts: {"code": 200, "lang": "en-es", "text": texts},
        "POST",
        lambda r: r.fields["text"],
        key_in=lambda r: r.fields["key"],
    ),
    "papago": Kind(
        lambda texts: {"message": {"result": {"translatedText": texts[0]}}},
        "POST",
        lambda r: r.fields["text"],
        options={"client_id": "client-of-ours"},
        key_in=lambda r: r.headers["X-Naver-Client-Secret"],
    ),
    "qcri": Kind(
        lambda texts: {"translatedText": texts[0], "success": True},
        "GET",
        lambda r: r.fields["text"],
        key_in=lambda r: r.fields["key"],
    ),
    "baidu": Kind(
        lambda texts: {"trans_result": [{"dst": text} for text in texts]},
        "POST",
        lambda r: r.fields["q"],
        options={"appid": "appid-of-ours"},
    ),
    "chatgpt": Kind(
        lambda texts: {"choices": [{"finish_reason": "stop", "message": {"content": texts[0]}}]},
        "POST",
        lambda r: r.fields["messages"][1]["content"],
        is_html=True,
        key_in=lambda r: r.headers["Authorization"].removeprefix("Bearer "),
    ),
}
LANGUAGES = Answer(body=[{"code": "en", "targets": ["es"]}, {"code": "es", "targets": []}])


def made(provider: str, url: str = "", **settings: Any) -> Deep:
    given = {"options": KINDS[provider].options, "retries": 0, **settings}
    written = EngineSettings(use="deep", provider=provider, url=url, key_env="KEY", **given)
    return deep("it", written, {"KEY": KEY}, sleep=lambda _: None)


def serving(provider: str, *answers: Answer) -> Any:
    return misbehaving(*([LANGUAGES] if provider == "libre" else []), *answers)


def asked(server: Server) -> list[Request]:
    return [request for request in server.requests if request.path != "/languages"]


def answer(provider: str, text: str) -> Answer:
    body = KINDS[provider].reply([text])
    return Answer(body=body, headers={"Content-Type": "text/html; charset=utf-8"} if isinstance(body, str) else {})


def code_of(engine: Deep, text: str = TEXT) -> str:
    try:
        (result,) = engine([text], "en", "es")
    except EngineError as error:
        return error.code
    return result.code if isinstance(result, EngineError) else ""


def test_every_provider_of_the_package_is_an_engine_or_refused_with_a_reason() -> None:
    """A new one in a later release is a decision to make."""
    theirs = {name.removesuffix("Translator").lower() for name in dir(deep_translator) if name.endswith("Translator")}
    assert theirs == set(PROVIDERS) | DICTIONARIES
    assert set(KINDS) == set(PROVIDERS)


@pytest.mark.parametrize("provider", KINDS)
def test_a_text_goes_there_and_comes_back_with_its_tags_and_escapes(provider: str) -> None:
    kind = KINDS[provider]
    plain = {"&amp;": "&"}
    wire = SHOWN if kind.is_html else SHOWN.replace("&amp;", plain["&amp;"])
    with serving(provider, answer(provider, wire)) as server:
        engine = made(provider, server.url)
        assert server.requests == [], "the row of Microsoft: its constructor asks the network"
        assert engine([TEXT], "en", "es") == [SHOWN]
    (request,) = asked(server)
    assert request.method == kind.method
    assert kind.sent(request) == (TEXT if kind.is_html else TEXT.replace("&amp;", "&"))
    assert kind.key_in(request) in (None, KEY)
    if kind.method == "POST":
        assert "Drink" not in request.query, "a text does not belong into a URL"
        assert KEY not in request.query, "and a key even less"
    assert engine.name == f"deep/{provider}"


@pytest.mark.parametrize("provider", KINDS)
@pytest.mark.parametrize("status", [200, 403, 429, 500])
def test_every_provider_fails_with_a_code_of_ours_and_without_the_key(provider: str, status: int) -> None:
    """The row of QCRI: it forgets to raise. 200 is an empty JSON object, or a page without the text."""
    expected = {
        200: {"engine-reply", "engine-empty"},
        403: {"engine-access"},
        429: {"engine-busy"},
        500: {"engine-server"},
    }
    with serving(provider, Answer(status, {} if status == 200 else {"error": f"with {KEY}"})) as server:
        engine = made(provider, server.url)
        try:
            (result,) = engine([TEXT], "en", "es")
        except EngineError as error:
            result = error
    assert isinstance(result, EngineError)
    assert result.code in expected[status]
    assert KEY not in str(result)
    assert "glass" not in str(result)


@pytest.mark.parametrize("provider", KINDS)
def test_a_provider_that_cannot_be_reached_says_so(provider: str) -> None:
    """The rows of the table: requests.ConnectionError is never caught; Microsoft logs it and asks None for json()."""
    with serving(provider) as server:
        url = server.url
    assert code_of(made(provider, url)) == "engine-unreachable"


@pytest.mark.parametrize("provider", KINDS)
def test_no_request_is_larger_than_the_provider_takes(provider: str) -> None:
    """The row of lengths: 5,000 characters for Google, 500 bytes for MyMemory, …"""
    limit, size = PROVIDERS[provider].limit, PROVIDERS[provider].size
    sentence = "Ein Glas Wasser für Mädchen. "
    texts = [(sentence * (limit // len(sentence) + 3)).rstrip()]
    with serving(provider, answer(provider, "Agua.")) as server:
        (result,) = made(provider, server.url)(texts, "en", "es")
    assert result == " ".join(["Agua."] * len(asked(server)))
    assert len(asked(server)) == 2
    for request in asked(server):
        assert size(KINDS[provider].sent(request)) <= limit


def test_mymemory_is_asked_over_tls() -> None:
    task = clients.Task("en", "es", ("en",), ("es",), "", "", {})
    client = clients.mymemory(made("mymemory").http, task)
    assert client.args[0]._base_url == "https://api.mymemory.translated.net/get"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("provider", "reply", "code"),
    [
        ("google", "<html><p>unusual traffic</p></html>", "engine-empty"),
        ("mymemory", {}, "engine-reply"),
        ("mymemory", {"responseData": {"translatedText": None}, "matches": []}, "engine-reply"),
        (
            "mymemory",
            {
                "responseData": {"translatedText": "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS"},
                "responseDetails": "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY",
                "responseStatus": "429",
            },
            "engine-quota",
        ),
        (
            "mymemory",
            {
                "responseData": {"translatedText": "QUERY LENGTH LIMIT EXCEEDED"},
                "responseDetails": "QUERY LENGTH LIMIT EXCEEDED. MAX ALLOWED QUERY : 500 CHARS",
                "responseStatus": "403",
            },
            "engine-too-long",
        ),
        ("microsoft", {"error": {"code": 401000, "message": "credentials"}}, "engine-access"),
        ("microsoft", {"error": {"code": 429001, "message": "too many"}}, "engine-busy"),
        ("microsoft", [{}], "engine-empty"),
        ("yandex", {"code": 401, "message": "API key is invalid"}, "engine-access"),
        ("yandex", {"code": 200, "text": []}, "engine-reply"),
        ("baidu", {"error_code": "54003", "error_msg": "Invalid Access Limit"}, "engine-busy"),
        ("baidu", {"error_code": "58001", "error_msg": "INVALID_TO"}, "engine-request"),
        ("papago", {"errorMessage": "nothing", "errorCode": "N2MT05"}, "engine-empty"),
        ("deepl", {"translations": [{"detected_source_language": "EN"}]}, "engine-empty"),
        ("chatgpt", {"choices": [{"finish_reason": "length", "message": {"content": "Beba"}}]}, "engine-too-long"),
        ("chatgpt", {"choices": []}, "engine-empty"),
        ("qcri", {"translatedText": ""}, "engine-empty"),
    ],
)
def test_a_failure_that_comes_as_a_success_is_one(provider: str, reply: Any, code: str) -> None:
    with serving(provider, Answer(body=reply)) as server:
        assert code_of(made(provider, server.url)) == code


def test_google_gives_none_for_what_it_echoes_without_a_letter() -> None:
    """The row of Google. It is not asked for such a text, and None is no result."""
    with misbehaving(answer("google", "…!")) as server:
        assert made("google", server.url)(["…!"], "en", "es") == ["…!"]
        assert server.requests == []
        engine = made("google", server.url)
        assert engine._client("en", "es")(["…!"]) == [None]


def test_google_may_refuse_the_first_call() -> None:
    with misbehaving(Answer(500), Answer(429), answer("google", "Beba agua.")) as server:
        assert made("google", server.url, retries=2)(["Drink water."], "en", "es") == ["Beba agua."]


def test_deepl_knows_tags_as_xml_and_takes_a_formality() -> None:
    with misbehaving(answer("deepl", "Beba.")) as server:
        made("deepl", f"{server.url}v2/", options={"formality": "prefer_more"})(["Drink."], "en-GB", "pt-BR")
    (request,) = server.requests
    assert request.path == "/v2/translate"
    assert request.fields == {
        "text": ["Drink."],
        "tag_handling": "xml",
        "preserve_formatting": True,
        "source_lang": "EN",
        "target_lang": "PT-BR",
        "formality": "prefer_more",
    }


@pytest.mark.parametrize(("key", "host"), [("abc:fx", "api-free.deepl.com"), ("abc", "api.deepl.com")])
def test_deepl_has_another_host_for_free_keys(key: str, host: str) -> None:
    task = clients.Task("en", "es", ("en",), ("es",), key, "", {})
    assert host in clients.DeepL(made("deepl").http, task)._base_url


def test_microsoft_is_told_that_it_gets_html_and_from_which_region() -> None:
    with misbehaving(answer("microsoft", "Beba.")) as server:
        url = f"{server.url}translate?api-version=3.0"
        made("microsoft", url, options={"region": "westeurope"})(["Drink."], "en", "zh-Hant")
    (request,) = server.requests
    assert request.fields["api-version"] == "3.0"
    assert (request.fields["from"], request.fields["to"], request.fields["textType"]) == ("en", "zh-Hant", "html")
    assert request.headers["Ocp-Apim-Subscription-Region"] == "westeurope"


def test_a_chat_model_is_told_the_languages_by_name() -> None:
    with misbehaving(answer("chatgpt", "Beba.")) as server:
        made("chatgpt", f"{server.url}v1/chat/completions", options={"model": "ours"})(["Drink."], "en", "pt-BR")
    order = server.requests[0].fields["messages"][0]["content"]
    assert "from English to Brazilian Portuguese" in order
    assert server.requests[0].fields["model"] == "ours"


# ── foreign exceptions ──────────────────────────────────────────────────────────────────────────

THEIRS = [kind for _, kind in inspect.getmembers(exceptions, inspect.isclass) if issubclass(kind, Exception)]


def raised(kind: type[Exception]) -> Exception:
    """One of theirs with the key and the text wherever its constructor takes something."""
    wanted = inspect.signature(kind).parameters
    known = {"min_chars": 0, "max_chars": 5, "status_code": 500}
    return kind(*(known.get(name, f"{KEY} {TEXT}") for name, p in wanted.items() if p.kind is not p.VAR_POSITIONAL))


@pytest.mark.parametrize("kind", THEIRS, ids=lambda kind: kind.__name__)
def test_every_exception_of_the_package_has_a_code_and_keeps_its_words_to_itself(kind: type[Exception]) -> None:
    assert kind in clients.FOREIGN
    error = clients.of_foreign(raised(kind))
    assert error.code == clients.FOREIGN[kind]
    assert kind.__name__ in str(error)
    assert KEY not in str(error)
    assert "glass" not in str(error)


def test_an_exception_that_the_package_may_have_tomorrow_counts_as_its_base() -> None:
    class OfTomorrow(exceptions.TooManyRequests):  # type: ignore[misc]
        pass

    assert clients.of_foreign(OfTomorrow()).code == "engine-busy"


@pytest.mark.parametrize("provider", sorted(DICTIONARIES))
def test_dictionaries_are_refused_with_the_reason(provider: str) -> None:
    """The row of Linguee and Pons: 50 characters, words only."""
    with pytest.raises(SettingsError, match="is a dictionary: it knows words, not sentences"):
        deep("it", EngineSettings(use="deep", provider=provider), {})


def test_a_reply_can_be_json_of_any_shape_and_never_raises_anything_else() -> None:
    shapes: list[Any] = [
        [],
        {},
        [[]],
        [None],
        {"translatedText": {}},
        {"translations": 5},
        {"choices": "x"},
        "x",
        5,
        None,
    ]
    shapes += [{"message": "x"}, {"message": {"result": []}}, {"responseData": []}, {"trans_result": [{}]}, {"text": 5}]
    shapes += [{"error": 5}, {"error": {"code": "x"}}, {"code": []}, {"error_code": None}, {"responseStatus": {}}]
    for provider in KINDS:
        with serving(provider, *(Answer(body=json.dumps(shape)) for shape in shapes)) as server:
            engine = made(provider, server.url)
            assert [code for shape in shapes if not (code := code_of(engine)).startswith("engine-")] == [], provider
            assert len(asked(server)) == len(shapes)
