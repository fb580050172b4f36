"""What all commands have in common: lines for people beside the data, lines of data, days, and what failed."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, overload

import typer
from rich.console import Console
from rich.markup import escape

from fogline.errors import OptionError
from fogline.export import files
from fogline.gazetteer import GAZETTEER_FILE, left_behind
from fogline.records import Failure
from fogline.settings import Settings

NAMED = 30
"""How many of many failures are named one by one."""
STDERR = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

Inputs = Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.", show_default=False)]
Theatre = Annotated[str | None, typer.Option(help="Theatre pack; told from each report's names if left out.")]
Published = Annotated[str | None, typer.Option(help="Publication date (YYYY-MM-DD) for reports that carry none.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Where to write; standard output if left out.")]
StorePath = Annotated[str | None, typer.Option("--store", help="Store to use instead of the default one.")]
OneTheatre = Annotated[str | None, typer.Option("--theatre", help="Only this theatre.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]


def say(text: str) -> None:
    """Tells the user, beside the data."""
    STDERR.print(escape(text))


def counted(n: int, one: str, many: str = "") -> str:
    """A number with what it counts: "1 day", "2 days"; `many` where that is not `one` with an s."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def say_first_time(settings: Settings) -> None:
    """Says why the command will take a while where the gazetteer is yet to be compiled."""
    if not (settings.home / GAZETTEER_FILE).exists():
        say("compiling the gazetteer, once for this machine (about a minute)")
        left = left_behind(settings.home)
        if left:
            say(f"the gazetteer of an earlier version also had these files; import them again: {', '.join(left)}")


@contextmanager
def progress(what: str) -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how many are done; the caller is given a step to call with the number of new ones."""
    if not STDERR.is_terminal:
        yield lambda n: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=STDERR, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda n: bar.advance(task, n)


@overload
def day_of(text: str, option: str) -> date: ...
@overload
def day_of(text: str | None, option: str) -> date | None: ...
def day_of(text: str | None, option: str) -> date | None:
    """The day an option gives, None where it is left out; OptionError where it is none."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise OptionError(f"{option} {text}: not a date; write it as YYYY-MM-DD") from None


def print_json(value: object) -> None:
    """Writes a value to standard output, for programs that read on."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def write_lines(output: Path | None, lines: Iterable[str]) -> None:
    """Writes lines to a file, whole or not at all, or to standard output."""
    if output is None or str(output) == "-":
        sys.stdout.writelines(lines)
        sys.stdout.flush()
    else:
        files.write_text(output, lines)


def end(failures: Sequence[Failure | str]) -> None:
    """Names what failed, the first of many; the command then ends with exit code 1."""
    for failure in failures[:NAMED]:
        say(f"failed: {failure if isinstance(failure, str) else _told(failure)}")
    if failures:
        more = f", {len(failures) - NAMED} not listed" if len(failures) > NAMED else ""
        say(f"{len(failures)} failed{more}; everything else is done")
        raise typer.Exit(1)


def _told(failure: Failure) -> str:
    advice = f" ({failure.advice})" if failure.advice else ""
    return f"{failure.document}: {failure.reason}{advice}"
