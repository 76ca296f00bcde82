"""Threads that do not keep a program from ending: a handler that hears no `cancelled` must not hold up a shutdown."""

import logging
import queue
import threading
from collections.abc import Callable

log = logging.getLogger("bellhop_client.worker")


class Threads:
    """Runs steps on at most `most` daemon threads, started as they are needed.

    `ThreadPoolExecutor` is not it: the interpreter waits for its threads, however long they take.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._steps: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._started = self._busy = 0

    def submit(self, step: Callable[[], None]) -> None:
        """Run this on a thread; what it raises is logged."""
        with self._lock:
            self._busy += 1
            if self._busy > self._started < self._most:
                self._started += 1
                threading.Thread(target=self._work, name=f"bellhop-{self._started}", daemon=True).start()
        self._steps.put(step)

    def _work(self) -> None:
        while True:
            step = self._steps.get()
            try:
                step()
            except Exception:
                log.exception("A step of the worker failed")
            finally:
                with self._lock:
                    self._busy -= 1
