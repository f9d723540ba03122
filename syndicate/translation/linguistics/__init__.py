"""What languages do with words and numbers: tables and readers that know nothing of catalogs."""
