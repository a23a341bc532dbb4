"""Starts processes for judge.py and measures them: one JSON line in, one out.

A process of its own because a child counts the memory of who started it as its own peak: this one stays small.
"""

import json
import os
import resource
import signal
import sys
import time


def start(order):
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        os.chdir(order["folder"])
        for descriptor, (path, flags) in enumerate(
            [
                (order["stdin"], os.O_RDONLY),
                (order["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
                (order["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
            ]
        ):
            os.dup2(os.open(path, flags, 0o600), descriptor)
        # RLIMIT_DATA counts what a process really asks for, unlike RLIMIT_AS, which counts whatever is mapped.
        resource.setrlimit(resource.RLIMIT_DATA, (order["memory"], order["memory"]))
        resource.setrlimit(resource.RLIMIT_CPU, (order["cpu"], order["cpu"] + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # A process that writes what nobody reads is a case of its own; what files take is bounded, too.
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["file"], order["file"]))
        os.environ["SWIFT_BACKTRACE"] = "enable=no"
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.execv(order["command"][0], order["command"])
    finally:
        os._exit(127)


def finish(child, seconds):
    deadline = time.monotonic() + seconds
    hangs = False
    pause = 0.0005
    while True:
        ended, status, usage = os.wait4(child, 0 if hangs else os.WNOHANG)
        if ended:
            break
        if time.monotonic() > deadline:
            hangs = True
            os.killpg(child, signal.SIGKILL)
        else:
            time.sleep(pause)
            pause = min(pause * 2, 0.02)
    try:
        os.killpg(child, signal.SIGKILL)  # what it has left behind
    except ProcessLookupError:
        pass
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    signaled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1
    cpu = usage.ru_utime + usage.ru_stime
    return {"hangs": hangs, "signal": signaled, "code": code, "cpu": cpu, "peak": usage.ru_maxrss / unit}


for line in sys.stdin:
    order = json.loads(line)
    print(json.dumps(finish(start(order), order["seconds"])), flush=True)
