import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.failures import JobFailedError
from examples.irradiance import Site, air_mass, clear_sky, day_of, energy_of_day, irradiance_analysis

MUNICH = {"latitude": 48.14, "longitude": 11.58, "tilt": 35, "azimuth": 180, "step_minutes": 15}


def quiet(done: int, total: int) -> None:
    """Nobody listens to the progress."""


def test_declination_swings_between_the_tropics() -> None:
    degrees = [math.degrees(day_of(number).declination) for number in range(1, 366)]

    assert max(degrees) == pytest.approx(23.45, abs=0.1)
    assert min(degrees) == pytest.approx(-23.45, abs=0.1)
    assert degrees.index(max(degrees)) + 1 == pytest.approx(172, abs=2)


def test_equation_of_time_has_its_known_extremes() -> None:
    minutes = [day_of(number).equation_of_time for number in range(1, 366)]

    assert max(minutes) == pytest.approx(16.4, abs=0.3)
    assert min(minutes) == pytest.approx(-14.3, abs=0.3)


def test_air_mass_is_one_overhead_and_about_38_at_the_horizon() -> None:
    assert air_mass(1.0) == pytest.approx(1.0, abs=0.001)
    assert air_mass(math.cos(math.radians(60))) == pytest.approx(1.995, abs=0.005)
    assert air_mass(0.0) == pytest.approx(37.9, abs=0.5)


def test_clear_sky_agrees_with_the_published_formulas_at_sixty_degrees() -> None:
    beam, diffuse = clear_sky(0.5, 1.0)

    assert beam == pytest.approx(1353 * 0.7 ** (air_mass(0.5) ** 0.678))
    assert beam * 0.5 + diffuse == pytest.approx(1098 * 0.5 * math.exp(-0.118))


def test_no_light_comes_from_below_the_horizon() -> None:
    assert clear_sky(-0.2, 1.0) == (0.0, 0.0)


def test_level_plane_gets_what_the_ground_gets() -> None:
    energy = energy_of_day(Site(40, 0, 0, 90), day_of(100), 5)

    assert energy.plane == pytest.approx(energy.horizontal)


def test_east_and_west_get_the_same_over_a_day() -> None:
    east, west = (energy_of_day(Site(40, 0, 30, azimuth), day_of(100), 5) for azimuth in (90, 270))

    assert east.plane == pytest.approx(west.plane)


def test_year_in_munich_is_near_what_clear_sky_models_say() -> None:
    result = irradiance_analysis(MUNICH, quiet)

    assert result["horizontal_kwh_m2"] == pytest.approx(1820, rel=0.03)
    assert result["gain"] == pytest.approx(1.24, abs=0.02)
    assert [row["month"] for row in result["months"]] == list(range(1, 13))
    assert result["months"][5]["plane_kwh_m2"] > result["months"][11]["plane_kwh_m2"]


def test_solar_noon_follows_the_longitude() -> None:
    result = irradiance_analysis({**MUNICH, "longitude": -122.4, "months": [1]}, quiet)

    assert result["months"][0]["solar_noon_utc"] == "20:19"


def test_seasons_are_turned_round_on_the_other_half_of_the_earth() -> None:
    south = irradiance_analysis({**MUNICH, "latitude": -48.14, "azimuth": 0}, quiet)

    assert south["months"][11]["plane_kwh_m2"] > south["months"][5]["plane_kwh_m2"]


def test_progress_counts_the_months() -> None:
    seen: list[tuple[int, int]] = []

    irradiance_analysis({**MUNICH, "months": [3, 4]}, lambda done, total: seen.append((done, total)))

    assert seen == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize("latitude", [90, -90])
def test_pole_has_no_azimuth(latitude: float) -> None:
    with pytest.raises(JobFailedError) as raised:
        irradiance_analysis({**MUNICH, "latitude": latitude}, quiet)

    assert raised.value.as_error()["code"] == "azimuth_undefined"
    assert raised.value.as_error()["pointer"] == "/latitude"
    assert "Pole every direction is" in raised.value.message


def test_polar_night_alone_is_nothing_to_analyse() -> None:
    with pytest.raises(JobFailedError) as raised:
        irradiance_analysis({**MUNICH, "latitude": 80, "months": [12, 1]}, quiet)

    assert raised.value.code == "polar_night"
    assert "[1, 12]" in raised.value.message


def test_polar_night_within_a_year_is_a_zero() -> None:
    result = irradiance_analysis({**MUNICH, "latitude": 80}, quiet)

    assert result["months"][0]["plane_kwh_m2"] == 0.0


@given(
    latitude=st.floats(-89, 89),
    tilt=st.floats(0, 90),
    azimuth=st.floats(0, 360, exclude_max=True),
    day_number=st.integers(1, 365),
)
def test_plane_never_gets_more_than_the_sun_sends(
    latitude: float, tilt: float, azimuth: float, day_number: int
) -> None:
    energy = energy_of_day(Site(latitude, 0, tilt, azimuth), day_of(day_number), 15)

    assert 0 <= energy.plane < 24 * 1.42
    assert 0 <= energy.horizontal < 24 * 1.42


def test_computation_is_also_a_program() -> None:
    program = [sys.executable, "-m", "examples.irradiance"]
    good = b'{"latitude": 10, "longitude": 0, "tilt": 0, "azimuth": 0, "months": [6], "step_minutes": 15}'

    ended = subprocess.run(program, input=good, capture_output=True, check=False)
    refused = subprocess.run(program, input=good.replace(b"10", b"90", 1), capture_output=True, check=False)

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b'"plane_kwh_m2"' in ended.stdout
    assert refused.returncode == 1
    assert b'"code": "azimuth_undefined"' in refused.stdout
