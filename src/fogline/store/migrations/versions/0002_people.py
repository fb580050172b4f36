"""People at work on a store: the audit log, accounts, jobs, drafts, coding sets, permalinks."""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TEXT, _NAME, _MOMENT, _ID = sa.Text, sa.String(64), sa.String(40), sa.String(64)


def upgrade() -> None:
    """Adds the tables, links judgements to their claims, and begins the audit log with what is there."""
    with op.batch_alter_table("judgements") as batch:
        batch.add_column(sa.Column("coding", _ID))
        batch.create_index("ix_judgements_coding", ["coding"])
    op.create_index("ix_claims_place", "claims", ["place"])
    op.create_table(
        "judged",
        sa.Column("claim", _ID, primary_key=True),
        sa.Column("judgement", _ID, primary_key=True),
    )
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("action", _MOMENT, nullable=False),
        sa.Column("subject", _TEXT, nullable=False),
        sa.Column("reason", _TEXT, nullable=False),
        sa.Column("detail", _TEXT, nullable=False),
        sa.Column("previous", _ID, nullable=False),
        sa.Column("hash", _ID, nullable=False),
    )
    op.create_table(
        "users",
        sa.Column("name", _NAME, primary_key=True),
        sa.Column("password", _TEXT, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token", _ID, primary_key=True),
        sa.Column("user", _NAME, nullable=False, index=True),
        sa.Column("csrf", _ID, nullable=False),
        sa.Column("expires", _MOMENT, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer),
        sa.Column("message", _TEXT, nullable=False),
        sa.Column("task", _TEXT, nullable=False),
        sa.Column("result", _TEXT),
    )
    op.create_table(
        "drafts",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("theatre", _NAME),
        sa.Column("body", _TEXT, nullable=False),
    )
    op.create_table(
        "coding_sets",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
        sa.Column("closed", _MOMENT),
    )
    op.create_table(
        "coding_items",
        sa.Column("coding", _ID, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("claim", _ID, nullable=False, index=True),
    )
    op.create_table(
        "links",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("state", _TEXT, nullable=False),
        sa.Column("author", _TEXT, nullable=False),
        sa.Column("moment", _MOMENT, nullable=False),
    )
    _begin(op.get_bind())


def _begin(connection: sa.Connection) -> None:
    """The first entry of the log vouches for the reports and judgements that were there before it."""
    connection.execute(sa.text("INSERT INTO changes (id, number) VALUES (1, 1)"))
    counts, sums = {}, {}
    for table in ("reports", "judgements"):
        total, summed = 0, hashlib.sha256()
        for key, body in connection.execute(sa.text(f"SELECT id, body FROM {table} ORDER BY id")):
            total += 1
            summed.update(f"{key}\n{body}\n".encode())
            if table == "judgements":
                for claim in sorted(set(json.loads(body).get("claims", ()))):
                    connection.execute(
                        sa.text("INSERT INTO judged (claim, judgement) VALUES (:claim, :key)"),
                        {"claim": claim, "key": key},
                    )
        counts[table], sums[table] = total, summed.hexdigest()
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    detail = json.dumps({"counts": counts, "digests": sums}, sort_keys=True, separators=(",", ":"))
    fields = [1, moment, "fogline", "begin", "", "", detail, "0" * 64]
    whole = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    connection.execute(
        sa.text(
            "INSERT INTO audit (seq, moment, author, action, subject, reason, detail, previous, hash) "
            "VALUES (1, :moment, 'fogline', 'begin', '', '', :detail, :previous, :hash)"
        ),
        {"moment": moment, "detail": detail, "previous": "0" * 64, "hash": hashlib.sha256(whole).hexdigest()},
    )


def downgrade() -> None:
    """Drops what people left: accounts, log, drafts, sets and links are lost; judgements stay."""
    for name in (
        "links", "coding_items", "coding_sets", "drafts", "jobs", "sessions", "users", "audit", "changes", "judged",
    ):  # fmt: skip
        op.drop_table(name)
    op.drop_index("ix_claims_place", "claims")
    with op.batch_alter_table("judgements") as batch:
        batch.drop_index("ix_judgements_coding")
        batch.drop_column("coding")
