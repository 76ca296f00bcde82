"""The libraries that are copied into the console, each with its version, licence and hash.

`python -m bellhop.console.vendored` (a part of `make generate`) fails when a copy is not what its package holds.
"""

import hashlib
import json
import sys

from bellhop.console.files import FOLDER

_VENDOR = FOLDER / "vendor"


def faults() -> list[str]:
    """A sentence for each copy that differs from its package; `vendored.json` says what was changed on the way."""
    listed = json.loads((_VENDOR / "vendored.json").read_text(encoding="utf-8"))
    found = []
    known = {"vendored.json"}
    for package in listed:
        known.add(package["licence_file"])
        if not (_VENDOR / package["licence_file"]).is_file():
            found.append(f"{package['licence_file']}, the licence of {package['name']}, is missing.")
        for each in package["files"]:
            known.add(each["file"])
            content = (_VENDOR / each["file"]).read_bytes()
            for ours, theirs in each["changed"]:
                content = content.replace(ours.encode(), theirs.encode())
            if hashlib.sha256(content).hexdigest() != each["sha256"]:
                found.append(f"{each['file']} is not {each['path']} of {package['name']} {package['version']}.")
    found += [f"{path.name} is not listed." for path in sorted(_VENDOR.iterdir()) if path.name not in known]
    return found


def main() -> int:
    """Say what is wrong; 1 when anything is."""
    found = faults()
    for each in found:
        sys.stderr.write(f"static/vendor: {each}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
