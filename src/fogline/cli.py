"""The command line: one thin command a stage; data goes to stdout or a file, everything else to stderr.

Exit codes: 0 done; 1 stopped by an error, or some inputs failed; 2 wrong options; 130 interrupted.
"""

import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from fogline import __version__, codec, run
from fogline.console import (
    AsJson,
    Inputs,
    Output,
    Published,
    StorePath,
    Theatre,
    counted,
    day_of,
    end,
    print_json,
    progress,
    say,
    say_first_time,
    write_lines,
)
from fogline.errors import FoglineError, OptionError
from fogline.ingest import gather
from fogline.outside import claim_to_outside
from fogline.pipeline import Knowledge
from fogline.records import Failure, Report
from fogline.settings import settings_from

if TYPE_CHECKING:
    from fogline.store import Store


class _Commands(TyperGroup):
    """The commands of this file; the others are brought when one of them is named, as reading should not wait."""

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name."""
        if cmd_name not in self.commands:
            self._bring()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands."""
        self._bring()
        return super().list_commands(ctx)

    def _bring(self) -> None:
        from fogline.cli_others import app as others

        for name, command in get_group(others).commands.items():
            self.commands.setdefault(name, command)


app = typer.Typer(
    name="fogline",
    cls=_Commands,
    help="Reads war reports and keeps the record: who says that what happened, where and when.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_INTERRUPTED = 130
_WRONG_USE: Any = typer.BadParameter.__bases__[0]
"""What is raised for options and commands that there are not; typer shows it under no name of its own."""

ReaderName = Annotated[str, typer.Option("--reader", help="Which reader: model, rules or llm.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before a large run of the llm reader.")]


# -- shared by the commands ----------------------------------------------------------------------------


def _gather(inputs: Sequence[str], published: str | None = None) -> Iterator[Report | Failure]:
    return gather(inputs, published=day_of(published, "--published"), stdin=sys.stdin.buffer)


def _agreed(
    inputs: Sequence[str],
    items: Iterable[Report | Failure],
    known: Knowledge,
    theatre: str | None,
    *,
    yes: bool,
    store: "Store | None" = None,
) -> Iterable[Report | Failure]:
    """The items; before a server is asked, what it will take is shown, and a large run must be agreed to."""
    if run.asked(known) is None:
        return items
    listed = list(items)
    estimate = run.estimate(listed, known, theatre, store)
    if estimate is None or not estimate.requests:
        return listed
    say(str(estimate))
    if estimate.large and not yes:
        if "-" in inputs or not sys.stdin.isatty():
            raise OptionError(f"{estimate.requests} requests are many; nothing was sent; add --yes to agree to them")
        typer.confirm("Go on?", abort=True, err=True)
    return listed


def _asked(known: Knowledge) -> None:
    """Says what was asked of a server, where one was."""
    line = run.asked(known)
    if line is not None:
        say(line)


# -- the commands -----------------------------------------------------------------------------------------


@app.command()
def ingest(
    inputs: Inputs,
    store: StorePath = None,
    theatre: Theatre = None,
    published: Published = None,
    reader: ReaderName = run.READER,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Add reports to the store, read the new ones, bring events up to date.

    Running it again with the same inputs changes nothing; a run that was stopped goes on where it was.

    Example: fogline ingest reports/ --store war.sqlite
    """
    settings = settings_from(os.environ, store=store)
    found = _gather(inputs, published)
    say_first_time(settings)
    known = run.open_knowledge(settings, reader=reader, theatre=theatre)
    opened = run.open_store(settings.store)
    items = _agreed(inputs, found, known, theatre, yes=yes, store=opened)
    with progress("reading") as step:
        summary = run.add_to_store(opened, items, known, theatre, progress=step)
    _asked(known)
    if as_json:
        print_json({"store": settings.store, **codec.to_plain(summary)})
    held = f"{counted(summary.claims, 'claim')} and {counted(summary.events, 'event')} in {settings.store}"
    say(f"{counted(summary.reports, 'new report')}; {held}")
    end(summary.failures)


@app.command()
def read(
    inputs: Inputs,
    output: Output = None,
    theatre: Theatre = None,
    published: Published = None,
    reader: ReaderName = run.READER,
    yes: Yes = False,
) -> None:
    """Read reports and write their claims, one JSON object a line, when all are read.

    A run of many reports that may be stopped is better one of `ingest`, which keeps what it has read.

    Example: fogline read reports/ page.html -o claims.jsonl
    """
    settings = settings_from(os.environ)
    found = _gather(inputs, published)
    say_first_time(settings)
    known = run.open_knowledge(settings, reader=reader, theatre=theatre)
    items = _agreed(inputs, found, known, theatre, yes=yes)
    with progress("reading") as step:
        result = run.read_all(items, known, theatre, progress=step)
    _asked(known)
    write_lines(output, (json.dumps(claim_to_outside(c), ensure_ascii=False) + "\n" for c in result.claims))
    say(f"{counted(len(result.claims), 'claim')} from {counted(len(result.reports), 'report')}")
    end(result.failures)


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Reads war reports and keeps the record: who says that what happened, where and when."""
    if version:
        sys.stdout.write(f"fogline {__version__}\n")
        raise typer.Exit


def main() -> None:
    """Runs the command line; every error that a user can act on ends in one line that says how."""
    try:
        code = app(standalone_mode=False) or 0
        if code == _INTERRUPTED:
            raise KeyboardInterrupt
        sys.exit(code)
    except _WRONG_USE as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        say("interrupted; `ingest` run again goes on where it was, other commands begin anew and left no half file")
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except FoglineError as error:
        say(f"error: {error}")
        sys.exit(2 if isinstance(error, OptionError) else 1)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        say(f"error: the disk is full ({error.filename or 'while writing'}); free space and run the command again")
        sys.exit(1)
