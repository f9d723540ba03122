"""What a language needs besides its words: CLDR dates, numbers and lists, quotes, direction, interface strings."""
