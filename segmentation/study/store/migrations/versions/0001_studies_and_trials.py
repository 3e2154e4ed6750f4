"""Studies and their trials."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "studies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("spec", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("n_trials", sa.Integer, nullable=False),
        sa.Column("recorded", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("best", sa.Double),
        sa.Column("worst", sa.Double),
        sa.Column("rate", sa.Double),
        sa.Column("arrival", sa.Integer, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("lease_until", sa.Double, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("updated", sa.Double, nullable=False),
        sa.Column("deleted_at", sa.Double),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "trials",
        sa.Column(
            "study", sa.Integer, sa.ForeignKey("studies.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("trial", sa.Integer, nullable=False),
        sa.Column("arrival", sa.Integer, nullable=False),
        sa.Column("outputs", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("study", "trial", name="pk_trials"),
    )
    op.create_index("ix_trials_arrival", "trials", ["study", "arrival"])


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("trials")
    op.drop_table("studies")
