"""Where the browser of the console's tests is, and what to do where there is none."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
INSTALL = "No Chromium here, so the console was not tested. On Debian: apt-get install --yes chromium"


def find() -> str | None:
    """The path of a Chromium, or None."""
    return next((found for found in map(shutil.which, NAMES) if found), None)
