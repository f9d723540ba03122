"""Multilingual content syndication for health publishers: articles in, feeds per language out."""

__version__ = "0.1.0"
