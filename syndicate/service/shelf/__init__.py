"""The published files as they are served: whole editions, one after another, and their encodings."""
