"""Loading: bytes from sources, parsed to articles, taken apart to segments and put together again."""
