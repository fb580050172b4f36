"""The tables of the store. Reports, judgements and the audit log are appended and never changed; claims,
events, reads and failures are derived and can be rebuilt from them.

`body` columns hold the whole record as canonical JSON; the columns beside it are what is searched.
"""

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text

METADATA = MetaData()

REPORTS = Table(
    "reports",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("key", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("published", String(10)),
    Column("raw_digest", String(80), nullable=False),
    Column("body", Text, nullable=False),
)

CLAIMS = Table(
    "claims",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("report", String(64), nullable=False, index=True),
    Column("theatre", String(64), index=True),
    Column("type", String(32), nullable=False),
    Column("published", String(10)),
    Column("place", Text, index=True),
    Column("lat", Float),
    Column("lon", Float),
    Column("body", Text, nullable=False),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("theatre", String(64), index=True),
    Column("type", String(32), nullable=False),
    Column("start", String(10)),
    Column("stop", String(10)),
    Column("body", Text, nullable=False),
)

JUDGEMENTS = Table(
    "judgements",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("moment", String(40), nullable=False),
    Column("author", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("coding", String(64), index=True),
)

JUDGED = Table(
    "judged",
    METADATA,
    Column("claim", String(64), primary_key=True),
    Column("judgement", String(64), primary_key=True),
)

READS = Table(
    "reads",
    METADATA,
    Column("report", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
)

FUSED = Table(
    "fused",
    METADATA,
    Column("theatre", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
)

FAILURES = Table(
    "failures",
    METADATA,
    Column("document", Text, primary_key=True),
    Column("stage", String(32), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("advice", Text, nullable=False),
)

RUNS = Table(
    "runs",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("body", Text, nullable=False),
)

Index("claims_by_day", CLAIMS.c.published)

CHANGES = Table(
    "changes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("moment", String(40), nullable=False),
    Column("author", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

USERS = Table(
    "users",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("password", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created", String(40), nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", String(64), primary_key=True),
    Column("user", String(64), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("expires", String(40), nullable=False),
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("author", Text, nullable=False),
    Column("moment", String(40), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("message", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("result", Text),
)

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("author", Text, nullable=False),
    Column("moment", String(40), nullable=False),
    Column("state", String(16), nullable=False),
    Column("theatre", String(64)),
    Column("body", Text, nullable=False),
)

CODING_SETS = Table(
    "coding_sets",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("moment", String(40), nullable=False),
    Column("closed", String(40)),
)

CODING_ITEMS = Table(
    "coding_items",
    METADATA,
    Column("coding", String(64), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("claim", String(64), nullable=False, index=True),
)

LINKS = Table(
    "links",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("state", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("moment", String(40), nullable=False),
)
