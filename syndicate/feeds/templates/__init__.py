"""The HTML that we write: bodies, frames and pages, in Jinja2 with autoescape and no undefined names."""

from collections.abc import Callable
from functools import lru_cache

import jinja2

from syndicate.model import Image, Items, Paragraph, Quote, Table

_KINDS = {"paragraph": Paragraph, "items": Items, "table": Table, "quote": Quote, "image": Image}


@lru_cache(maxsize=4)
def environment(package: str) -> jinja2.Environment:
    """The templates of a package's folder ``templates/``."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.tests |= {name: _is(kind) for name, kind in _KINDS.items()}
    return environment


def _is(kind: type) -> Callable[[object], bool]:
    def is_of_kind(value: object) -> bool:
        return isinstance(value, kind)

    return is_of_kind


def template(name: str) -> jinja2.Template:
    """The template of that file name, read and compiled at its first use: like code, it never changes after that."""
    return environment("syndicate.feeds").get_template(name)
