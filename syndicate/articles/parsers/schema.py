"""The document of an article, as authors write it: one pydantic model, and the JSON Schema that is made of it.

The model checks each value; what a fault is called and where it stands is added by `validate`. The values become
the core's own nouns in article.py: nothing behind the parsers knows pydantic.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema
from pydantic_core import ErrorDetails

from syndicate.articles.parsers import fields as kinds
from syndicate.articles.parsers.fields import Surroundings
from syndicate.articles.parsers.findings import LIMIT, Findings, nearest
from syndicate.articles.parsers.nodes import Object, locate, to_data

SCHEMA_ID = "urn:syndicate:schema:article:1"
_STRICT = ConfigDict(extra="forbid", frozen=True)


class ReviewFields(BaseModel):
    """The medical review."""

    model_config = _STRICT
    on: kinds.Date | None = Field(None, description="When the article was reviewed.")
    by: kinds.Optional = Field("", description="Who reviewed it.", examples=["Dr. Amal Haddad"])
    next: kinds.Date | None = Field(None, description="When the next review is due.")


class AuthorFields(BaseModel):
    """Who wrote the article; a name alone will do."""

    model_config = _STRICT
    name: kinds.Line = Field(description="The name, as it is printed.")
    url: kinds.Web | None = Field(None, description="A page about the author.")
    email: kinds.Email | None = Field(None, description="An address that may be published.")


class CodeFields(BaseModel):
    """What the article is about, in one code system."""

    model_config = _STRICT
    name: kinds.Line = Field(description="The concept in words.", examples=["Multiple sclerosis"])
    system: kinds.Line = Field(description="The code system.", examples=["mesh", "icd-10", "atc"])
    code: kinds.Number = Field(description="The code.", examples=["D009103"])
    version: kinds.Number = Field("", description="The edition of the code system.", examples=["2026"])
    verified: kinds.Truth = Field(
        "false", description="Whether a person has checked the code: only then it is published."
    )


class ImageFields(BaseModel):
    """The picture of the article."""

    model_config = _STRICT
    src: kinds.Picture = Field(description="An https address, or a path relative to the article's file.")
    alt: kinds.Optional = Field("", description="What the picture shows, in plain text.")


class QuestionFields(BaseModel):
    """A question that readers ask."""

    model_config = _STRICT
    question: kinds.Line = Field(description="The question, in plain text.")
    answer: kinds.Markdown = Field(description="One paragraph of Markdown.")


class WithdrawalFields(BaseModel):
    """The article is taken back."""

    model_config = _STRICT
    on: kinds.Date = Field(description="Since when.")
    reason: kinds.Markdown | None = Field(None, description="Why: one paragraph of Markdown.")
    replaced_by: kinds.Id | None = Field(None, description="The id of the article to read instead.")
    languages: list[kinds.Language] = Field([], description="In which languages; none named: in all of them.")


class CorrectionFields(BaseModel):
    """What was put right."""

    model_config = _STRICT
    on: kinds.Date = Field(description="When.")
    severity: kinds.Severity = Field(description="minor, material, or safety: it could have harmed a reader.")
    note: kinds.Markdown | None = Field(
        None, description="What was wrong and what is right: one paragraph of Markdown."
    )


class ChangeFields(BaseModel):
    """An editor's decision on one change of the article."""

    model_config = _STRICT
    hash: kinds.Hash = Field(description="The content's hash after the change.")
    severity: kinds.Severity = Field(description="minor, material or safety.")
    by: kinds.Line = Field(description="Who decided.")
    why: kinds.Optional = Field("", description="Why.")


Authors = list[
    Annotated[
        AuthorFields,
        BeforeValidator(lambda value: {"name": value} if isinstance(value, str) else value),
        WithJsonSchema({"anyOf": [{"type": "string"}, AuthorFields.model_json_schema()]}),
    ]
]


