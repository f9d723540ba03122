"""What a partner may ask for, and which published feed it is made from."""

from datetime import UTC, datetime

import pytest

from syndicate.config import FeedSettings, LanguageSettings, Settings, Topic
from syndicate.errors import UsageError
from syndicate.service.partners.profiles import Profile, base, bound, canonical_languages, check

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
USUAL = {"title": "T", "base_url": "https://feeds.example.org/", "authority": "example.org,2026"}


def settings(**values: object) -> Settings:
    return Settings(**(USUAL | {"languages": ("en", "es"), "topics": {"heart": Topic()}} | values))


def refusal(made: Settings, **profile: object) -> str:
    with pytest.raises(UsageError) as found:
        check(Profile(**profile), made, audiences={"patient"}, now=NOW)
    return str(found.value)


def test_what_the_library_does_not_have_is_named_with_what_is_nearest() -> None:
    made = settings()
    assert "the topic 'haert' is not one of the library's: did you mean 'heart'?" in refusal(made, topics=("haert",))
    assert "there are en, es" in refusal(made, languages=("fr",))
    assert "did you mean 'patient'?" in refusal(made, audience=("patients",))
    assert "lies in the past" in refusal(made, expires=NOW)


def test_languages_are_written_as_bcp_47_has_them() -> None:
    made = settings(languages=("en", "pt-BR"))
    assert canonical_languages(("PT-br", "en", "en"), made) == ("pt-BR", "en")
    with pytest.raises(UsageError, match="did you mean 'pt-BR'"):
        canonical_languages(("pt",), made)


def test_reviewed_texts_come_from_the_default_feed_where_that_asks_for_them() -> None:
    found = base(Profile(), settings(), "es")
    assert found is not None
    assert found.id == "all"


def test_else_from_the_first_feed_that_asks_for_them() -> None:
    feeds = (
        FeedSettings(id="heart", min_state="reviewed", topics=("heart",)),
        FeedSettings(id="good", min_state="final"),
    )
    made = settings(min_state="translated", feeds=feeds)
    assert [base(profile, made, "es").id for profile in (Profile(), Profile(topics=("heart",)))] == ["good", "heart"]  # type: ignore[union-attr]
    assert base(Profile(tier="drafts"), made, "es").id == "all"  # type: ignore[union-attr]


def test_a_language_may_have_another_gate_than_the_rest() -> None:
    made = settings(language={"es": LanguageSettings(min_state="translated")})
    assert base(Profile(), made, "en").id == "all"  # type: ignore[union-attr]
    told = refusal(made)
    assert "in es:" in told
    assert '[[feeds]]\n  id = "reviewed"\n  min_state = "reviewed"\n' in told
    check(Profile(languages=("en",)), made, audiences=(), now=NOW)
    check(Profile(tier="drafts"), made, audiences=(), now=NOW)


def test_a_partner_stays_with_its_feed_as_long_as_that_fits() -> None:
    gated = (FeedSettings(id="reviewed", min_state="reviewed"),)
    admitted = bound(Profile(), settings(min_state="translated", feeds=gated))
    assert admitted.feeds == ("en/reviewed", "es/reviewed")
    later = settings(feeds=gated)  # now the default feed has that gate as well
    assert [base(profile, later, "es").id for profile in (Profile(), admitted)] == ["all", "reviewed"]  # type: ignore[union-attr]
    assert base(admitted, settings(), "es").id == "all", "it is gone"  # type: ignore[union-attr]
    laxer = settings(feeds=(FeedSettings(id="reviewed", min_state="translated"),))
    assert base(admitted, laxer, "es").id == "all", "no draft gets through"  # type: ignore[union-attr]


def test_calls_to_action_need_a_feed_that_has_them() -> None:
    told = refusal(settings(feeds=(FeedSettings(id="partners"),)), promotion=True, tier="drafts")
    assert '[[feeds]]\n  id = "partners-2"\n  promotion = true\n' in told
    check(Profile(promotion=True), settings(feeds=(FeedSettings(id="own", promotion=True),)), audiences=(), now=NOW)
    brief = FeedSettings(id="own", promotion=True, content="summary")
    assert base(Profile(promotion=True), settings(feeds=(brief,)), "es") is None


def test_nobody_is_added_to_a_feed_that_was_closed() -> None:
    made = settings(language={"es": LanguageSettings(retired=NOW.date())})
    assert "was closed in es" in refusal(made)
    check(Profile(languages=("en",)), made, audiences=(), now=NOW)
