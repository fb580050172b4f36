"""Reads many reports on all cores: a process for each, every one with the same knowledge, results in order."""

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.pool import Pool
from types import TracebackType
from typing import Any

from fogline.errors import OptionError
from fogline.records import Report

_FEWEST = 16
_CHUNK = 4
_work: Callable[[Report], Any] | None = None


def cores(environment: str | None) -> int:
    """How many processes to use: what `FOGLINE_JOBS` says, else the cores this process may run on.

    Raises OptionError where it is no whole number above zero.
    """
    if environment:
        if not environment.isdecimal() or int(environment) < 1:
            raise OptionError(f"FOGLINE_JOBS={environment}: give a whole number from 1 on")
        return int(environment)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(packed: bytes) -> None:
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = pickle.loads(packed)


def _one(report: Report) -> Any:
    assert _work is not None
    return _work(report)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the block is done: a pool that is half made would never end, or the interrupt be lost in it.

    Blocking the signal is not enough: another thread may take it, and Python acts on it in the main one all the same.
    """
    heeded = signal.getsignal(signal.SIGINT) not in (signal.SIG_IGN, None)
    if not heeded or threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


class Workers:
    """Applies one function to reports, in this process for a few, in several for many.

    The function is pickled, so what it holds (gazetteer, weights) is opened anew in each process. A daemon, as the
    server's worker is, may start no processes: there all is done in this one.
    """

    def __init__(self, work: Callable[[Report], Any], jobs: int) -> None:
        self._work_here, self._jobs = work, jobs
        self._pool: Pool | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()

    def map(self, reports: Sequence[Report]) -> Iterator[Any]:
        """The results in the order of the reports."""
        alone = self._jobs < 2 or len(reports) < _FEWEST or multiprocessing.current_process().daemon
        if self._pool is None and alone:
            return map(self._work_here, reports)
        return self._spread(reports)

    def _spread(self, reports: Iterable[Report]) -> Iterator[Any]:
        if self._pool is None:
            method = "fork" if sys.platform == "linux" else "spawn"
            packed = pickle.dumps(self._work_here)
            with _uninterrupted():
                self._pool = multiprocessing.get_context(method).Pool(self._jobs, _begin, (packed,))
        yield from self._pool.imap(_one, reports, chunksize=_CHUNK)
