"""Drafts of what is missing: from memory, or by a machine behind protection and verification."""
