"""Workers: who does the jobs."""

from bellhop_client.worker.app import Worker
from bellhop_client.worker.context import Context, Job
from bellhop_client.worker.outcomes import Cancelled, Fail, Retry

__all__ = ["Cancelled", "Context", "Fail", "Job", "Retry", "Worker"]
