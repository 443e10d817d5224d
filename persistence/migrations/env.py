"""Alembic's way in: runs on the connection that `persistence.schema.migrate` opened and locked."""

from alembic import context

import persistence.log_orders
import persistence.notice_tables
import persistence.oversight
import persistence.personal_tables
import persistence.projections
import persistence.relocation_tables
import persistence.sequence
import persistence.studio_tables
import persistence.studio_walks
import persistence.substitution_table
import persistence.template_tables  # noqa: F401
from persistence.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
