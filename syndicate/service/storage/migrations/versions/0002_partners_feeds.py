"""A partner's documents are made from the same published feed for as long as it fits: it is written down."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; partners from before it have none."""
    op.add_column("partners", sa.Column("feeds", sa.JSON(), nullable=True))
