#!/usr/bin/env python3
"""Builds the fuzzer and runs each entry point for some seconds.

    fuzz.py 20                   every entry point for 20 seconds
    fuzz.py 600 json jsonata     these two for ten minutes each
    fuzz.py --probe              says whether the fuzzer can be built here: exit status 0, or 3 and why not

Exit status: 0 no find, 1 a find (its input is kept and named), 2 incorrect usage, 3 something is missing on this machine.
"""

import argparse
import glob
import gzip
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE / ".build" / "fuzzer"
FUZZER = BUILD / "fuzzer"
FINDS = HERE / ".build" / "finds"
CORPUS = HERE / ".build" / "corpus"
SEPARATOR = b"\n====\n"
MEMORY_MB = 1024
INPUT_SECONDS = 10

# The entry points and the dictionaries that know their languages.
ENTRIES = {
    "json": ["json"],
    "jsonpath": ["jsonpath", "json"],
    "jsonata": ["jsonata", "json"],
    "intrinsic": ["intrinsic", "json"],
    "template": ["intrinsic", "jsonpath", "json"],
    "definition": ["asl", "json"],
    "mocks": ["mocks", "json"],
    "suite": ["suite", "asl", "json"],
    "cloudformation": ["cloudformation", "asl", "json"],
    "teststate": ["teststate", "asl", "json"],
    "debug": ["asl", "json"],
    "snapshot": ["snapshot"],
    "dataset": ["dataset", "json"],
    "history": ["history", "asl", "json"],
    "service": ["service", "asl", "json"],
}
# The longest inputs worth a try; those with long seeds need more.
LONGEST = {
    "definition": 8192, "teststate": 8192, "mocks": 8192, "suite": 8192, "cloudformation": 8192, "snapshot": 2048,
    "history": 8192, "service": 8192,
}


class Missing(Exception):
    """What this machine lacks."""


def runtime():
    """The folder with libFuzzer's runtime where Swift's own is missing, or None where Swift links it by itself."""
    if shutil.which("swift") is None or shutil.which("swiftc") is None:
        raise Missing("no swift on the PATH")
    info = subprocess.run(["swiftc", "-print-target-info"], capture_output=True, text=True)
    found = re.search(r'"runtimeResourcePath": "([^"]+)"', info.stdout)
    machine = {"arm64": "aarch64"}.get(platform.machine(), platform.machine())
    if found:
        folder = found.group(1)
        own = [f"{folder}/clang/lib/linux/libclang_rt.fuzzer-{machine}.a", f"{folder}/clang/lib/darwin/libclang_rt.fuzzer_osx.a"]
        if any(os.path.exists(path) for path in own):
            return None
    for path in sorted(glob.glob(f"/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-{machine}.a")):
        return os.path.dirname(path)
    raise Missing("neither Swift's own toolchain nor Debian's libclang-rt-*-dev has libFuzzer's runtime here")


def build():
    other = runtime()
    swift = ["swift", "build", "-c", "release", "--product", "Fuzzer", "--package-path", str(HERE)]
    swift += ["--scratch-path", str(BUILD), "--sanitize", "address", "-Xswiftc", "-sanitize=fuzzer"]
    checked(swift)
    library = subprocess.run(swift + ["--show-bin-path"], capture_output=True, text=True).stdout.strip() + "/libFuzzer.a"
    link = ["swiftc", "-static-stdlib", library, "-o", str(FUZZER)]
    if other is None:
        link += ["-sanitize=fuzzer,address"]
    else:
        machine = {"arm64": "aarch64"}.get(platform.machine(), platform.machine())
        link += ["-sanitize=address", f"{other}/libclang_rt.fuzzer-{machine}.a", "-lstdc++"]
    checked(link)


def checked(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}{done.stderr}\nfailed: {' '.join(command)}")


