"""How a migration runs: on the connection, and in the transaction, that storage/schema.py gives."""

from alembic import context

from course.storage import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.METADATA,
    render_item=schema.render_item,
    render_as_batch=True,  # SQLite alters a table by making it anew
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
