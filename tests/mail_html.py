"""What the HTML of a mail may hold (reference: the tags and attributes that mail clients keep), as one check."""

import re

from lxml import html as lxml_html

TAGS = frozenset(
    {
        "p",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "li",
        "a",
        "img",
        "strong",
        "em",
        "blockquote",
        "div",
        "bdi",
        "br",
        "code",
        "hr",
    }
    | {"hr", "table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES = frozenset(
    {"lang", "dir", "style", "href", "hreflang", "rel", "src", "alt", "width", "height", "align", "scope", "start"}
    | {"role", "aria-label", "translate"}
)


def faults(text: str, more: frozenset[str] = frozenset()) -> list[str]:
    """What of the HTML a mail client would drop, mistrust or show badly; ``more`` are further tags that may stand."""
    root = lxml_html.fragment_fromstring(text, create_parent="body")
    found = []
    for element in root.iterdescendants():
        if not isinstance(element.tag, str):
            found.append(f"comment {element}")
            continue
        if element.tag not in TAGS | more:
            found.append(f"<{element.tag}>")
        found += [f"{element.tag} {name}" for name in element.attrib if name not in ATTRIBUTES]
        if re.search(r"url\(|expression|position|@import", element.get("style", ""), re.IGNORECASE):
            found.append(f"style {element.get('style')}")
        for name in ("href", "src"):
            if not re.match(r"https?://|mailto:|tel:", element.get(name, "https://")):
                found.append(f"{name} {element.get(name)}")
        if element.tag == "img":
            found += [f"img without {name}" for name in ("src", "alt") if name not in element.attrib]
            if not 0 < int(element.get("width", "1")) <= 600:
                found.append(f"img width {element.get('width')}")
    return found


def tree(text: str) -> lxml_html.HtmlElement:
    """The fragment as a tree, under a body of its own."""
    return lxml_html.fragment_fromstring(text, create_parent="body")


def headings(text: str) -> list[str]:
    """The tags of the headings, in order."""
    return [element.tag for element in tree(text).iter("h1", "h2", "h3", "h4", "h5", "h6")]
