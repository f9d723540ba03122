"""The API for newsletter tools and portals: ``/v1/…``, JSON, described by its own OpenAPI document."""
