"""`fogline serve`, `fogline users` and `fogline verify`: a store for people at work, and whether it holds."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fogline import run
from fogline.console import AsJson, StorePath, print_json, say
from fogline.errors import OptionError
from fogline.settings import Settings, settings_from

if TYPE_CHECKING:
    from fogline.store import Store

# Database and web server are brought in by the commands that need them: the others should not wait for them.
users_app = typer.Typer(help="Accounts for `fogline serve --users`.", no_args_is_help=True)

_ROLES = ("viewer", "coder", "reviewer", "admin")
Name = Annotated[str, typer.Argument(help="The account's name.")]
_SHORTEST = 10


def opened_store(store: str | None) -> tuple["Store", Settings]:
    """The store that is asked for, which must be there, with the settings."""
    settings = settings_from(os.environ, store=store)
    if "://" not in settings.store and not Path(settings.store).exists():
        raise OptionError(f"{settings.store}: no store there yet; run `fogline ingest REPORTS` first, or give --store")
    return run.open_store(settings.store), settings


def serve(
    store: StorePath = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8470,
    title: Annotated[str, typer.Option(help="Title of the page.")] = "Fogline",
    users: Annotated[bool, typer.Option("--users", help="Ask for a name and password; see `fogline users`.")] = False,
    read_only: Annotated[bool, typer.Option("--read-only", help="Nobody can judge, add or export.")] = False,
    name: Annotated[
        list[str] | None, typer.Option("--name", help="A host name this server also answers to (repeat).")
    ] = None,
    embed_from: Annotated[
        str, typer.Option(help="Sites that may show /embed in a frame, as in a frame-ancestors policy.")
    ] = "'self'",
) -> None:
    """Serve a store on this machine: map, timeline, reports, review.

    With no options it is right for one analyst: only this machine is answered, nobody signs in.

    Example: fogline serve --store war.sqlite
    """
    opened, settings = opened_store(store)
    from fogline.web import Serving, serve_store

    serving = Serving(
        host=host,
        port=port,
        title=title,
        accounts=users,
        read_only=read_only,
        names=tuple(name or ()),
        embed_from=embed_from,
    )
    serve_store(opened, run.load_packs(settings), settings, serving, say)


def verify(store: StorePath = None, as_json: AsJson = False) -> None:
    """Check a store: ids are digests of their contents, nothing refers to what is missing, the audit log is unbroken.

    Note the last hash elsewhere: with it anybody can tell that no entries were cut off the log's end.

    Example: fogline verify --store war.sqlite
    """
    settings = settings_from(os.environ, store=store)
    if not run.is_store(settings.store):
        raise OptionError(f"{settings.store}: no store there; give --store")
    opened = run.open_store(settings.store)
    from fogline.store.finding import log

    problems, counts = opened.problems(), opened.counts()
    newest, entries = log(opened, offset=0, limit=1)
    head = newest[0].hash if newest else ""
    if as_json:
        found = {"store": settings.store, "counts": counts, "problems": list(problems)}
        sys.stdout.write(json.dumps({**found, "audit": {"entries": entries, "head": head}}, indent=2) + "\n")
    for problem in problems:
        say(problem)
    say(f"{settings.store}: " + ", ".join(f"{n} {name}" for name, n in counts.items()) + f"; {len(problems)} problems")
    say(f"audit log: {entries} entries, the last one {head}")
    if problems:
        raise typer.Exit(1)


def _checked(role: str) -> str:
    if role not in _ROLES:
        raise OptionError(f"--role {role}: no such role; choose {', '.join(_ROLES)}")
    return role


def _password() -> str:
    """The password from a terminal, or from standard input for scripts."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if len(password) < _SHORTEST:
        raise OptionError(f"the password has {len(password)} characters; give at least {_SHORTEST}")
    return str(password)


@users_app.command(name="add")
def users_add(
    name: Name,
    role: Annotated[str, typer.Option(help="viewer, coder, reviewer or admin.")] = "viewer",
    store: StorePath = None,
) -> None:
    """Open an account; the password is asked for, or read from standard input.

    Example: fogline users add mira --role admin
    """
    opened, _ = opened_store(store)
    from fogline.store import accounts, audit
    from fogline.web.people import hashed

    accounts.add_user(opened, name, hashed(_password()), accounts.UserRole(_checked(role)), audit.stamp())
    say(f"{name} can sign in as {role}")


@users_app.command(name="change")
def users_change(
    name: Name,
    role: Annotated[str | None, typer.Option(help="viewer, coder, reviewer or admin.")] = None,
    close: Annotated[bool, typer.Option("--close", help="Close the account; what it did stays.")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="Open a closed account again.")] = False,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
    store: StorePath = None,
) -> None:
    """Change an account; its sessions end.

    Example: fogline users change mira --role reviewer
    """
    if close and reopen:
        raise OptionError("--close and --reopen: choose one")
    opened, _ = opened_store(store)
    from fogline.store import accounts, audit
    from fogline.web.people import hashed

    new = hashed(_password()) if password else None
    active = False if close else True if reopen else None
    chosen = None if role is None else accounts.UserRole(_checked(role))
    accounts.change_user(opened, name, audit.stamp(), role=chosen, active=active, password=new)
    say(f"{name} is changed")


@users_app.command(name="list")
def users_list(store: StorePath = None, as_json: AsJson = False) -> None:
    """List the accounts.

    Example: fogline users list
    """
    opened, _ = opened_store(store)
    from fogline.store import accounts

    rows = [{"name": u.name, "role": u.role.value, "active": u.active} for u in accounts.users(opened)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        sys.stdout.write(f"{row['name']}: {row['role']}{'' if row['active'] else ', closed'}\n")
