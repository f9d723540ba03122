"""The shapes of the answers that no published schema describes: the catalog by language and by topic, and problems."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Members may be added: readers ignore those that they do not know."""

    model_config = ConfigDict(extra="allow", frozen=True)


class FeedShape(Shape):
    """A feed in one language. Addresses are null where it is not published in that format."""

    id: str = Field(description="Give it as `feed`.", examples=["all"])
    title: str
    description: str
    entries: int = Field(ge=0, description="How many entries stand in it.")
    content: Literal["full", "summary"] = Field(description="How much of each entry its documents hold.")
    topic: str | None = Field(description="The key of the only topic that it is about.")
    retired: str | None = Field(description="The day on which it was closed: nothing new comes.")
    latest: str = Field(description="Its newest entries here.", json_schema_extra={"format": "uri"})
    atom: str | None = Field(json_schema_extra={"format": "uri"})
    rss: str | None = Field(json_schema_extra={"format": "uri"})
    json_: str | None = Field(alias="json", json_schema_extra={"format": "uri"})


class LanguageShape(Shape):
    """A language with its feeds."""

    language: str = Field(description="BCP 47.", examples=["pt-BR"])
    name: str = Field(description="Its own name for itself.", examples=["português (Brasil)"])
    direction: Literal["ltr", "rtl"]
    home: str = Field(description="Its page for people.", json_schema_extra={"format": "uri"})
    latest: str = Field(description="Its newest entries here.", json_schema_extra={"format": "uri"})
    cursor: str = Field(
        description="How far the feed `all` goes now: who keeps it gets what joins from now on.",
        pattern=r"^[A-Za-z0-9._~-]+$",
    )
    updated: str = Field(description="When the feed `all` last changed.")
    retired: str | None = Field(description="The day on which all of it was closed.")
    feeds: list[FeedShape]


class Languages(Shape):
    """The languages in which anything is published."""

    schema_: Literal["syndicate.languages/1"] = Field(default="syndicate.languages/1", alias="schema")
    title: str = Field(description="The library's name.")
    languages: list[LanguageShape]


class TopicFeedShape(Shape):
    """A topic in one language."""

    language: str = Field(description="BCP 47.")
    label: str = Field(description="Its name there.")
    feed: str = Field(description="The id of its feed.", examples=["topics/neurology"])
    entries: int = Field(ge=0, description="How many entries stand in it.")
    latest: str = Field(description="Its newest entries here.", json_schema_extra={"format": "uri"})


class TopicShape(Shape):
    """A topic, and where it is published."""

    key: str = Field(description="Give it as `topic`.", examples=["neurology"])
    scheme: str | None = Field(description="The vocabulary that its code is from.")
    code: str | None
    languages: list[TopicFeedShape]


class Topics(Shape):
    """The topics of the library, also those about which nothing is published yet."""

    schema_: Literal["syndicate.topics/1"] = Field(default="syndicate.topics/1", alias="schema")
    topics: list[TopicShape]


class ErrorShape(Shape):
    """One parameter that could not be used."""

    parameter: str
    detail: str
    nearest: str | None = Field(description="The known value that is most like it.")


class Problem(Shape):
    """Problem details (RFC 9457): what is wrong, and what to do."""

    type: str = Field(description="What kind of problem it is, for machines.")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    errors: list[ErrorShape] = Field(default=[], description="The parameters that could not be used.")
