"""The tables of the store. Reports and judgements are appended and never changed; claims, events,
reads and failures are derived and can be rebuilt from them.

`body` columns hold the whole record as canonical JSON; the columns beside it are what is searched.
"""

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text

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
    Column("place", Text),
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
