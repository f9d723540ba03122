"""The validators that a feed passes before it is published: Atom, RSS and JSON Feed, each by one pure function.

``atom``, ``rss`` and ``json_feed`` take the bytes of a document and return its Problems; RULES says for each code
what it means, and WARNINGS which codes do not stop a feed. Nothing that is in a document makes them raise.
Documents that share entries can share a ``clean`` set: the same texts are then looked at once.
"""

from syndicate.feeds.validate.atom_feed import atom
from syndicate.feeds.validate.findings import Clean
from syndicate.feeds.validate.json_document import json_feed
from syndicate.feeds.validate.rss_feed import rss
from syndicate.feeds.validate.rules import RULES, WARNINGS

__all__ = ["atom", "rss", "json_feed", "Clean", "RULES", "WARNINGS"]
