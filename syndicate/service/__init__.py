"""The library on the web: feeds, API, hub, partners and dashboard over HTTP."""
