#!/usr/bin/env python3
"""Runs hostile inputs, each in a process of its own with 1 GB of memory and 10 s of processor time.

    judge.py --asl PATH [--drive PATH] [TEXT...]     the corpus under hostile/; TEXT chooses by parts of names
    judge.py --asl PATH --folder FOLDER              every *.asl.json below a folder, with what stands beside it:
                                                     NAME.input.json or input.json, mock.json; gen.py is run first

The verdict: an answer, or an error of the right kind. A table of input, CPU seconds, peak MB, exit status and message, then
`N passed, N failed`; --failures leaves what passed out of the table. Exit status: 0 all passed, 1 some did not, 2 incorrect usage.
"""

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
from hostile import all_cases  # noqa: E402
from hostile.case import ANSWER, ASL, FAILURE, REFUSAL, Case  # noqa: E402

MEMORY_MB = 1024
CPU_SECONDS = 10
# What a process may ask for: half as much again, since an array that grows is there twice for a moment. The verdict is by
# the peak of what was resident.
DATA_MB = MEMORY_MB * 3 // 2
FILE_MB = 8 * 1024
# A process that waits uses no processor time: one that hangs is ended by the clock.
WALL_SECONDS = 60
STATUS = {0: ANSWER, 1: FAILURE, 2: REFUSAL}
OUTPUT_BYTES = 200_000


@dataclass
class Outcome:
    cpu: float
    peak: float
    status: str
    message: str
    problem: str


class Launcher:
    def __init__(self, patience):
        self.patience = patience
        script = str(Path(__file__).resolve().parent / "launcher.py")
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-E", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, command, folder):
        order = {
            "command": command, "folder": str(folder), "stdin": str(folder / ".stdin"), "stdout": str(folder / ".stdout"),
            "stderr": str(folder / ".stderr"), "memory": DATA_MB << 20, "cpu": CPU_SECONDS * self.patience + 1,
            "seconds": WALL_SECONDS * self.patience,
            "file": FILE_MB << 20,
        }
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(str(path))
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_bytes(content.encode("utf-8", "surrogatepass"))


def judge(case, programs, launcher):
    folder = Path(tempfile.mkdtemp(prefix="judge-"))
    try:
        write(folder, case.files)
        return execute(case, programs, folder, launcher)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def execute(case, programs, folder, launcher):
    command = []
    for part in case.command:
        for name, path in programs.items():
            part = part.replace("{" + name + "}", path)
        command.append(part)
    command[0] = shutil.which(command[0])
    (folder / ".stdin").write_bytes((case.stdin or "").encode())
    end = launcher.run(command, folder)
    said = ends(folder / ".stdout") + ends(folder / ".stderr")
    kind = STATUS.get(end["code"])
    if end["hangs"]:
        status, problem = "hangs", f"no end after {WALL_SECONDS * launcher.patience} s"
    elif end["signal"]:
        status = signal.Signals(end["signal"]).name
        problem = f"ended by {status}"
    else:
        status = str(end["code"])
        problem = unexpected(case, kind, said) if kind else f"ended with status {status}"
    if not problem and end["cpu"] > CPU_SECONDS * launcher.patience:
        problem = f"over {CPU_SECONDS * launcher.patience} s of CPU"
    if not problem and end["peak"] > MEMORY_MB:
        problem = f"over {MEMORY_MB} MB"
    return Outcome(end["cpu"], end["peak"], status, message(said), problem)


def unexpected(case, kind, said):
    if kind not in case.verdicts:
        return f"{kind}, not {' or '.join(case.verdicts)}"
    if kind != ANSWER and not re.search(case.says, said):
        return f"an error of another kind than {case.says}"
    return ""


def ends(path):
    """The beginning and the end of what was printed: a long input may stand before the error."""
    with open(path, "rb") as file:
        text = file.read(OUTPUT_BYTES)
        size = file.seek(0, os.SEEK_END)
        if size > OUTPUT_BYTES:
            file.seek(max(OUTPUT_BYTES, size - OUTPUT_BYTES))
            text += b"\n" + file.read()
    return text.decode("utf-8", "replace")


