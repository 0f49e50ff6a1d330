"""What Alembic runs: always within the transaction that `server.migrations` opened."""

from alembic import context

from server.migrations import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata().metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
