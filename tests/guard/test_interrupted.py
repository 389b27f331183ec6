"""Runs that are killed, disks that are full, folders that are locked: the old file is whole, nothing is left over."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from house import ROOT
from language import make

from benchmarks.kill import kill_at_random
from reportgen.app.build import build, build_in_memory
from reportgen.core.findings import FindingsError
from reportgen.project.files import write_atomically, write_together

OLD, NEW = b"old" * 1000, b"new" * 1000


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def refused(path: Path, data: bytes = NEW) -> tuple[str, str]:
    with pytest.raises(FindingsError) as caught:
        write_atomically(path, data)
    (issue,) = caught.value.issues
    assert issue.place.file == str(path)
    return issue.id, issue.hint


# Killed


def test_processes_killed_at_random_moments_leave_whole_files(tmp_path: Path) -> None:
    """A smaller version of `python -m benchmarks.kill`, which does this some hundred times."""
    outcome = kill_at_random(rounds=12, seed=7, folder=tmp_path)
    assert outcome.rounds == 12
    assert outcome.killed >= 6, "most of the processes have to be killed while they work"
    assert outcome.torn == 0
    assert outcome.left_over == 0


def test_what_a_killed_run_left_behind_is_removed_by_the_next_one(tmp_path: Path) -> None:
    left = tmp_path / ".model.xlsx.abcdefgh.reportgen-part"
    left.write_bytes(b"half")
    write_atomically(tmp_path / "deck.pptx", NEW)
    assert names(tmp_path) == ["deck.pptx"]


def test_the_part_of_a_run_that_still_works_is_left_alone(tmp_path: Path) -> None:
    held = tmp_path / ".model.xlsx.abcdefgh.reportgen-part"
    code = (
        "import fcntl, os, sys, time\n"
        "handle = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR)\n"
        "fcntl.flock(handle, fcntl.LOCK_EX)\n"
        "print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(held)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        write_atomically(tmp_path / "deck.pptx", NEW)
        assert names(tmp_path) == [held.name, "deck.pptx"]
        other.communicate(b"")
    write_atomically(tmp_path / "deck.pptx", NEW)
    assert names(tmp_path) == ["deck.pptx"]


@pytest.mark.parametrize(
    "name",
    ["model.xlsx", ".model.xlsx.part", ".x.abc.reportgen-part", "a.abcdefgh.reportgen-part", ".hidden"],
)
def test_files_of_other_people_are_never_removed(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"mine")
    write_atomically(tmp_path / "deck.pptx", NEW)
    assert (tmp_path / name).read_bytes() == b"mine"


def test_a_link_that_looks_like_a_left_over_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_bytes(b"mine")
    (tmp_path / ".a.abcdefgh.reportgen-part").symlink_to(precious)
    write_atomically(tmp_path / "deck.pptx", NEW)
    assert precious.read_bytes() == b"mine"


# The disk


def test_a_file_that_grows_beyond_the_limit_is_a_finding_and_the_old_one_stays(tmp_path: Path) -> None:
    """The system's own limit on the size of a file, in a process of its own."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLD)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))

    code = (
        "import sys\nfrom pathlib import Path\nfrom reportgen.core.findings import FindingsError\n"
        "from reportgen.project.files import write_atomically\n"
        "try:\n    write_atomically(Path(sys.argv[1]), b'x' * 3_000_000)\n"
        "except FindingsError as error:\n    print(error.issues[0].id, '|', error.issues[0].hint)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.startswith("cannot-write | no file may grow so large here")
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["a.xlsx"]


def test_a_full_disk_is_a_finding_and_the_old_file_stays(tmp_path: Path) -> None:
    """A disk of half a megabyte in memory, where the system lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        path = disk / "a.xlsx"
        path.write_bytes(OLD)
        assert refused(path, bytes(800_000)) == (
            "cannot-write",
            "the disk is full: free some space and run the command again",
        )
        assert path.read_bytes() == OLD
        assert names(disk) == ["a.xlsx"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "the folder can only be read"),
        (errno.EACCES, "you may not write here"),
        (errno.EIO, "close the file in other programs"),
    ],
)
@pytest.mark.parametrize("moment", ["write", "fsync", "replace"])
def test_every_fault_of_the_disk_says_what_to_do(
    number: int, words: str, moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "a.xlsx"

    def failing(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, moment, failing)
        identity, hint = refused(path)
    assert identity == "cannot-write"
    assert words in hint
    assert names(tmp_path) == [], "the folder that was made for it is gone as well"


def test_where_the_second_file_fails_the_first_is_not_replaced_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "model.xlsx", tmp_path / "deck.pptx"
    one.write_bytes(OLD)
    other.write_bytes(OLD)
    real, written = os.write, []

    def full(handle: int, data: bytes) -> int:
        written.append(handle)
        if len(written) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(FindingsError) as caught:
            write_together({one: NEW, other: NEW})
    assert caught.value.issues[0].place.file == str(other)
    assert (one.read_bytes(), other.read_bytes()) == (OLD, OLD)
    assert names(tmp_path) == ["deck.pptx", "model.xlsx"]


def test_where_the_second_file_cannot_take_its_place_the_first_is_put_back(tmp_path: Path) -> None:
    one, other = tmp_path / "model.xlsx", tmp_path / "deck.pptx"
    one.write_bytes(OLD)
    other.mkdir()
    with pytest.raises(FindingsError) as caught:
        write_together({one: NEW, other: NEW})
    assert caught.value.issues[0].place.file == str(other)
    assert one.read_bytes() == OLD
    assert names(tmp_path) == ["deck.pptx", "model.xlsx"]


def test_a_folder_that_can_only_be_read_is_a_finding(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(OLD)
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        assert refused(folder / "a.xlsx")[0] == "cannot-write"
    finally:
        folder.chmod(0o755)
    assert (folder / "a.xlsx").read_bytes() == OLD


@pytest.mark.parametrize("mark", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_file_that_is_open_elsewhere_is_not_replaced(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(OLD)
    (tmp_path / mark).write_bytes(b"somebody")
    identity, hint = refused(path)
    assert identity == "open-elsewhere"
    assert mark in hint
    assert path.read_bytes() == OLD


# Two at once


def test_two_builds_at_once_leave_one_whole_pair(tmp_path: Path) -> None:
    """Both files of the folder come from the same build, whichever was the last, and each is whole."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom reportgen.project.files import write_together\n"
        "folder, mark = Path(sys.argv[1]), sys.argv[2].encode()\n"
        "for _ in range(40):\n"
        "    write_together({folder / 'a.xlsx': mark * 50_000, folder / 'b.pptx': mark * 50_000})\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    running = [subprocess.Popen([*command, mark], cwd=ROOT) for mark in "123"]
    assert [one.wait() for one in running] == [0, 0, 0]
    one, other = (tmp_path / "a.xlsx").read_bytes(), (tmp_path / "b.pptx").read_bytes()
    assert one == other
    assert len(one) == 50_000
    assert names(tmp_path) == ["a.xlsx", "b.pptx"]


def test_two_reports_of_one_name_are_refused(tmp_path: Path) -> None:
    project = make(tmp_path)
    for report in ("model", "deck"):
        path = tmp_path / "templates" / "reports" / f"{report}.yaml"
        path.write_text(path.read_text().replace(f"output: {report}", "output: Same"), encoding="utf-8")
    deck = tmp_path / "templates" / "reports" / "deck.yaml"
    deck.write_text(deck.read_text().replace("Same.pptx", "SAME.xlsx"), encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        build(project, [], tmp_path / "output")
    assert [issue.id for issue in caught.value.issues] == ["same-output"]


@pytest.mark.parametrize(
    "name", ["../deck.pptx", "/tmp/deck.pptx", "a/deck.pptx", "..", "C:\\deck.pptx", "  "]
)
def test_an_output_outside_of_the_folder_is_refused(name: str, tmp_path: Path) -> None:
    project = make(tmp_path)
    path = tmp_path / "templates" / "reports" / "deck.yaml"
    path.write_text(path.read_text().replace("output: deck.pptx", f"output: '{name}'"), encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        build_in_memory(project, ["deck"])
    assert "bad-output-name" in {issue.id for issue in caught.value.issues}


@pytest.mark.parametrize("key", ["template", "style"])
def test_a_definition_reads_no_file_outside_of_the_project(key: str, tmp_path: Path) -> None:
    project = make(tmp_path)
    path = tmp_path / "templates" / "reports" / "deck.yaml"
    lines = [
        f"{key}: ../../../etc/passwd" if line.startswith(f"{key}:") else line
        for line in path.read_text().splitlines()
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        build_in_memory(project, ["deck"])
    assert "outside-project" in {issue.id for issue in caught.value.issues}