def message(said):
    """The error and its cause where an execution was described, else the first line that says something."""
    found = {name: re.search(rf'"{name}"\s*:\s*("(?:[^"\\]|\\.)*")', said) for name in ("error", "cause", "message", "status")}
    values = {}
    for name, match in found.items():
        try:
            values[name] = json.loads(match.group(1)) if match else ""
        except ValueError:
            values[name] = ""
    if values["error"] or values["cause"]:
        text = f"{values['error']}: {values['cause']}"
    else:
        lines = [line.strip() for line in said.splitlines() if line.strip(" {}[]\t")]
        text = values["message"] or values["status"] or (lines[0] if lines else "")
    text = " ".join(text.split())
    return text if len(text) <= 90 else text[:89] + "…"


# MARK: Folders


def folder_cases(root):
    """Copies a folder, runs each gen.py in it, and takes each definition with what stands beside it."""
    copy = Path(tempfile.mkdtemp(prefix="judge-folder-")) / "copy"
    shutil.copytree(root, copy, symlinks=True)
    for script in sorted(copy.rglob("gen.py")):
        subprocess.run([sys.executable, script.name], cwd=script.parent, check=True)
    for path in sorted(copy.rglob("*.asl.json")):
        name = str(path.relative_to(copy))
        base = path.name.removesuffix(".asl.json")
        command = [ASL, "run", str(path)]
        for candidate in (f"{base}.input.json", "input.json"):
            if (path.parent / candidate).exists():
                command += ["--input", str(path.parent / candidate)]
                break
        if (path.parent / "mock.json").exists():
            command += ["--mock-config", str(path.parent / "mock.json")]
        yield Case(f"{name} run", command, verdicts=(ANSWER, FAILURE, REFUSAL))
        for form in ("text", "json", "sarif", "service"):
            yield Case(f"{name} validate {form}", [ASL, "validate", "--format", form, str(path)], verdicts=(ANSWER, FAILURE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--asl", required=True, help="the built asl, a release build")
    parser.add_argument("--drive", help="the built drive of this package; without it what needs it is skipped")
    parser.add_argument("--folder", help="judge the definitions below a folder instead")
    parser.add_argument("--failures", action="store_true", help="leave what passed out of the table")
    parser.add_argument(
        "--patience", type=int, default=1, metavar="N", help="allow N times the processor time, for a slow machine"
    )
    parser.add_argument("texts", nargs="*", help="parts of names")
    arguments = parser.parse_args()
    launcher = Launcher(max(1, arguments.patience))
    programs = {"asl": os.path.abspath(arguments.asl)}
    if arguments.drive:
        programs["drive"] = os.path.abspath(arguments.drive)
    for path in programs.values():
        if not os.access(path, os.X_OK):
            parser.error(f"{path} cannot be run")
    row = "{:<56} {:>6} {:>7} {:>8}  {}"
    print(row.format("input", "CPU s", "peak MB", "exit", "message"))
    passed = failed = skipped = 0
    for case in folder_cases(arguments.folder) if arguments.folder else all_cases():
        if arguments.texts and not any(text in case.name for text in arguments.texts):
            continue
        if "{drive}" in case.command and "drive" not in programs:
            skipped += 1
            continue
        outcome = judge(case, programs, launcher)
        if outcome.problem:
            failed += 1
        else:
            passed += 1
        if outcome.problem or not arguments.failures:
            print(row.format(case.name, f"{outcome.cpu:.2f}", f"{outcome.peak:.0f}", outcome.status, outcome.message), flush=True)
        if outcome.problem:
            print(f"    FAILED: {outcome.problem}", flush=True)
    if skipped:
        print(f"{skipped} skipped: they need --drive")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
