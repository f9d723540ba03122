"""Measurements of the whole program on libraries of any size; see README.md."""
