"""docs/api.md: its examples do what it promises, against a real server, and it knows every word of the API."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from service_api_client import AT, HOST, Client, publish_twice
from service_kit import LOOPBACK, service, serving

from syndicate.service.api.refusals import KINDS

PAGE = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", PAGE)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    made = service(publish_twice(tmp_path_factory.mktemp("library")), publish=False, at=AT)
    made.shelf.refresh()
    yield Client(made)
    made.database.close()


def test_it_knows_every_address_parameter_and_kind_of_problem(api: Client) -> None:
    described = api("/openapi.json").json()
    for path, operations in described["paths"].items():
        assert f"`/v1{path}`" in PAGE
        parameters = operations["get"].get("parameters", ())
        assert all(f"`{one['name']}`" in PAGE or f"`{{{one['name']}}}`" in PAGE for one in parameters), path
        assert all(status in PAGE for status in operations["get"]["responses"] if status not in ("200", "406", "412"))
    for kind in KINDS:
        assert f"`{kind.rpartition(':')[2]}`" in PAGE
    (example,) = blocks("json")
    assert list(json.loads(example)) == list(api.json("/es/latest"))


@LOOPBACK
@pytest.mark.slow
def test_its_examples_answer_as_it_says(api: Client, tmp_path: Path) -> None:
    def run(script: str) -> str:
        told = script.replace(HOST, url)
        done = subprocess.run(["sh", "-eu", "-c", told], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (told, done.stderr)
        return done.stdout

    with serving(api.app) as url:
        newest, since, filtered, withdrawn, conditional, refused = map(run, blocks("sh"))
        assert json.loads(newest)["count"] == 2
        assert json.loads(since)["count"] == 0
        told: Any = json.loads(filtered)
        assert [len(told[part]) for part in ("items", "changed", "withdrawn")] == [1, 1, 1]
        assert [one["article"] for one in json.loads(withdrawn)["withdrawals"]] == ["hands"]
        assert conditional == "304\n"
        assert json.loads(refused)["errors"][0]["nearest"] == "prevention"


@LOOPBACK
@pytest.mark.slow
def test_its_script_keeps_a_copy(tmp_path: Path) -> None:
    root = publish_twice(tmp_path / "library")
    second = tmp_path / "second"
    (root / "feeds").rename(second)
    shutil.copytree(root / "first", root / "feeds")
    made = service(root, publish=False, at=AT)
    made.shelf.refresh()
    api = Client(made)
    names: dict[str, Any] = {"__name__": "copy"}
    exec(compile(blocks("python")[0], "docs/api.md", "exec"), names)
    own = made.library.settings.base_url
    with serving(api.app) as url:
        original = names["pages"]
        names["pages"] = lambda address: original(address.replace(own, f"{url}/"))
        copy = names["follow"]({}, f"{url}/v1/es/latest")
        assert sorted(copy["entries"]) == [f"tag:example.org,2026:{name}/es" for name in ("hands", "sleep")]
        shutil.copytree(second, root / "feeds", dirs_exist_ok=True)
        assert made.shelf.refresh()
        names["follow"](copy, f"{url}/v1/es/latest")
    assert sorted(copy["entries"]) == [
        "tag:example.org,2026:sleep/es",
        "tag:example.org,2026:sleep/es/correction/2026-11-23",
    ]
    assert "fresco" in copy["entries"]["tag:example.org,2026:sleep/es"]["text"]
    made.database.close()
