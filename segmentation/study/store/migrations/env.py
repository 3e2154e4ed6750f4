"""Alembic's environment: migrations on the connection that the store has opened."""

from alembic import context

from segmentation.study.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
