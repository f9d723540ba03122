"""From an article to its catalogs and templates, new or brought up to date."""
