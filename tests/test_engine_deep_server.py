"""The engine `deep` and its server: what it asks, how it waits, and what it says of every kind of failure."""

import re
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from urllib.parse import quote, quote_plus

import pytest
from translation_servers import Answer, Behavior, Request, Server, libretranslate, misbehaving, shouting

from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.translation.engines.deep import Deep, deep

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

KEY = "S3cret/Key+1234"
TEXT = "Do not stop natalizumab without asking your neurologist."
LANGUAGES = Answer(body=[{"code": "en", "targets": ["es"]}, {"code": "es", "targets": []}])


def spanish(text: str = "No lo deje.") -> Answer:
    return Answer(body={"translatedText": [text]})


def libre(server: Server, waits: list[float] | None = None, **settings: object) -> Deep:
    made = EngineSettings(use="deep", provider="libre", url=server.url, key_env="KEY", **settings)  # type: ignore[arg-type]
    return deep("libre", made, {"KEY": KEY}, sleep=(waits if waits is not None else []).append, jitter=lambda: 0.5)


def failure(call: Callable[[], object]) -> EngineError:
    with pytest.raises(EngineError) as caught:
        call()
    return caught.value


def shown(error: EngineError) -> str:
    """All that anybody could print of it, with what it was raised from."""
    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.__dict__)


# ── what is asked ───────────────────────────────────────────────────────────────────────────────


def test_texts_go_together_in_a_json_body_and_never_in_the_url() -> None:
    with libretranslate(key=KEY, translate=lambda texts, *_: [text.upper() for text in texts]) as server:
        results = libre(server)(["Drink water.", "Rest."], "en", "es")
    assert results == ["DRINK WATER.", "REST."]
    (asked,) = [request for request in server.requests if request.path == "/translate"]
    assert asked.fields == {
        "q": ["Drink water.", "Rest."],
        "source": "en",
        "target": "es",
        "format": "html",
        "api_key": KEY,
    }
    assert asked.query == ""


def test_only_what_has_words_is_sent() -> None:
    with misbehaving(LANGUAGES, shouting) as server:
        assert libre(server)(["120/80", '<x id="0"/>', "Rest {0}."], "en", "es") == [
            "120/80",
            '<x id="0"/>',
            "REST {0}.",
        ]
        assert libre(server)(["120/80"], "en", "es") == ["120/80"]
        assert libre(server)([], "en", "es") == []
    assert server.texts == ["Rest {0}."]


def test_requests_stay_below_the_limit_and_long_texts_are_cut_at_sentences() -> None:
    long = "Drink a glass of water. " * 8 + "Then rest."
    with misbehaving(LANGUAGES, shouting) as server:
        results = libre(server, max_chars=100)([long, "Sleep.\nWell."], "en", "es")
    assert results == [long.upper(), "SLEEP.\nWELL."]
    sizes = [sum(map(len, request.fields["q"])) for request in server.requests if request.path == "/translate"]
    assert len(sizes) > 2
    assert max(sizes) <= 100
    whole = re.compile(r"(?:Drink a glass of water\. ?)*(?:Then rest\.)?|Sleep\.<br/>Well\.")
    assert all(whole.fullmatch(text) for text in server.texts)


def test_sentences_that_were_cut_apart_are_joined_as_the_target_writes_them() -> None:
    languages = Answer(body=[{"code": "en", "targets": ["es", "zh"]}, {"code": "zh", "targets": ["en"]}])
    with misbehaving(languages, shouting) as server:
        assert libre(server, max_chars=8)(["Drink. Rest."], "en", "zh-Hans") == ["DRINK.REST."]
    with misbehaving(languages, shouting) as server:
        assert libre(server, max_chars=4)(["喝水a。休息。"], "zh-Hans", "en") == ["喝水A。 休息。"]


def test_an_endless_sentence_is_refused_and_its_neighbors_are_translated() -> None:
    with misbehaving(LANGUAGES, shouting) as server:
        first, second, third = libre(server, max_chars=50)(["Rest.", "water " * 20, "Sleep."], "en", "es")
    assert (first, third) == ("REST.", "SLEEP.")
    assert isinstance(second, EngineError)
    assert second.code == "engine-too-long"
    assert not [text for text in server.texts if "water" in text]


# ── waiting ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 529])
def test_a_passing_failure_is_tried_again_later_and_later(status: int) -> None:
    waits: list[float] = []
    busy = Answer(status, "try later", {"Content-Type": "text/html"})
    with misbehaving(LANGUAGES, busy, busy, busy, spanish()) as server:
        assert libre(server, waits)([TEXT], "en", "es") == ["No lo deje."]
    assert waits == [1, 2, 4]