class Document(BaseModel):
    """An article: the front matter of a Markdown file, or a YAML or JSON document with the Markdown in `body`."""

    model_config = _STRICT
    id: kinds.Id = Field(description="The article's name for ever; never changes.", examples=["flu-vaccine-questions"])
    language: kinds.Language = Field(description="The language that the article is written in: a BCP 47 tag.")
    title: kinds.Title = Field(description="The title, in plain text.")
    summary: kinds.Optional = Field("", description="One or two sentences, in plain text.")
    published: kinds.Date | None = Field(None, description="When it was first published.")
    updated: kinds.Date | None = Field(None, description="When it was last changed.")
    reviewed: ReviewFields | None = Field(None, description="The medical review.")
    authors: Authors = Field([], description="Who wrote it.", examples=[["Ana Ruiz"]])
    topics: list[kinds.Topic] = Field([], description="Keys of topics in the settings.", examples=[["neurology"]])
    about: list[CodeFields] = Field([], description="What it is about, in code systems.")
    audience: list[kinds.Key] = Field([], description="Whom it is written for.", examples=[["patient", "caregiver"]])
    image: ImageFields | None = Field(None, description="The picture of the article.")
    url: kinds.Addresses = Field({}, description="Where the article is on the web: one address, or one a language.")
    license: kinds.License = Field("", description="The license: an SPDX name or an address.", examples=["CC-BY-4.0"])
    attribution: kinds.Optional = Field("", description="Whom a copy must name.")
    faq: list[QuestionFields] = Field([], description="Questions that readers ask, with answers.")
    takeaways: list[kinds.Markdown] = Field([], description="What to keep in mind: one paragraph of Markdown each.")
    references: list[kinds.Line] = Field([], description="References to the literature; never translated.")
    related: list[kinds.Id] = Field([], description="Ids of related articles.")
    disclaimer: kinds.Key | None = Field(None, description="The key of a disclaimer.", examples=["medicines"])
    promotion: kinds.Markdown | None = Field(None, description="A call to action; left out of partners' feeds.")
    status: kinds.Status = Field("usable", description="usable, or withheld: kept out of every feed for now.")
    withdrawn: WithdrawalFields | None = Field(None, description="The article is taken back.")
    correction: CorrectionFields | None = Field(None, description="What was put right.")
    changes: list[ChangeFields] = Field([], description="Editors' decisions on changes.")
    embargo: kinds.Date | None = Field(None, description="Not to be published before.")
    expires: kinds.Date | None = Field(None, description="Not to be published after.")
    body: str = Field("", description="The text in Markdown; in a Markdown file it stands below the front matter.")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of an article's document."""
    schema = Document.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID} | schema | {"title": "Article"}


def validate(root: Object, around: Surroundings, findings: Findings) -> Document | None:
    """The document in the nodes; None where there are faults, each of which goes to ``findings`` with its place."""
    try:
        return Document.model_validate(to_data(root), context=around)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        for details in faults[:LIMIT]:  # looking for the nearest name takes 1 ms each
            _report(details, root, findings)
        findings.leave_off(len(faults[LIMIT:]))
        return None


_MODELS: dict[str, type[BaseModel]] = {
    "": Document,
    "reviewed": ReviewFields,
    "authors": AuthorFields,
    "about": CodeFields,
    "image": ImageFields,
    "faq": QuestionFields,
    "withdrawn": WithdrawalFields,
    "correction": CorrectionFields,
    "changes": ChangeFields,
}
_TYPES = {"string_type": "a text", "list_type": "a list: [first, second]", "dict_type": "a map by language"}


def _report(details: ErrorDetails, root: Object, findings: Findings) -> None:
    """Pydantic's account of a fault as ours, with the line and column of what is at fault."""
    location, kind, context = details["loc"], details["type"], details.get("ctx", {})
    name = ".".join(str(step) for step in location if step != "[key]")
    place = locate(root, location, is_key=kind == "extra_forbidden" or location[-1:] == ("[key]",))
    match kind:
        case "missing":
            code = f"{location[-1]}-missing" if len(location) == 1 else "field-missing"
            if location[0] == "faq":
                code = f"faq-{location[-1]}-missing"
            findings.error(code, f"{name} is missing", place, f"write {location[-1]}: …")
        case "extra_forbidden":
            known = _fields_at(location[:-1])
            findings.error(
                "field-unknown", f"{name} is no field of an article", place, nearest(str(location[-1]), known)
            )
        case "string_type" | "list_type" | "dict_type" | "model_type" | "model_attributes_type":
            wanted = _TYPES.get(kind) or f"a map of {', '.join(_fields_at(location))}"
            findings.error("type-invalid", f"{name} is of the wrong kind", place, f"write {wanted}")
        case _:
            advice = str(context.get("advice", "")) or "write it in another way"
            findings.error(kind.replace("_", "-"), f"{name}: {details['msg']}", place, advice)


def _fields_at(location: tuple[int | str, ...]) -> tuple[str, ...]:
    """The fields of the map at a location: the maps of an article hold no maps of their own but `url`."""
    return tuple(_MODELS.get(str(location[0]) if location else "", Document).model_fields)