def seeds(entry, folder):
    """Writes the seeds of an entry point as files, which is how the fuzzer takes them."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate((HERE / "Seeds" / f"{entry}.txt").read_bytes().rstrip(b"\n").split(SEPARATOR)):
        (folder / f"seed-{number:03}").write_bytes(seed)
        if entry == "dataset":
            settings, gap, data = seed.rpartition(b"\n\n") if b"anifest" in seed.lower() else seed.partition(b"\n\n")
            (folder / f"seed-{number:03}.gz").write_bytes(settings + gap + gzip.compress(data, mtime=0))
    found = HERE.parent.parent / "Tests" / "Fixtures" / "Regressions" / entry
    for path in sorted(found.glob("*")) if found.is_dir() else []:
        shutil.copy(path, folder / f"regression-{path.name}")


def fuzz(entry, seconds, jobs):
    scratch = Path(tempfile.mkdtemp(prefix=f"fuzz-{entry}-"))
    corpus = CORPUS / entry
    corpus.mkdir(parents=True, exist_ok=True)
    FINDS.mkdir(parents=True, exist_ok=True)
    seeds(entry, scratch / "seeds")
    dictionary = scratch / "words.dict"
    dictionary.write_text("".join((HERE / "Dictionaries" / f"{name}.dict").read_text() for name in ENTRIES[entry]))
    # The backtracer would hang in a process that the sanitizer watches.
    environment = {
        **os.environ, "FUZZ_ENTRY": entry, "SWIFT_BACKTRACE": "enable=no", "ASAN_OPTIONS": "detect_leaks=0",
    }
    command = [str(FUZZER), f"-max_total_time={seconds}", f"-rss_limit_mb={MEMORY_MB}", f"-timeout={INPUT_SECONDS}"]
    command += [f"-max_len={LONGEST.get(entry, 1024)}", f"-dict={dictionary}", f"-artifact_prefix={FINDS}/{entry}-"]
    command += ["-print_final_stats=1", "-use_value_profile=0", str(corpus), str(scratch / "seeds")]
    log = FINDS / f"{entry}.log"
    start = time.monotonic()
    before = set(FINDS.glob(f"{entry}-*"))
    with open(log, "wb") as output:
        subprocess.run(command, stdout=output, stderr=output, env=environment)
    took = time.monotonic() - start
    text = log.read_text(errors="replace")
    finds = sorted(set(FINDS.glob(f"{entry}-*")) - before) or re.findall(r"Test unit written to (\S+)", text)
    finds = [Path(find) for find in finds if not Path(find).name.startswith(f"{entry}-slow")]
    shutil.rmtree(scratch)

    def stat(name):
        found = re.search(rf"stat::{name}:\s+(\d+)", text)
        return int(found.group(1)) if found else 0

    reason = re.search(r"(Fatal error: .*|SUMMARY: .*|ERROR: .*)", text) if finds else None
    return entry, took, stat("number_of_executed_units"), stat("peak_rss_mb"), finds, reason.group(1) if reason else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", nargs="?", type=int, default=20)
    parser.add_argument("entries", nargs="*", metavar="entry", help=", ".join(ENTRIES))
    parser.add_argument("--probe", action="store_true", help="only say whether the fuzzer can be built here")
    parser.add_argument("--no-build", action="store_true", help="take the fuzzer that was built last")
    arguments = parser.parse_args()
    for entry in arguments.entries:
        if entry not in ENTRIES:
            parser.error(f"no entry point '{entry}'; there are: {', '.join(ENTRIES)}")
    try:
        runtime()
        if arguments.probe:
            return 0
        if not arguments.no_build:
            build()
    except Missing as missing:
        print(f"skipped: {missing}")
        return 3
    row = "{:<14} {:>8} {:>12} {:>9} {:>8} {:>6}"
    print(row.format("entry point", "seconds", "executions", "per s", "peak MB", "finds"))
    total = 0
    for entry in arguments.entries or ENTRIES:
        entry, took, count, memory, finds, reason = fuzz(entry, arguments.seconds, 1)
        print(row.format(entry, f"{took:.0f}", count, f"{count / max(took, 0.1):.0f}", memory, len(finds)), flush=True)
        for find in finds:
            print(f"    {find}\n    {reason}")
        total += len(finds)
    print(f"{total} finds" + (f", kept in {FINDS}" if total else ""))
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
