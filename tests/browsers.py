"""Pages in a real browser: headless Chromium opens each at several widths, and a script of the test measures them."""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


def measured(pages: Mapping[str, str], widths: Sequence[int], script: str, folder: Path) -> list[dict[str, Any]]:
    """What the script finds in each page (HTML by name) at each width.

    ``script`` is the body of a function of ``frame`` (its title is "NAME WIDTH"), ``page`` and ``root`` that returns an
    object. A browser that is missing is a failure.
    """
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"
    frames = "".join(
        f'<iframe title="{name} {width}" width="{width}" height="900" srcdoc="{html.escape(page)}"></iframe>'
        for name, page in pages.items()
        for width in widths
    )
    measure = f"""addEventListener("load", () => {{
      const told = [...document.querySelectorAll("iframe")].map((frame) => {{
        const page = frame.contentDocument, root = page.documentElement;
        {script}
      }});
      document.getElementById("told").textContent = JSON.stringify(told);
    }});"""
    outer = folder / "outer.html"
    outer.write_text(f"<!DOCTYPE html><meta charset=utf-8><pre id=told></pre>{frames}<script>{measure}</script>")
    command = [chromium, *QUIET, f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=5000", "--dump-dom"]
    done = subprocess.run([*command, outer.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    (told,) = re.findall(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    results: list[dict[str, Any]] = json.loads(html.unescape(told))
    assert len(results) == len(pages) * len(widths)
    return results
