"""Translation: an article's PO files, what their entries are worth, what is risky, and what is wrong in them."""
