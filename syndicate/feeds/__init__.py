"""From a translated content to the bytes of a feed: gate, body, frame, selection, formats, ledger, validation."""
