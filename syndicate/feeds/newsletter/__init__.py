"""Newsletters: an entry as a mail's body, the document of the latest entries, and the issues made from them."""
