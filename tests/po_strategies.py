"""PO files as tools and people leave them, for Hypothesis: any order, wrap, comment, flag and spacing that is PO."""

from hypothesis import strategies as st
from translate.storage.pypo import escapeforpo

from syndicate.translation.catalogs.wrapping import quoted

texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)
words = st.text("abcdé ñ中文ب-/.,;<b>0123456789", min_size=1, max_size=160)
_line = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")), max_size=40)
_blank = st.sampled_from(["", "\n", "\n\n", " \n", "\t\n\n"])


def _split(draw: st.DrawFn, word: str, text: str) -> list[str]:
    """The text in lines that a person broke somewhere."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    parts = [text[i:j] for i, j in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return [f'{word} "{escapeforpo(parts[0])}"', *(f'"{escapeforpo(part)}"' for part in parts[1:])]


@st.composite
def strings(draw: st.DrawFn, word: str, text: str) -> list[str]:
    """A keyword with a text: by hand, wrapped at some width, or not wrapped."""
    width = draw(st.sampled_from([None, 0, 76, 77, 79, 80]))
    return _split(draw, word, text) if width is None else list(quoted(word, text, width))


@st.composite
def entries(draw: st.DrawFn, number: int) -> str:
    """One entry; its number makes its msgid differ from the others'."""
    comments = [f"# {draw(_line)}" for _ in range(draw(st.integers(0, 2)))]
    comments += draw(st.sampled_from([[], ["#. body"], ["#: a.md:3 b.md:4"], ["#"]]))
    comments += draw(st.sampled_from([[], ["#, fuzzy"], ["#, no-wrap, x-mine"], ["#= fuzzy"]]))
    is_obsolete = draw(st.booleans())
    if draw(st.booleans()):
        comments += [("#~| " if is_obsolete else "#| ") + line for line in quoted("msgid", draw(words))]
    body = draw(strings("msgctxt", draw(texts))) if draw(st.booleans()) else []
    body += draw(strings("msgid", f"{number} {draw(words)}"))
    if draw(st.integers(0, 9)) == 0:
        body += draw(strings("msgid_plural", draw(words)))
        body += draw(strings("msgstr[0]", draw(words))) + draw(strings("msgstr[1]", draw(words)))
    else:
        body += draw(strings("msgstr", draw(words | st.just(""))))
    if is_obsolete:
        space = draw(st.sampled_from(["#~ ", "#~", "#~  "]))
        body = [space + line for line in body]
    return "\n".join([*comments, *body]) + "\n" + draw(_blank)


@st.composite
def files(draw: st.DrawFn, most: int = 5) -> str:
    """A PO file with a header, entries and perhaps a last word."""
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Mine: 1\\n"\n\n'
    body = "".join(draw(entries(number)) for number in range(draw(st.integers(1, most))))
    text = header + body + draw(st.sampled_from(["", "# the last word\n", "\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
