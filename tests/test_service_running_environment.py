"""Settings of the service from the environment: SYNDICATE_SERVICE_<KEY> over the file's, told by variable."""

from dataclasses import fields, replace

import pytest

from syndicate.config import ServiceSettings, Settings
from syndicate.errors import SettingsError
from syndicate.service.running.environment import overlaid

FILE = Settings(
    title="Health",
    base_url="https://feeds.example.org/",
    authority="example.org,2026",
    service=ServiceSettings(port=8081, workers=2, trusted_proxies=("10.0.0.0/8",)),
)
PASSWORD = "postgresql+psycopg://syndicate:tr0ub4dor@db/syndicate"


def faults(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        overlaid(FILE, environ)
    return [str(problem) for problem in caught.value.problems]


def test_without_a_word_of_the_environment_the_file_counts() -> None:
    assert overlaid(FILE, {"PATH": "/bin", "SYNDICATE_ADMIN_TOKEN": "x"}) == FILE.service


def test_every_kind_of_value_is_read() -> None:
    found = overlaid(
        FILE,
        {
            "SYNDICATE_SERVICE_HOST": "0.0.0.0",
            "SYNDICATE_SERVICE_PORT": "9000",
            "SYNDICATE_SERVICE_PUBLIC": "false",
            "SYNDICATE_SERVICE_ACCESS_LOG": "0",
            "SYNDICATE_SERVICE_HUB": "TRUE",
            "SYNDICATE_SERVICE_STOP_TIMEOUT": "2.5",
            "SYNDICATE_SERVICE_TRUSTED_PROXIES": "127.0.0.1, 192.168.0.0/16,",
            "SYNDICATE_SERVICE_ENCODINGS": "br,gzip",
        },
    )
    assert found == replace(
        FILE.service,
        host="0.0.0.0",
        port=9000,
        public=False,
        access_log=False,
        hub=True,
        stop_timeout=2.5,
        trusted_proxies=("127.0.0.1", "192.168.0.0/16"),
        encodings=("br", "gzip"),
    )


def test_an_empty_list_names_nobody() -> None:
    assert overlaid(FILE, {"SYNDICATE_SERVICE_TRUSTED_PROXIES": ""}).trusted_proxies == ()


@pytest.mark.parametrize("field", fields(ServiceSettings), ids=lambda field: field.name)
def test_every_key_has_its_variable(field: "object") -> None:
    name, value = field.name, getattr(FILE.service, field.name)  # type: ignore[attr-defined]
    text = ",".join(value) if isinstance(value, tuple) else str(value)
    assert overlaid(FILE, {f"SYNDICATE_SERVICE_{name.upper()}": text}) == FILE.service


def test_the_database_may_have_its_usual_name() -> None:
    assert overlaid(FILE, {"SYNDICATE_DATABASE_URL": PASSWORD}).database == PASSWORD
    both = {"SYNDICATE_DATABASE_URL": PASSWORD, "SYNDICATE_SERVICE_DATABASE": PASSWORD}
    assert overlaid(FILE, both).database == PASSWORD


def test_two_databases_are_one_too_many_and_neither_is_shown() -> None:
    (fault,) = faults(SYNDICATE_DATABASE_URL=PASSWORD, SYNDICATE_SERVICE_DATABASE="sqlite:///x.db")
    assert fault.startswith("SYNDICATE_DATABASE_URL: error settings-value: says something else")
    assert "tr0ub4dor" not in fault


def test_an_unknown_variable_is_an_error_with_the_nearest_known_one() -> None:
    (fault,) = faults(SYNDICATE_SERVICE_PROT="9000")
    assert fault == (
        "SYNDICATE_SERVICE_PROT: error settings-unknown: unknown variable → did you mean SYNDICATE_SERVICE_PORT?"
    )


def test_every_fault_is_told_at_once_and_no_value_with_it() -> None:
    told = faults(
        SYNDICATE_SERVICE_PORT="tr0ub4dor",
        SYNDICATE_SERVICE_HUB="maybe",
        SYNDICATE_SERVICE_WORKERS="0",
        SYNDICATE_SERVICE_STOP_TIMEOUT="soon",
        SYNDICATE_SERVICE_ENCODINGS="br,lzma",
        SYNDICATE_SERVICE_TRUSTED_PROXIES="10.0.0.0/8,proxy",
    )
    assert sorted(told) == [
        "SYNDICATE_SERVICE_ENCODINGS: error settings-value: 'lzma' is no encoding that we make; "
        "these are: br, zstd, gzip",
        "SYNDICATE_SERVICE_HUB: error settings-value: true or false is wanted",
        "SYNDICATE_SERVICE_PORT: error settings-value: a whole number is wanted",
        "SYNDICATE_SERVICE_STOP_TIMEOUT: error settings-value: a number is wanted",
        "SYNDICATE_SERVICE_TRUSTED_PROXIES: error settings-value: 'proxy' is no address or network "
        '→ write it like "127.0.0.1" or "10.0.0.0/8"',
        "SYNDICATE_SERVICE_WORKERS: error settings-value: must be between 1 and 64",
    ]
