"""Creators of studies."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; studies that are there have no creator."""
    op.add_column("studies", sa.Column("creator", sa.Text))
    op.create_index("ix_studies_creator", "studies", ["creator"])


def downgrade() -> None:
    """Drop the column."""
    op.drop_index("ix_studies_creator", "studies")
    op.drop_column("studies", "creator")
