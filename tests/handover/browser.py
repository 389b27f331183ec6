"""A page in a real browser: chromium without a window opens it, runs a script in it and gives its answer."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from pathlib import Path
from typing import Any

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_ANSWER = re.compile(r'data-answer="([^"]*)"')
# Waiting in a page takes none of our time.
_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-extensions --no-first-run --virtual-time-budget=20000"
_ASKING = """<script>addEventListener("load", async () => {
    const wait = (time) => new Promise((done) => setTimeout(done, time));
    const key = (name) => document.activeElement.dispatchEvent(
        new KeyboardEvent("keydown", {key: name, bubbles: true, cancelable: true}));
    let answer;
    try { answer = await (async () => { SCRIPT })(); } catch (error) { answer = {fault: error.stack}; }
    const told = new TextEncoder().encode(JSON.stringify(answer));
    document.documentElement.innerHTML = "<body></body>";
    document.body.dataset.answer = btoa(Array.from(told, (one) => String.fromCharCode(one)).join(""));
})</script></body>"""


def chromium(page: Path, profile: Path, flag: str, then: str = "") -> str:
    """What chromium prints of a page; `then` is what stands behind the `#` of its address."""
    command = ["chromium", *_FLAGS.split(), f"--user-data-dir={profile}", flag, page.as_uri() + then]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def answer_of(page: str, script: str, folder: Path) -> Any:
    """What the body of an async function gives that is run in the page; it may `wait(ms)` and press a `key(name)`.

    The page's own policy lets only its own script run, so that it is left out here and tested apart.
    """
    path = folder / "asked.html"
    path.write_text(
        _POLICY.sub("", page).replace("</body>", _ASKING.replace("SCRIPT", script)), encoding="utf-8"
    )
    found = _ANSWER.search(chromium(path, folder / "profile", "--dump-dom"))
    assert found is not None, "the page did not answer"
    answer = json.loads(base64.b64decode(found[1]))
    assert "fault" not in answer, answer["fault"]
    return answer
