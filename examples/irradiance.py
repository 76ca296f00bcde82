"""How much sun a tilted plane gets under a cloudless sky, month by month.

Every day of the year is integrated in steps of solar time:

* declination, distance to the sun and equation of time: J. W. Spencer, "Fourier series representation of the
  position of the sun", Search 2 (5), 1971, p. 172;
* beam: DNI = 1353 · 0.7^(AM^0.678) W/m², A. B. and M. P. Meinel, "Applied Solar Energy", Addison-Wesley, 1976;
* air mass: F. Kasten and A. T. Young, "Revised optical air mass tables and approximation formula",
  Applied Optics 28 (22), 1989, pp. 4735-4738;
* global horizontal: GHI = 1098 · cos z · exp(-0.059 / cos z) W/m², B. Haurwitz, "Insolation in relation to
  cloudiness and cloud density", Journal of Meteorology 2, 1945, pp. 154-166; what the beam leaves of it is diffuse;
* onto the plane: isotropic sky and ground, B. Y. H. Liu and R. C. Jordan, "The long-term average performance of
  flat-plate solar-energy collectors", Solar Energy 7 (2), 1963, pp. 53-74.

Terrain, weather and height above the sea are left out: this is the sunniest month that a site could have.
As a program it reads the input on standard input and writes the result on standard output.
"""

import calendar
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from examples.failures import JobFailedError
from examples.program import run

Report = Callable[[int, int], None]

_YEAR = 2025  # an ordinary year of 365 days
_DAYS_A_YEAR = 365
_MONTHS = 12
_HIGHEST_LATITUDE = 89.9  # nearer to a pole the azimuth loses its meaning
_HORIZON_COSINE = 0.01
_GROUND_REFLECTANCE = 0.2
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Site:
    """A plane at a place, in degrees: azimuth clockwise from north, tilt from the horizontal."""

    latitude: float
    longitude: float
    tilt: float
    azimuth: float


@dataclass(frozen=True, slots=True)
class Day:
    """The sun on one day: declination in radians, (mean/actual distance)², equation of time in minutes."""

    declination: float
    nearness: float
    equation_of_time: float


@dataclass(frozen=True, slots=True)
class Energy:
    """Energy of a span of time in kWh/m²: on the plane, and on the ground."""

    plane: float
    horizontal: float

    def __add__(self, other: "Energy") -> "Energy":
        return Energy(self.plane + other.plane, self.horizontal + other.horizontal)


def day_of(day_number: int) -> Day:
    """The sun on a day of the year, 1 to 365 (Spencer 1971)."""
    angle = 2 * math.pi * (day_number - 1) / _DAYS_A_YEAR
    cos1, sin1, cos2, sin2 = math.cos(angle), math.sin(angle), math.cos(2 * angle), math.sin(2 * angle)
    declination = (
        0.006918 - 0.399912 * cos1 + 0.070257 * sin1 - 0.006758 * cos2 + 0.000907 * sin2
        - 0.002697 * math.cos(3 * angle) + 0.00148 * math.sin(3 * angle)
    )  # fmt: skip
    nearness = 1.00011 + 0.034221 * cos1 + 0.00128 * sin1 + 0.000719 * cos2 + 0.000077 * sin2
    equation_of_time = 229.18 * (0.000075 + 0.001868 * cos1 - 0.032077 * sin1 - 0.014615 * cos2 - 0.040849 * sin2)
    return Day(declination, nearness, equation_of_time)


def air_mass(cos_zenith: float) -> float:
    """How many atmospheres the beam crosses (Kasten and Young 1989); 1 with the sun overhead."""
    elevation = 90 - math.degrees(math.acos(cos_zenith))
    return 1 / (cos_zenith + 0.50572 * math.pow(elevation + 6.07995, -1.6364))


def clear_sky(cos_zenith: float, nearness: float) -> tuple[float, float]:
    """Beam on a plane facing the sun, and diffuse on the ground, in W/m² (Meinel 1976, Haurwitz 1945)."""
    if cos_zenith <= _HORIZON_COSINE:
        return 0.0, 0.0
    beam = nearness * 1353 * 0.7 ** (air_mass(cos_zenith) ** 0.678)
    horizontal = nearness * 1098 * cos_zenith * math.exp(-0.059 / cos_zenith)
    return beam, max(0.0, horizontal - beam * cos_zenith)


