"""The publisher's dashboard: what needs a person, at /admin; pages without a script, which change nothing."""
