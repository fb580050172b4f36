"""A small invented store behind a server, for the tests of the web room."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient

from fogline import codec
from fogline.fuse import fuse
from fogline.index.build import build_index
from fogline.index.layout import index_folder
from fogline.pipeline import Knowledge
from fogline.records import Claim, Report, Status
from fogline.store import Store, accounts, open_store
from fogline.store.accounts import UserRole
from fogline.store.audit import stamp
from fogline.web import make_app
from fogline.web.desk import Options
from fogline.web.people import Door, hashed
from fogline.web.work import Fetch, InThread, Workshop
from tests.invented import pack
from tests.made import claim

EVIL = "<script>alert(1)</script> The Marsh League took Oldmere."
ARABIC = "قالت مصادر محلية إن المقاتلين دخلوا بلدة القلعة وبالقلعة مدنيون."
PASSWORD = "a long password"


def reports() -> list[Report]:
    """Two reports: one whose every word is hostile, one in Arabic."""
    made = []
    for key, source, text, day in (("k", EVIL, EVIL, 10), ("عربي", "Reed Voice", ARABIC, 11)):
        made.append(
            Report(
                id=codec.report_id(source, key, text),
                key=key,
                source=source,
                text=text,
                title=EVIL if source == EVIL else "خبر",
                url="javascript:alert(1)" if source == EVIL else "https://example.org/a",
                published=date(2020, 3, day),
                language="ar" if source == "Reed Voice" else "en",
            )
        )
    return made


def claims(of: list[Report]) -> list[Claim]:
    """Claims that agree, deny and follow each other, over ten days."""
    made = [
        claim("a", quote=EVIL, source=EVIL),
        claim("b", source="Reed Voice"),
        claim("d", source="Garrison Herald", status=Status.DENIED),
        claim("c", at="saltby", day="2020-03-12"),
        claim("e", at="oldmere", by="garrison", on="marsh-league", day="2020-03-20", source="Garrison Herald"),
        claim("n", at=None, day="2020-03-13"),
        claim("u", at="reedham", day=None),
    ]
    return [replace(c, report=of[n % len(of)].id) for n, c in enumerate(made)]


def filled(path: Path, said: list[Claim] | None = None) -> Store:
    """The store of the tests, of these claims or else the usual ones, with its index."""
    store = open_store(path / "s.sqlite")
    listed = reports()
    said = claims(listed) if said is None else said
    store.add_reports(listed)
    store.put_claims("f", [(r, [c for c in said if c.report == r.id]) for r in listed])
    for theatre, mark in store.claims_fingerprints().items():
        mine = [c for c in said if (c.theatre or "") == theatre]
        store.put_events(theatre, fuse(mine, pack=pack()), mark)
    build_index(store, {"harran": pack()}, index_folder(store, path))
    return store


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server over a store, with a client that no error of the server can hide from."""

    app: FastAPI
    client: TestClient
    store: Store
    shop: Workshop


def no_knowledge(reader: str) -> Knowledge:
    """Tests that read open their own."""
    raise AssertionError(reader)


def served(
    store: Store,
    *,
    users: bool = False,
    read_only: bool = False,
    fetch: Fetch | None = None,
    know: object = no_knowledge,
) -> Served:
    """A server with its worker in a thread."""
    packs = {"harran": pack()}
    root = index_folder(store, Path("unused"))
    shop = Workshop(store, root, packs, know)  # type: ignore[arg-type]
    if fetch is not None:
        shop.fetch = fetch
    app = make_app(
        store,
        packs,
        worker=InThread(shop),
        options=Options(title="Harran", index_root=root),
        door=Door(store=store, accounts=users, read_only=read_only),
        hosts=frozenset() if users else frozenset({"127.0.0.1"}),
    )
    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    return Served(app=app, client=client, store=store, shop=shop)


def token(client: TestClient) -> dict[str, str]:
    """The header that changing calls must carry."""
    return {"X-Fogline": str(client.get("/api/v1/meta").json()["csrf"])}


def signed_in(made: Served, role: UserRole) -> dict[str, str]:
    """Signs a fresh user of a role in; gives the header for changing calls."""
    name = f"{role.value}-one"
    if accounts.user(made.store, name) is None:
        accounts.add_user(made.store, name, hashed(PASSWORD), role, stamp())
    made.client.cookies.clear()
    answer = made.client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return {"X-Fogline": answer.json()["csrf"]}
