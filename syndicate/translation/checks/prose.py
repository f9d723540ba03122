"""What the checks of wording look at: the text that readers see, without what is not language."""

import re
from functools import lru_cache

from syndicate.articles.inline import to_plain
from syndicate.model import Text
from syndicate.translation.linguistics.addresses import without_addresses

_CODE = re.compile(r"<code>.*?</code>|\{\w+\}", re.DOTALL)
_INVISIBLE = re.compile("[\xad\u200b-\u200f\u061c\u2060-\u2069\u202a-\u202e\ufe0e\ufe0f\ufeff]")
_PUNCTUATION = '.,;:!?¿¡…()[]{}"“”„«»‹›（）「」《》【】。，、；：！？،؛؟·•/—–'


@lru_cache(maxsize=2048)  # a source is looked at by each check in each language
def shown(source: str) -> str:
    """The text of a source in segment notation, without tags and invisible characters."""
    text = to_plain(Text(source)) if "<" in source or "&" in source else source
    return text if text.isprintable() else _INVISIBLE.sub("", text)


@lru_cache(maxsize=2048)
def prose(source: str) -> str:
    """`shown`, with spaces in the place of code, placeholders and addresses."""
    return without_addresses(shown(_CODE.sub(" ", source) if "<code>" in source or "{" in source else source))


@lru_cache(maxsize=2048)
def words(source: str) -> tuple[str, ...]:
    """The words of `prose` in lower case, numbers among them, without the punctuation round them."""
    return tuple(word for part in prose(source).lower().split() if (word := part.strip(_PUNCTUATION)))
