"""What a partner was given before it was changed is remembered: of those texts it must hear, too."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; partners from before it have none."""
    op.add_column("partners", sa.Column("former", sa.JSON(), nullable=True))
