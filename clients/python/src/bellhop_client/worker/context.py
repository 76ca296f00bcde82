"""What a handler is told of its job, and what it tells of it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bellhop_client.worker.outcomes import Cancelled

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """The job, without its input."""

    id: str
    tenant_id: str
    action: str
    parent: str
    attempt: int
    labels: Mapping[str, str]
    deadline: datetime
    traceparent: str | None
    custom: Mapping[str, Any]

    @classmethod
    def of(cls, claimed: Mapping[str, Any]) -> "Job":
        """The job of a claim's answer."""
        return cls(
            id=claimed["job_id"], tenant_id=claimed["tenant_id"], action=claimed["action"], parent=claimed["parent"],
            attempt=claimed["attempt"], labels=claimed.get("labels") or {},
            deadline=datetime.fromisoformat(claimed["deadline_time"]), traceparent=claimed.get("traceparent"),
            custom=claimed.get("custom") or {},
        )  # fmt: skip


class News:
    """What is to be told with the next heartbeat. Handlers write it from any thread; the heartbeat takes it."""

    def __init__(self, on_news: Callable[[], None]) -> None:
        self._on_news = on_news
        self._lock = threading.Lock()
        self._progress: Json = {}
        self._custom: Json = {}

    def __bool__(self) -> bool:
        return bool(self._progress or self._custom)

    def add(self, *, progress: Mapping[str, Any] | None = None, custom: Mapping[str, Any] | None = None) -> None:
        """Tell this soon; later members take the place of earlier ones."""
        with self._lock:
            was_told = not self
            self._progress.update(progress or {})
            self._custom = _joined(self._custom, custom or {})
        if was_told:  # else somebody has been called already, and takes it all together
            self._on_news()

    def take(self) -> Json:
        """The members of a heartbeat's lease, which are then told."""
        with self._lock:
            taken = {"progress": self._progress, "custom": self._custom}
            self._progress, self._custom = {}, {}
        return {name: value for name, value in taken.items() if value}

    def put_back(self, taken: Mapping[str, Any]) -> None:
        """What was taken was not told: it is news again, under what has come since."""
        with self._lock:
            self._progress = {**taken.get("progress", {}), **self._progress}
            self._custom = _joined(taken.get("custom", {}), self._custom)


def _joined(first: Mapping[str, Any], then: Mapping[str, Any]) -> Json:
    """One merge patch (RFC 7396) that does what two would do one after the other."""
    joined = dict(first)
    for name, value in then.items():
        earlier = joined.get(name)
        both = isinstance(earlier, Mapping) and isinstance(value, Mapping)
        joined[name] = _joined(earlier, value) if both else value  # type: ignore[arg-type]
    return joined


class Signal:
    """Whether a handler shall stop, and why: its tenant asked, or the lease is lost."""

    def __init__(self) -> None:
        self.cancel_requested = False
        self.lost = False
        self._event = threading.Event()

    def cancel(self) -> None:
        """The tenant asked."""
        self.cancel_requested = True
        self._event.set()

    def abandon(self) -> None:
        """The job is somebody else's, or nobody's."""
        self.lost = True
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether either has happened."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """The same, after waiting for it."""
        return self._event.wait(seconds)


class Context:
    """A handler's second argument. Its methods may be called from any thread."""

    def __init__(self, job: Job, news: News, signal: Signal) -> None:
        self.job = job
        self._news, self._signal = news, signal
        kept = job.custom.get("checkpoint")
        self._checkpoint = kept[0] if isinstance(kept, list) and kept else None

    @property
    def attempt(self) -> int:
        """Which try this is, from 1."""
        return self.job.attempt

    @property
    def deadline(self) -> datetime:
        """When the service ends the job, whatever the worker does."""
        return self.job.deadline

    @property
    def remaining(self) -> timedelta:
        """How long that is from now; never negative."""
        return max(timedelta(0), self.job.deadline - datetime.now(UTC))

    @property
    def cancelled(self) -> bool:
        """Whether to stop: the tenant asked, or the lease is lost. Nothing that is done after a lost lease counts."""
        return self._signal.is_set

    def check(self) -> None:
        """Raise `Cancelled` where the handler shall stop."""
        if self._signal.is_set:
            raise Cancelled

    def sleep(self, seconds: float) -> None:
        """Wait in a thread or process; raises `Cancelled` as soon as the handler shall stop."""
        self._signal.wait(seconds)
        self.check()

    def progress(
        self,
        done: int | None = None,
        total: int | None = None,
        *,
        percent: float | None = None,
        message: str | None = None,
    ) -> None:
        """Tell the tenant how far it is; raises `Cancelled` where the handler shall stop, so report now and then.

        With `done` of `total` the percentage is computed. It is told within a fraction of a second, the newest only.
        """
        if percent is None and done is not None and total:
            percent = round(100 * done / total, 1)
        said = {"completed_items": done, "total_items": total, "percent": percent, "message": message}
        self._news.add(progress={name: value for name, value in said.items() if value is not None})
        self.check()

    def custom(self, members: Mapping[str, Any]) -> None:
        """Merge members into the operation's `metadata.custom` (RFC 7396: None removes one); 4 KiB in all."""
        self._news.add(custom=members)

    @property
    def checkpoint(self) -> Any:
        """What was assigned last, by this attempt or one before; None at first. Assign anew, do not change it in place.

        It lies in `metadata.custom.checkpoint`, where the tenant can read it, and shares its 4 KiB; in a list of one,
        since objects there are merged and lists are replaced.
        """
        return self._checkpoint

    @checkpoint.setter
    def checkpoint(self, value: Any) -> None:
        self._checkpoint = value
        self._news.add(custom={"checkpoint": None if value is None else [value]})
