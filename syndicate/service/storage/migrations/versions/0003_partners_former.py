"""Partners can be changed: when, and what they were given before; of those texts they must hear, too."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; rows from before them have none."""
    op.add_column("partners", sa.Column("former", sa.JSON(), nullable=True))
    op.add_column("partners", sa.Column("changed", sa.DateTime(timezone=True), nullable=True))
    op.add_column("views", sa.Column("changed", sa.DateTime(timezone=True), nullable=True))