@pytest.mark.parametrize(
    "header", [lambda: "17", lambda: formatdate(time.time() + 17.9, usegmt=True)], ids=["seconds", "date"]
)
def test_the_server_says_how_long(header: Callable[[], str]) -> None:
    waits: list[float] = []
    with misbehaving(LANGUAGES, Answer(429, headers={"Retry-After": header()}), spanish()) as server:
        assert libre(server, waits)([TEXT], "en", "es") == ["No lo deje."]
    assert len(waits) == 1
    assert 15 < waits[0] <= 18


def test_the_wait_is_spread_but_never_shorter_than_the_server_asks() -> None:
    waits: list[float] = []
    settings = EngineSettings(use="deep", provider="libre", url="")
    for jitter in (0.0, 1.0):
        with misbehaving(LANGUAGES, Answer(500), Answer(429, headers={"Retry-After": "9"}), spanish()) as server:
            made = replace(settings, url=server.url)
            deep("libre", made, {}, sleep=waits.append, jitter=lambda jitter=jitter: jitter)([TEXT], "en", "es")
    assert waits == [0.75, 9, 1.25, 9]


@pytest.mark.parametrize("header", ["soon", "", "-5", "99999999999999999999x", "Wed, 99 Foo 2026"])
def test_nonsense_in_retry_after_counts_for_nothing(header: str) -> None:
    waits: list[float] = []
    with misbehaving(LANGUAGES, Answer(429, headers={"Retry-After": header}), spanish()) as server:
        assert libre(server, waits)([TEXT], "en", "es") == ["No lo deje."]
    assert waits == [1]


def test_nobody_waits_for_an_hour() -> None:
    waits: list[float] = []
    with misbehaving(LANGUAGES, Answer(429, headers={"Retry-After": "3600"})) as server:
        error = failure(lambda: libre(server, waits)([TEXT], "en", "es"))
    assert (error.code, error.passing, waits) == ("engine-busy", True, [])


def test_waiting_is_bounded_in_all_whatever_the_number_of_texts() -> None:
    waits: list[float] = []
    texts = [f"Text number {'x' * n}." for n in range(30)]
    with misbehaving(LANGUAGES, Answer(503, headers={"Retry-After": "40"})) as server:
        error = failure(lambda: libre(server, waits, retries=50)(texts, "en", "es"))
    assert sum(waits) <= 300
    assert (error.code, error.passing, error.fatal) == ("engine-server", True, True)
    assert len(server.requests) < 20, "a server that is down is not asked for every text"


def test_a_server_that_goes_down_on_the_way_keeps_what_is_done() -> None:
    texts = [f"Text number {'x' * n}." for n in range(30)]
    with misbehaving(LANGUAGES, shouting, Answer(503)) as server:
        results = libre(server, retries=0)(texts, "en", "es")
    assert results[:20] == [text.upper() for text in texts[:20]]
    errors = [result for result in results[20:] if isinstance(result, EngineError)]
    assert [error.fatal for error in errors] == [False, False, *[True] * 8]


def test_it_tries_as_often_as_the_settings_say() -> None:
    with misbehaving(LANGUAGES, Answer(500)) as server:
        (result,) = libre(server, retries=2)([TEXT], "en", "es")
    assert isinstance(result, EngineError)
    assert (result.code, result.passing, result.fatal) == ("engine-server", True, False)
    assert len(server.requests) == 1 + 3


def test_a_later_call_is_patient_again() -> None:
    waits: list[float] = []
    with misbehaving(LANGUAGES, Answer(429, headers={"Retry-After": "250"}), spanish()) as server:
        engine = libre(server, waits)
        assert engine([TEXT], "en", "es") == ["No lo deje."]
        server.behaviors[:] = [Answer(429, headers={"Retry-After": "250"}), spanish()]
        assert engine([TEXT], "en", "es") == ["No lo deje."]
    assert waits == [250, 250]


@pytest.mark.parametrize(
    "late",
    [Answer(after=20), Answer(body=b'{"translatedText": ["x"]}' + b" " * 200, drips=0.1)],
    ids=["hangs", "drips"],
)
def test_every_request_has_an_end(late: Answer) -> None:
    start = time.monotonic()
    with misbehaving(LANGUAGES, late) as server:
        (result,) = libre(server, timeout=1, retries=0)([TEXT], "en", "es")
        assert time.monotonic() - start < 10
    assert isinstance(result, EngineError)
    assert (result.code, result.passing) == ("engine-timeout", True)
    assert "1 s" in result.message