def energy_of_day(site: Site, day: Day, step_minutes: int) -> Energy:
    """The energy of one day, by the midpoint of each step of solar time (Liu and Jordan 1963)."""
    latitude, tilt, azimuth = math.radians(site.latitude), math.radians(site.tilt), math.radians(site.azimuth)
    sin_latitude, cos_latitude = math.sin(latitude), math.cos(latitude)
    sin_declination, cos_declination = math.sin(day.declination), math.cos(day.declination)
    east, north, up = math.sin(tilt) * math.sin(azimuth), math.sin(tilt) * math.cos(azimuth), math.cos(tilt)
    sky, ground = (1 + up) / 2, _GROUND_REFLECTANCE * (1 - up) / 2
    plane_watts = horizontal_watts = 0.0
    for step in range(_MINUTES_A_DAY // step_minutes):
        hour_angle = math.radians((step + 0.5) * step_minutes / 4 - 180)
        cos_hour = math.cos(hour_angle)
        cos_zenith = sin_latitude * sin_declination + cos_latitude * cos_declination * cos_hour
        beam, diffuse = clear_sky(cos_zenith, day.nearness)
        if beam == 0.0:
            continue
        sun_east = -cos_declination * math.sin(hour_angle)
        sun_north = cos_latitude * sin_declination - sin_latitude * cos_declination * cos_hour
        cos_incidence = max(0.0, east * sun_east + north * sun_north + up * cos_zenith)
        horizontal = beam * cos_zenith + diffuse
        plane_watts += beam * cos_incidence + diffuse * sky + horizontal * ground
        horizontal_watts += horizontal
    hours = step_minutes / 60
    return Energy(plane_watts * hours / 1000, horizontal_watts * hours / 1000)


def irradiance_analysis(data: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """The result for an input of `schemas/actions/irradiance_analysis.json`; `report` hears of each month done.

    Raises `JobFailedError` at a pole, where no azimuth exists, and where none of the asked months has any sun.
    """
    site = _site(data)
    months = sorted(data.get("months", range(1, _MONTHS + 1)))
    step_minutes = int(data.get("step_minutes", 5))
    rows: list[dict[str, Any]] = []
    total = Energy(0.0, 0.0)
    for done, month in enumerate(months):
        report(done, len(months))
        energy = _energy_of_month(site, month, step_minutes)
        total += energy
        rows.append(
            {
                "month": month,
                "plane_kwh_m2": round(energy.plane, 2),
                "horizontal_kwh_m2": round(energy.horizontal, 2),
                "solar_noon_utc": _solar_noon(site.longitude, month),
            }
        )
    report(len(months), len(months))
    if total.horizontal == 0.0:
        message = f"At latitude {site.latitude:g} the sun does not rise in any of the months {months}; ask for others."
        raise JobFailedError(code="polar_night", message=message, pointer="/months")
    return {
        "months": rows,
        "plane_kwh_m2": round(total.plane, 1),
        "horizontal_kwh_m2": round(total.horizontal, 1),
        "gain": round(total.plane / total.horizontal, 3),
        "model": "Spencer 1971, Kasten-Young 1989, Meinel 1976, Haurwitz 1945, Liu-Jordan 1963",
    }


def _site(data: Mapping[str, Any]) -> Site:
    latitude, longitude, tilt, azimuth = (float(data[name]) for name in ("latitude", "longitude", "tilt", "azimuth"))
    if abs(latitude) > _HIGHEST_LATITUDE:
        pole, only = ("North", "south") if latitude > 0 else ("South", "north")
        message = f"At the {pole} Pole every direction is {only}: an azimuth of {azimuth:g}° names no plane."
        raise JobFailedError(code="azimuth_undefined", message=message, pointer="/latitude")
    return Site(latitude, longitude, tilt, azimuth)


def _days_of(month: int) -> range:
    first = sum(calendar.monthrange(_YEAR, each)[1] for each in range(1, month)) + 1
    return range(first, first + calendar.monthrange(_YEAR, month)[1])


def _energy_of_month(site: Site, month: int, step_minutes: int) -> Energy:
    return sum((energy_of_day(site, day_of(number), step_minutes) for number in _days_of(month)), Energy(0.0, 0.0))


def _solar_noon(longitude: float, month: int) -> str:
    """When the sun stands highest in the middle of the month, `HH:MM` in UTC."""
    days = _days_of(month)
    minutes = round(_MINUTES_A_DAY / 2 - 4 * longitude - day_of(days[len(days) // 2]).equation_of_time)
    return "{:02}:{:02}".format(*divmod(minutes % _MINUTES_A_DAY, 60))


if __name__ == "__main__":
    sys.exit(run(irradiance_analysis))
