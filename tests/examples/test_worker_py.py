"""The worker in Python: what a computation does with its job is what the tenant sees."""

from collections.abc import Callable, Mapping
from typing import Any

from bellhop_client import testing
from examples.failures import JobFailedError
from examples.layout import auto_designer
from examples.worker import handler_of

ROOF = {"roof": [[0, 0], [12, 0], [12, 8], [0, 8]], "panel_width": 1.13, "panel_height": 1.76}


def test_progress_is_told_and_the_result_is_the_jobs() -> None:
    ran = testing.run(handler_of(auto_designer), ROOF)

    assert ran.outcome == "succeeded"
    assert ran.result["panel_count"] > 10
    assert ran.progress[-1]["percent"] == 100


def test_a_computation_that_fails_fails_its_job_with_its_pointer() -> None:
    ran = testing.run(handler_of(auto_designer), {**ROOF, "roof": [[0, 0], [1.5, 0], [1.5, 1], [0, 1]]})

    assert ran.outcome == "failed"
    assert (ran.errors[0]["code"], ran.errors[0]["pointer"]) == ("roof_too_small", "/roof")


def test_a_failure_without_a_pointer_has_none() -> None:
    def fail(_data: Mapping[str, Any], _report: Callable[[int, int], None]) -> dict[str, Any]:
        raise JobFailedError(code="no", message="No.")

    assert testing.run(handler_of(fail)).errors == [{"code": "no", "message": "No."}]


def test_a_job_that_its_tenant_cancels_stops_at_the_next_report() -> None:
    ran = testing.run(handler_of(auto_designer), ROOF, cancel_after_reports=1)

    assert (ran.outcome, len(ran.progress)) == ("cancelled", 1)