def test_a_body_without_an_end_is_not_read_to_it() -> None:
    with misbehaving(LANGUAGES, Answer(body=b" " * 6_000_000)) as server:
        (result,) = libre(server)([TEXT], "en", "es")
    assert isinstance(result, EngineError)
    assert (result.code, "5,000,000" in result.message) == ("engine-reply", True)


def test_a_connection_that_breaks_off_is_tried_again() -> None:
    cut = Answer(body=b'{"translatedText": ["No lo d', cut=True)
    with misbehaving(LANGUAGES, cut, spanish()) as server:
        assert libre(server)([TEXT], "en", "es") == ["No lo deje."]


# ── what is said of failures ────────────────────────────────────────────────────────────────────

FAILURES: list[tuple[str, Behavior, str, str]] = [
    (
        "403 with the key",
        Answer(403, {"error": f"Unauthorized access with the api key {KEY}"}),
        "engine-access",
        "fatal",
    ),
    ("401", Answer(401, {"message": "no"}), "engine-access", "fatal"),
    ("400 for the key", Answer(400, {"error": "Visit our portal to get an API key"}), "engine-access", "fatal"),
    ("402", Answer(402, ""), "engine-quota", "fatal"),
    ("456", Answer(456, {"message": "Quota Exceeded"}), "engine-quota", "fatal"),
    ("404", Answer(404, "<h1>Not found</h1>"), "engine-address", "fatal"),
    ("405", Answer(405, ""), "engine-address", "fatal"),
    ("301", Answer(301, "", {"Location": "https://elsewhere.example/"}), "engine-redirect", "fatal"),
    ("307", Answer(307, "", {"Location": "https://elsewhere.example/"}), "engine-redirect", "fatal"),
    ("language", Answer(400, {"error": "es is not supported"}), "engine-language", "fatal"),
    ("429", Answer(429, {"error": "Slowdown: 1 per 1 minute"}), "engine-busy", "fatal"),
    ("limit", Answer(400, {"error": "Invalid request: request (57) exceeds text limit (50)"}), "engine-too-long", ""),
    ("413", Answer(413, ""), "engine-too-long", ""),
    ("400", Answer(400, {"error": "Invalid request"}), "engine-request", ""),
    ("500", Answer(500, {"error": "Cannot translate text: boom"}), "engine-server", ""),
    ("error with 200", Answer(200, {"error": "Something is wrong"}), "engine-request", ""),
    ("empty JSON", Answer(200, {}), "engine-reply", ""),
    ("HTML with 200", Answer(200, "<html>Please log in</html>", {"Content-Type": "text/html"}), "engine-reply", ""),
    ("no JSON", Answer(200, "translatedText: x"), "engine-reply", ""),
    ("not UTF-8", Answer(200, b'{"translatedText": ["\xff\xfe"]}'), "engine-reply", ""),
    ("deep JSON", Answer(200, "[" * 100_000), "engine-reply", ""),
    ("nothing", Answer(200, ""), "engine-reply", ""),
    ("no list", Answer(200, {"translatedText": "No lo deje."}), "engine-reply", ""),
    ("one too many", Answer(200, {"translatedText": ["No lo deje.", "Otra cosa."]}), "engine-reply", ""),
    ("none at all", Answer(200, {"translatedText": []}), "engine-reply", ""),
    ("null", Answer(200, {"translatedText": [None]}), "engine-empty", ""),
    ("a number", Answer(200, {"translatedText": [5]}), "engine-empty", ""),
    ("empty text", spanish(""), "engine-empty", ""),
    ("punctuation", spanish(" …!"), "engine-empty", ""),
    ("a page as the text", spanish("<!doctype html><p>Error 502"), "engine-reply", ""),
    ("a control", spanish("No\u0008 lo deje."), "engine-reply", ""),
    ("half a character", Answer(200, '{"translatedText": ["No \\ud800"]}'), "engine-reply", ""),
    ("text in the error", Answer(400, {"error": f"Cannot do: {TEXT}"}), "engine-request", ""),
]


@pytest.mark.parametrize(("behavior", "code", "fatal"), [f[1:] for f in FAILURES], ids=[f[0] for f in FAILURES])
def test_a_failure_has_a_code_and_a_message_without_key_and_text(behavior: Behavior, code: str, fatal: str) -> None:
    with misbehaving(LANGUAGES, behavior) as server:
        if fatal:
            error = failure(lambda: libre(server, retries=0)([TEXT], "en", "es"))
        else:
            (result,) = libre(server, retries=0)([TEXT], "en", "es")
            assert isinstance(result, EngineError)
            error = result
    assert (error.code, error.fatal) == (code, bool(fatal))
    assert " → " in error.message
    told = shown(error)
    assert not [form for form in (KEY, quote(KEY), quote_plus(KEY), KEY[:8], KEY[-8:]) if form in told]
    assert "natalizumab" not in told
    assert "neurologist" not in told


