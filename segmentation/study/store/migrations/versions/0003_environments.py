"""Environments in which studies ran."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of studies that have run nothing is known."""
    op.add_column("studies", sa.Column("environments", sa.Text))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("studies", "environments")
