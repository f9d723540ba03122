"""What each provider calls a language: a name that it knows, ours to map, or a refusal before anything is sent."""

import pytest
from translation_servers import Answer, misbehaving

from syndicate.config import EngineSettings
from syndicate.errors import EngineError
from syndicate.languages import canonical
from syndicate.translation.engines.deep import Deep, deep, providers
from syndicate.translation.engines.deep.providers import PROVIDERS


def made(provider: str, url: str = "http://127.0.0.1:9/") -> Deep:
    options = dict.fromkeys(PROVIDERS[provider].needs, "ours")
    return deep(
        "it", EngineSettings(use="deep", provider=provider, url=url, key_env="K", options=options), {"K": "key"}
    )


@pytest.mark.parametrize(
    ("provider", "tag", "code"),
    [
        ("google", "ca", "ca"),
        ("google", "pt-BR", "pt"),
        ("google", "zh-Hans", "zh-CN"),
        ("google", "zh-Hant-HK", "zh-TW"),
        ("google", "es-419", "es"),
        ("google", "he", "iw"),
        ("google", "nb", "no"),
        ("google", "ht", "ht"),
        ("google", "sr-Latn", ""),
        ("google", "gsw", ""),
        ("mymemory", "es-MX", "es"),
        ("mymemory", "zh-Hant", "zh-TW"),
        ("libre", "fa", "fa"),
        ("libre", "zh-Hans", "zh-Hans"),
        ("deepl", "pt-AO", "PT-PT"),
        ("deepl", "pt-BR", "PT-BR"),
        ("deepl", "en", "EN-US"),
        ("deepl", "es-MX", "ES-419"),
        ("deepl", "zh-Hans", "ZH-HANS"),
        ("microsoft", "pt-PT", "pt-pt"),
        ("microsoft", "pt-BR", "pt"),
        ("microsoft", "sr-Latn", "sr-Latn"),
        ("papago", "zh-Hans", "zh-CN"),
        ("papago", "pt-BR", ""),
        ("qcri", "es-MX", "es"),
        ("qcri", "de", ""),
        ("baidu", "es-AR", "spa"),
        ("baidu", "ja", "jp"),
        ("baidu", "zh-Hans", "zh"),
        ("baidu", "uk", ""),
        ("yandex", "zh-Hant", ""),
    ],
)
def test_a_tag_has_the_name_that_the_provider_knows_or_none(provider: str, tag: str, code: str) -> None:
    """A language stands in for its region, never for another script."""
    found = providers.codes(canonical(tag), {}, PROVIDERS[provider])
    assert (found[:1] or ("",))[0] == code
    if tag != "en":
        assert made(provider).supports("en", tag) is bool(code)


def test_the_settings_have_the_last_word() -> None:
    own = {"es": "es-XX", "sr-Latn": "sr"}
    assert providers.codes("es-MX", own, PROVIDERS["google"]) == ("es-XX",)
    assert providers.codes("sr-Latn", own, PROVIDERS["google"]) == ("sr",)


@pytest.mark.parametrize("tag", ["en", "en-GB"])
def test_a_language_is_not_translated_into_itself(tag: str) -> None:
    assert not made("google").supports("en", tag)


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_an_unsupported_language_is_refused_before_anything_is_sent() -> None:
    with misbehaving(Answer()) as server, pytest.raises(EngineError, match="from en to pt-BR") as caught:
        made("papago", server.url)(["Drink."], "en", "pt-BR")
    assert (caught.value.code, caught.value.fatal) == ("engine-language", True)
    assert server.requests == []
