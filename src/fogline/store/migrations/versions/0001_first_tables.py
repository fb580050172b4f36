"""Reports, judgements, and what is derived from them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates the tables of the first version."""
    op.create_table(
        "reports",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("published", sa.String(10)),
        sa.Column("raw_digest", sa.String(80), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "claims",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("report", sa.String(64), nullable=False, index=True),
        sa.Column("theatre", sa.String(64), index=True),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("published", sa.String(10)),
        sa.Column("place", sa.Text),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("claims_by_day", "claims", ["published"])
    op.create_table(
        "events",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("theatre", sa.String(64), index=True),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("start", sa.String(10)),
        sa.Column("stop", sa.String(10)),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "judgements",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("moment", sa.String(40), nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "reads",
        sa.Column("report", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
    )
    op.create_table(
        "fused",
        sa.Column("theatre", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
    )
    op.create_table(
        "failures",
        sa.Column("document", sa.Text, primary_key=True),
        sa.Column("stage", sa.String(32), primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("advice", sa.Text, nullable=False),
    )
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("body", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drops everything; reports and judgements are lost."""
    for name in ("runs", "failures", "fused", "reads", "judgements", "events", "claims", "reports"):
        op.drop_table(name)
