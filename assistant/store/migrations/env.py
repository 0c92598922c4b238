"""Alembic's entry: runs the revisions on the engine that `store.migrate` hands over."""

from alembic import context

import assistant.store.review_tables
import assistant.store.tables
import assistant.store.web_tables  # noqa: F401
from assistant.store.engine import write
from assistant.store.metadata import metadata

with write(context.config.attributes["engine"]) as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
