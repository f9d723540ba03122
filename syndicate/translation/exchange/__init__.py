"""Exchange with other tools: catalogs and glossaries as XLIFF, TMX, TBX and CSV, and back."""
