"""The OpenAPI document of the API: valid, complete and true, as a machine finds out that believes every word of it."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.engine import events, from_schema
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR
from service_api_client import AT, Client, publish_twice
from service_kit import service

DATES = ["2026-11-22", "2026-11-23T12:00:00Z", "2026-01-01T00:00:00-03:00", "0001-01-01"]
MARK = "1795348800.0123456789ab.012345"
FORMATS = {  # what the document says of their form, and what of its values there is
    "cursor-or-date": st.sampled_from([*DATES, "0", ""]),
    "mark-or-date": st.sampled_from([*DATES, "0", "", MARK]),
    "page": st.just(""),
    "page-of-marks": st.just(""),  # what leads on from a cursor is none: that is told in words
    "topics": st.sampled_from(["prevention", "heart", "heart,prevention", ""]),
    "audience": st.sampled_from(["patient", "clinician,caregiver", ""]),
}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    made = service(publish_twice(tmp_path_factory.mktemp("library")), publish=False, at=AT)
    made.shelf.refresh()
    yield Client(made)
    made.database.close()


@pytest.fixture(scope="module")
def described(api: Client) -> Any:
    return api("/openapi.json").json()


def test_it_is_openapi_3_1_and_every_reference_in_it_leads_somewhere(described: Any) -> None:
    OPENAPI_31_VALIDATOR.validate(described)
    text = json.dumps(described)
    for part in text.split('"$ref": "')[1:]:
        found: Any = described
        for name in part.partition('"')[0].removeprefix("#/").split("/"):
            found = found[name]
        assert found
    for name, schema in described["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert "Validation" not in name, "nothing of the framework's own"


def test_it_tells_everything_that_is_asked_and_answered(described: Any) -> None:
    of_a_language = ["/{lang}/latest", "/{lang}/items/{id}"]
    others = ["/languages", "/topics", "/corrections", "/withdrawals", "/openapi.json"]
    assert list(described["paths"]) == [*of_a_language, *others]
    for path in described["paths"].values():
        operation = path["get"]
        assert operation["summary"]
        assert {"200", "304", "400", "403", "405", "503"} <= operation["responses"].keys()
        assert "422" not in operation["responses"]
        assert {"ETag", "Last-Modified"} <= operation["responses"]["200"]["headers"].keys()
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], parameter["name"]
    assert described["servers"] == [{"url": "https://feeds.example.org/v1"}]


def test_it_has_the_languages_and_feeds_that_there_are(described: Any) -> None:
    parameters = {one["name"]: one for one in described["paths"]["/{lang}/latest"]["get"]["parameters"]}
    assert parameters["lang"]["schema"]["enum"] == ["en", "es"]
    feed = parameters["feed"]["schema"]
    assert (feed["enum"], feed["default"]) == (["all", "reviewed", "topics/heart", "topics/prevention"], "all")
    limit = parameters["limit"]["schema"]
    assert (limit["type"], limit["minimum"], limit["maximum"]) == ("integer", 1, 100)


@pytest.mark.slow
def test_a_machine_that_believes_every_word_finds_no_lie(api: Client) -> None:
    """Hundreds of right and wrong questions: statuses, types, headers and shapes are those of the document."""
    for name, strategy in FORMATS.items():
        schemathesis.openapi.format(name, strategy)
    accepted = {"expected-statuses": [200, 304, 404, 409, 410, 412]}  # 404: an id; 409, 410: a cursor
    config = schemathesis.Config.from_dict(
        {
            "seed": 20261122,
            "workers": 1,
            "generation": {"deterministic": True, "max-examples": 30, "database": "none"},
            "phases": {"stateful": {"enabled": False}},
            "checks": {"positive_data_acceptance": accepted},
        }
    )
    described = schemathesis.openapi.from_asgi("/v1/openapi.json", api.app, config=config)
    lies, asked = [], 0
    for event in from_schema(described).execute():
        assert not isinstance(event, events.FatalError | events.NonFatalError), event
        if isinstance(event, events.ScenarioFinished):
            asked += len(event.recorder.cases)
            checks = [check for each in event.recorder.checks.values() for check in each]
            lies += [f"{event.label}: {check.failure_info}" for check in checks if check.failure_info]
    assert not lies, "\n".join(lies)
    assert asked > 250
