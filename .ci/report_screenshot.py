"""Makes docs/report.png: the top of the HTML report on the two examples, as the README shows it.

python .ci/report_screenshot.py            # needs chromium and Pillow
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "report.png"
SUITES = ("examples/fintech_platform/ecsfargate.toml", "examples/region_migration/ecsfargate.toml")
SIZE = (1280, 1720)
MOST_BYTES = 200_000


def main() -> int:
    """Makes the picture; gives the exit code."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no chromium to take the picture with.")
    with tempfile.TemporaryDirectory() as folder:
        page, picture = Path(folder, "report.html"), Path(folder, "report.png")
        pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--ecsfargate"]
        done = subprocess.run(
            [*pytest, "--ecsfargate-engine=source", f"--ecsfargate-report={page}", *SUITES], cwd=ROOT, check=False
        )
        if not page.exists():
            sys.exit(f"pytest ended with {done.returncode} and wrote no report.")
        size = f"--window-size={SIZE[0]},{SIZE[1]}"
        headless = [chromium, "--headless", "--no-sandbox", "--hide-scrollbars", size]
        subprocess.run([*headless, f"--screenshot={picture}", page.as_uri()], check=True, capture_output=True)
        # A palette is enough for a page of few colours, and a third of the size.
        Image.open(picture).convert("P", palette=Image.Palette.ADAPTIVE, colors=128).save(PICTURE, optimize=True)
    size_of = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size_of} bytes")
    return 0 if size_of < MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