def test_a_server_may_say_what_is_wrong_where_it_gives_nothing_away() -> None:
    with misbehaving(LANGUAGES, Answer(400, {"error": "Invalid \x1b[2Jrequest:\n missing  \u202eparameter"})) as server:
        (result,) = libre(server)([TEXT], "en", "es")
    host = server.url.split("/")[2]
    assert str(result) == f"{host} answered 400: Invalid [2Jrequest: missing parameter → translate it by hand"


@pytest.mark.parametrize("said", [quote(KEY), quote_plus(f"key={KEY}&q=1"), KEY.upper(), KEY.lower(), KEY[3:12]])
def test_a_key_is_recognized_however_it_is_written(said: str) -> None:
    with misbehaving(LANGUAGES, Answer(403, {"error": f"bad key ({said})"})) as server:
        error = failure(lambda: libre(server)([TEXT], "en", "es"))
    assert said not in shown(error)
    assert error.code == "engine-access"


@pytest.mark.parametrize("said", [TEXT, quote(TEXT), quote_plus(TEXT[10:40]), TEXT[5:30], TEXT.upper()])
def test_a_text_is_recognized_however_it_is_written(said: str) -> None:
    with misbehaving(LANGUAGES, Answer(500, {"error": f"Cannot translate text: {said}"})) as server:
        (result,) = libre(server, retries=0)([TEXT], "en", "es")
    assert isinstance(result, EngineError)
    assert said not in shown(result)


def test_a_redirect_is_not_followed_because_the_key_would_go_along() -> None:
    with (
        misbehaving(shouting) as elsewhere,
        misbehaving(LANGUAGES, Answer(307, "", {"Location": elsewhere.url})) as server,
    ):
        error = failure(lambda: libre(server)([TEXT], "en", "es"))
    assert error.code == "engine-redirect"
    assert elsewhere.requests == []


def test_an_address_that_is_none_is_told_as_one() -> None:
    made = EngineSettings(use="deep", provider="libre", url="http://*.example.org/")
    assert failure(lambda: deep("libre", made, {})([TEXT], "en", "es")).code == "engine-address"


# ── partial results ─────────────────────────────────────────────────────────────────────────────


def failing_for(word: str, failed: Answer) -> Callable[[Request], Answer]:
    def behave(request: Request) -> Answer:
        return failed if any(word in text for text in request.fields["q"]) else shouting(request)

    return behave


@pytest.mark.parametrize(
    "failed",
    [
        Answer(400, {"error": "Invalid request"}),
        Answer(500),
        Answer(200, "<html>"),
        Answer(200, {"translatedText": []}),
    ],
    ids=["400", "500", "HTML", "wrong count"],
)
def test_one_text_that_fails_loses_no_other(failed: Answer) -> None:
    with misbehaving(LANGUAGES, failing_for("poison", failed)) as server:
        results = libre(server, retries=0)(["Rest.", "poison", "Sleep.", "Drink."], "en", "es")
    assert [result for result in results if isinstance(result, str)] == ["REST.", "SLEEP.", "DRINK."]
    assert isinstance(results[1], EngineError)


def test_a_server_that_takes_less_than_we_thought_is_asked_for_one_text_at_a_time() -> None:
    with libretranslate(char_limit=20, translate=lambda texts, *_: [text.upper() for text in texts]) as server:
        assert libre(server)(["Drink water now.", "Rest a little."], "en", "es") == [
            "DRINK WATER NOW.",
            "REST A LITTLE.",
        ]


def test_one_empty_result_loses_no_other() -> None:
    with misbehaving(LANGUAGES, Answer(body={"translatedText": ["Descanse.", None, "Duerma."]})) as server:
        first, second, third = libre(server)(["Rest.", "Drink.", "Sleep."], "en", "es")
    assert (first, third) == ("Descanse.", "Duerma.")
    assert isinstance(second, EngineError)


def test_a_key_that_is_refused_on_the_way_keeps_what_is_done_and_asks_no_more() -> None:
    texts = [f"{'Rest ' * 15}{n}." for n in "abcd"]
    with misbehaving(LANGUAGES, shouting, shouting, Answer(403, {"error": "Invalid API key"})) as server:
        results = libre(server, max_chars=100)(texts, "en", "es")
    assert results[:2] == [text.upper() for text in texts[:2]]
    assert [result.code for result in results[2:] if isinstance(result, EngineError)] == ["engine-access"] * 2
    assert len(server.requests) == 1 + 3
