from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.stats import BUCKETS, LATENCY_BUCKETS_MS, bucket_of, quantile_ms


def counted(*durations_ms: float) -> list[int]:
    latency = [0] * BUCKETS
    for each in durations_ms:
        latency[bucket_of(int(each * 1000))] += 1
    return latency


def test_of_nothing_there_is_no_quantile() -> None:
    assert quantile_ms([0] * BUCKETS, 0.5) is None


def test_a_quantile_lies_in_its_bucket_where_its_rank_lies() -> None:
    latency = counted(*[30] * 10, *[300] * 10)
    assert quantile_ms(latency, 0.25) == 37.5  # half of those between 25 and 50 ms
    assert quantile_ms(latency, 0.5) == 50.0
    assert quantile_ms(latency, 1.0) == 500.0


def test_beyond_the_last_bound_only_the_bound_is_known() -> None:
    assert quantile_ms(counted(60_000), 0.95) == LATENCY_BUCKETS_MS[-1]


@given(st.lists(st.floats(0.001, 50_000), min_size=1, max_size=50), st.floats(0.01, 1), st.floats(0.01, 1))
def test_a_larger_share_stays_below_no_shorter_duration(durations: list[float], one: float, other: float) -> None:
    latency = counted(*durations)
    shorter, longer = (quantile_ms(latency, share) for share in sorted((one, other)))
    assert shorter is not None
    assert longer is not None
    assert shorter <= longer
