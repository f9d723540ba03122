"""Translation: catalogs, drafts, checks, sign-off and exchange. Which room may import which is in pyproject.toml."""
