"""Run a function over chunks of work in several processes, and yield the results in order."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice

from kumo_lr.typed import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

_MOST = 61  # Windows cannot wait for more processes
_AHEAD = 2  # chunks for each worker, so that none is idle, and results do not pile up
_SECONDS = 1.0  # between two checks that all workers are alive


def in_processes(work: Callable[[Chunk], Result], chunks: list[Chunk], processes: int) -> Iterator[Result]:
    """Yield the result of each chunk, in order; if a process is killed, do the rest here."""
    from concurrent.futures.process import BrokenProcessPool  # it costs as much to import as everything else

    done = 0
    processes = max(1, min(processes, len(chunks), _MOST))
    try:
        for result in _from_pool(work, chunks, processes):
            done += 1
            yield result
    except BrokenProcessPool:
        yield from map(work, chunks[done:])


def _from_pool(work: Callable[[Chunk], Result], chunks: list[Chunk], processes: int) -> Iterator[Result]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Forking is fast, and safe in a process without threads; on other platforms it is unreliable.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(processes, context, _start)
    remaining = iter(chunks)
    try:
        with _uninterrupted():
            waiting = deque(pool.submit(work, chunk) for chunk in islice(remaining, _AHEAD * processes))
        while waiting:
            yield _result(waiting.popleft(), set(multiprocessing.active_children()) - others)
            waiting.extend(pool.submit(work, chunk) for chunk in islice(remaining, 1))
    except BaseException:  # interrupted, broken, or abandoned by the caller: do not wait for results
        _end(pool, set(multiprocessing.active_children()) - others)
        raise
    pool.shutdown()


def _result(future: Future[Result], workers: set[BaseProcess]) -> Result:
    """Return a result, or raise `BrokenProcessPool` if a worker has ended.

    The pool detects that itself, unless the worker was killed while writing a result: then it waits for
    the rest of that result forever.
    """
    from concurrent.futures import wait
    from concurrent.futures.process import BrokenProcessPool

    while not wait([future], _SECONDS).done:
        if not all(worker.is_alive() for worker in workers):
            raise BrokenProcessPool("a worker was killed")
    return future.result()


def _end(pool: ProcessPoolExecutor, workers: set[BaseProcess]) -> None:
    """End a pool at once."""
    for worker in workers:
        worker.kill()
    # Closing the last writer ends the stream, so that the pool stops waiting for the rest of a result.
    queue: Any = pool._result_queue  # noqa: SLF001 - the pool itself closes it too late
    queue._writer.close()  # noqa: SLF001 - no method closes this end alone
    with suppress(RuntimeError):  # interrupted while the pool starts its thread, which cannot be joined yet
        pool.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Defer Ctrl-C while processes start, if possible, and handle it right after."""
    import signal

    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start() -> None:
    """Prepare a process for its work."""
    import signal
    import threading

    # Ctrl-C goes to every process of a terminal; the parent handles it for all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent has ended, for whatever reason."""
    import multiprocessing
    import os

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
