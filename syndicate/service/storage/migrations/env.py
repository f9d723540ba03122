"""Alembic's entry: run the steps on the connection that :func:`migrate` hands over."""

from alembic import context

from syndicate.service.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
