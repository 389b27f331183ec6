"""`python -m benchmarks.fuzz_witness DIR`: files that fuzzing kept, shown to the SDK validator and LibreOffice.

A schema fault counts where the template beside the file does not have it; LibreOffice has to draw every file that it
draws the template of.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

# The validator's words name places; a fault is the same wherever it stands.
Fault = tuple[str, str]


def schema_faults(validator: str, file: Path) -> Counter[Fault]:
    """The kinds of faults that the Open XML SDK finds, with how often."""
    done = subprocess.run([validator, str(file)], capture_output=True, text=True, check=False, timeout=120)
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError:
        return Counter({("no answer", done.stderr[:80]): 1})
    answers = answer if isinstance(answer, list) else [answer]
    errors = [error for one in answers for error in one.get("errors", [])]
    return Counter((str(error.get("id")), str(error.get("description"))[:160]) for error in errors)


def drawn(soffice: str, file: Path, profile: Path) -> bool:
    """Whether LibreOffice makes a PDF of the file."""
    with tempfile.TemporaryDirectory() as folder:
        command = [soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        try:
            subprocess.run(
                [*command, "--outdir", folder, str(file)], capture_output=True, check=False, timeout=90
            )
        except subprocess.TimeoutExpired:
            return False
        return any(Path(folder).glob("*.pdf"))


def main() -> None:
    """Show a random sample to both witnesses and print what they say."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--schema", type=int, default=150)
    arguments.add_argument("--drawn", type=int, default=40)
    given = arguments.parse_args()
    files = sorted(file for file in given.folder.iterdir() if "-template-" not in file.name)
    random.Random(1).shuffle(files)
    validator = os.environ.get("REPORTGEN_OOXML_VALIDATOR") or shutil.which("ooxml-validator")
    soffice = shutil.which("soffice")
    new = 0
    for file in files[: given.schema] if validator else ():
        before = schema_faults(validator, _template(file))
        after = {fault for fault in schema_faults(validator, file) if fault not in before}
        new += bool(after)
        for fault in sorted(after):
            print(f"schema  {file.name}: {fault[0]} {fault[1]}")
    refused = 0
    with tempfile.TemporaryDirectory() as profile:
        for file in files[: given.drawn] if soffice else ():
            if not drawn(soffice, file, Path(profile)) and drawn(soffice, _template(file), Path(profile)):
                refused += 1
                print(f"LibreOffice does not draw {file.name}, but its template")
    print(f"{len(files)} files kept")
    print(
        f"schema: {min(given.schema, len(files)) if validator else 0} files, {new} with a fault their template has not"
    )
    print(
        f"LibreOffice: {min(given.drawn, len(files)) if soffice else 0} files, {refused} not drawn but their template"
    )


def _template(file: Path) -> Path:
    seed, _, name = file.name.split("-", 2)
    return file.with_name(f"{seed}-template-{name}")


if __name__ == "__main__":
    main()
