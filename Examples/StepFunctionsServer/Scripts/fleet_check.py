#!/usr/bin/env python3
"""Kill the servers of a fleet, and the database under it, while clients use them; then look at every execution.

    ./with-postgres.sh python3 fleet_check.py --server ../.build/release/step-functions-server

Two servers share the PostgreSQL of STATES_POSTGRES_URL. Executions that wait, that call back with task tokens and that have
work done by an activity's workers are started, while servers are killed with SIGKILL and the database is stopped as by a loss
of power. In the end every start that was acknowledged must have ended once, with the right output and with a history that
has each event once. Needs boto3. Prints a line for what is wrong, and `N passed, N failed` at the end.
"""
import argparse
import collections
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid

os.environ.update({
    "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_DISABLE_HOST_PREFIX_INJECTION": "true", "AWS_EC2_METADATA_DISABLED": "true",
})
import boto3
import botocore.config
import botocore.exceptions

ROLE = "arn:aws:iam::123456789012:role/r"
KINDS = ("timer", "token", "activity")


def definitions(activity):
    """The state machines, by kind. Each adds one to `n` on the way, so that the output shows that all was done once."""
    retry = [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "BackoffRate": 1, "MaxAttempts": 99}]
    first = {"Type": "Pass", "Output": {"n": "{% $states.input.n %}", "seconds": "{% $states.input.seconds %}"}}
    last = {"Type": "Pass", "Output": {"n": "{% $states.input.n + 1 %}"}, "End": True}

    def machine(state):
        return json.dumps({"QueryLanguage": "JSONata", "StartAt": "First", "States": {
            "First": {**first, "Next": "Work"}, "Work": {**state, "Next": "Last"}, "Last": last}})

    return {
        "timer": machine({
            "Type": "Wait", "Seconds": "{% $states.input.seconds %}"}),
        "token": machine({
            "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Arguments": {"QueueUrl": "q", "MessageBody": {
                "token": "{% $states.context.Task.Token %}", "n": "{% $states.input.n %}"}},
            "TimeoutSeconds": 120, "HeartbeatSeconds": 30, "Retry": retry}),
        "activity": machine({
            "Type": "Task", "Resource": activity, "Arguments": {"n": "{% $states.input.n %}"},
            "TimeoutSeconds": 60, "HeartbeatSeconds": 6, "Retry": retry}),
    }


class Server:
    """One server, started again on the same port whenever it was killed."""

    def __init__(self, path, number, options):
        self.path, self.number, self.options = path, number, options
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.NamedTemporaryFile("w+", prefix=f"fleet-server-{number}-", suffix=".log", delete=False)
        self.process = None
        self.ends = collections.Counter()
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.path, "--port", str(self.port), *self.options], stdout=self.log, stderr=self.log)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.start()

    def keep(self):
        """A server that cannot reach its database may give up; a supervisor would start it again."""
        if self.process.poll() is not None:
            self.ends[self.process.returncode] += 1
            self.start()

    def wait(self, seconds=60):
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            self.keep()
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        self.log.seek(0)
        sys.exit(f"server {self.number} does not listen: {self.log.read()[-4000:]}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Clients:
    """Calls go to either server, and are repeated until one has answered."""

    def __init__(self, servers):
        configuration = botocore.config.Config(
            retries={"max_attempts": 0}, connect_timeout=3, read_timeout=90, max_pool_connections=100)
        self.clients = [
            boto3.client("stepfunctions", endpoint_url=server.url, config=configuration) for server in servers]
        self.repeated = collections.Counter()
        self.deadline = None

    def call(self, operation, /, expected=(), **arguments):
        """The answer, or the code of an error that is expected."""
        delay = 0.02
        while True:
            client = random.choice(self.clients)
            try:
                return getattr(client, operation)(**arguments)
            except botocore.exceptions.ClientError as error:
                code = error.response["Error"]["Code"]
                status = error.response["ResponseMetadata"]["HTTPStatusCode"]
                if code in expected:
                    return code
                if status < 500 and code not in ("ThrottlingException",):
                    raise
                problem = code
            except (botocore.exceptions.BotoCoreError, OSError) as error:
                problem = type(error).__name__
            self.repeated[problem] += 1
            if self.deadline and time.monotonic() > self.deadline:
                raise TimeoutError(f"{operation}: {problem}")
            time.sleep(delay * random.random())
            delay = min(delay * 2, 1)


class Check:
    def __init__(self, arguments):
        self.arguments = arguments
        self.random = random.Random(arguments.seed)
        self.problems = []
        self.lock = threading.Lock()
        self.started = {}
        self.isOver = threading.Event()
        self.acknowledgements = collections.Counter()
        self.callbacks = collections.deque()
        self.wanted = threading.Semaphore(0)

    def problem(self, text):
        with self.lock:
            self.problems.append(text)
        if len(self.problems) <= 40:
            print(text, flush=True)

    # What the fleet needs beside itself.

    def listen(self):
        """Takes what tasks with tokens send, over HTTP."""
        import http.server
        check = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                message = body.get("MessageBody", body)
                check.callbacks.append((time.monotonic() + check.random.random() * 3, message))
                check.wanted.release()
                answer = json.dumps({"MessageId": "m"}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                pass

        server = Quiet(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/message"

    def thread(self, body, count=1):
        def run():
            try:
                body()
            except Exception as error:  # Whatever a thread dies of is a finding.
                if not self.isOver.is_set():
                    self.problem(f"{body.__name__}: {type(error).__name__}: {error}")

        threads = [threading.Thread(target=run, daemon=True) for _ in range(count)]
        for one in threads:
            one.start()
        return threads

    def start(self):
        """Starts executions, as fast as the kills allow."""
        while True:
            with self.lock:
                if not self.names:
                    return
                name, kind, data = self.names.pop()
            time.sleep(self.random.random() * 2 * self.arguments.starters * self.pause)
            answer = self.clients.call(
                "start_execution", expected=("ExecutionAlreadyExists",), stateMachineArn=self.machines[kind],
                name=name, input=json.dumps(data))
            arn = self.machines[kind].replace(":stateMachine:", ":execution:") + ":" + name
            if answer != "ExecutionAlreadyExists" and answer["executionArn"] != arn:
                self.problem(f"{name}: the ARN is {answer['executionArn']}")
            with self.lock:
                self.started[arn] = (kind, data)

    def answer_tokens(self):
        while not self.isOver.is_set():
            if not self.wanted.acquire(timeout=0.5):
                continue
            when, message = self.callbacks.popleft()
            time.sleep(max(0, when - time.monotonic()))
            answer = self.clients.call(
                "send_task_success", expected=("TaskTimedOut", "InvalidToken", "TaskDoesNotExist"),
                taskToken=message["token"], output=json.dumps({"n": message["n"] + 1}))
            self.acknowledgements[answer if isinstance(answer, str) else "token"] += 1

    def work(self):
        while not self.isOver.is_set():
            task = self.clients.call("get_activity_task", activityArn=self.activity, workerName="w")
            if not task.get("taskToken"):
                continue
            data = json.loads(task["input"])
            time.sleep(self.random.random() * 0.2)
            answer = self.clients.call(
                "send_task_success", expected=("TaskTimedOut", "InvalidToken", "TaskDoesNotExist"),
                taskToken=task["taskToken"], output=json.dumps({"n": data["n"] + 1}))
            self.acknowledgements[answer if isinstance(answer, str) else "activity"] += 1

    def harm(self):
        """Kills a server at random, and now and then the database."""
        arguments = self.arguments
        restarts = {round((index + 1) * arguments.kills / (arguments.restarts + 1)) for index in range(arguments.restarts)}
        for number in range(arguments.kills):
            time.sleep(self.random.random() * 2 * arguments.interval)
            self.random.choice(self.servers).kill()
            if number in restarts:
                subprocess.run(
                    ["sh", "-c", 'cd / && $PGRUN "$PGBIN/pg_ctl" stop -s -m immediate && sleep 0.5 && '
                     '$PGRUN "$PGBIN/pg_ctl" start -s -w -l "$PGLOG" >/dev/null 2>&1'], check=True)
                self.restarted += 1
            self.killed += 1

    # The run.

    def run(self):
        arguments = self.arguments
        folder = tempfile.mkdtemp(prefix="fleet-")
        routes = os.path.join(folder, "routes.json")
        with open(routes, "w") as file:
            json.dump({"routes": [{"resource": "arn:aws:states:::sqs:*", "url": self.listen()}]}, file)
        schema = f"fleet_{uuid.uuid4().hex[:8]}"
        url = arguments.store or os.environ["STATES_POSTGRES_URL"]
        if not arguments.store:
            url += ("&" if "?" in url else "?") + f"schema={schema}"
        options = ["--store", url, "--lease", str(arguments.lease), "--routes", routes, "--log-level", "warning"]
        self.servers = [Server(arguments.server, number, options) for number in range(1 if arguments.store else 2)]
        for server in self.servers:
            server.wait()
        self.clients = Clients(self.servers)
        self.activity = self.clients.call("create_activity", name="work")["activityArn"]
        self.machines = {
            kind: self.clients.call("create_state_machine", name=kind, definition=text, roleArn=ROLE)["stateMachineArn"]
            for kind, text in definitions(self.activity).items()}
        self.names = [
            (f"{number}-{uuid.uuid4().hex[:8]}", KINDS[number % 3], {"n": number, "seconds": self.random.randint(0, 6)})
            for number in range(arguments.executions)]
        self.pause = arguments.kills * arguments.interval / max(arguments.executions, 1)
        self.killed = self.restarted = 0
        began = time.monotonic()
        self.thread(self.answer_tokens, 8)
        self.thread(self.work, 8)
        starting = self.thread(self.start, arguments.starters)
        harming = self.thread(self.harm)
        while any(one.is_alive() for one in starting + harming):
            for server in self.servers:
                if harming[0].is_alive():
                    continue
                server.keep()
            time.sleep(0.2)
        for server in self.servers:
            server.wait()
        calm = time.monotonic()
        print(f"{len(self.started)} executions started, {self.killed} kills, {self.restarted} losses of the database, "
              f"in {calm - began:.1f} s", flush=True)
        self.clients.deadline = calm + arguments.patience
        self.settle(calm + arguments.patience)
        settled = time.monotonic()
        self.isOver.set()
        passed = self.judge()
        print(f"all ended {settled - calm:.1f} s after the last harm; answers to tasks: {dict(self.acknowledgements)}; "
              f"calls repeated: {dict(self.clients.repeated)}; servers that ended by themselves: "
              f"{[dict(server.ends) for server in self.servers]}")
        for server in self.servers:
            server.stop()
        if self.problems:
            print("logs:", *(server.log.name for server in self.servers))
        else:
            for server in self.servers:
                os.unlink(server.log.name)
        print(f"{passed} passed, {len(self.problems)} failed")
        return 1 if self.problems else 0

    def settle(self, deadline):
        """Waits until nothing runs any more."""
        while time.monotonic() < deadline:
            for server in self.servers:
                server.keep()
            running = [
                execution["executionArn"] for machine in self.machines.values() for execution in self.clients.call(
                    "list_executions", stateMachineArn=machine, statusFilter="RUNNING", maxResults=10)["executions"]]
            if not running:
                return
            time.sleep(1)

    def judge(self):
        """Looks at every execution."""
        passed = 0
        listed = set()
        for machine in self.machines.values():
            token = {}
            while True:
                page = self.clients.call("list_executions", stateMachineArn=machine, maxResults=1000, **token)
                for execution in page["executions"]:
                    if execution["executionArn"] in listed:
                        self.problem(f"{execution['executionArn']} is listed twice")
                    listed.add(execution["executionArn"])
                if "nextToken" not in page:
                    break
                token = {"nextToken": page["nextToken"]}
        for arn in listed - set(self.started):
            self.problem(f"{arn} is listed, but nobody started it")
        for arn, (kind, data) in sorted(self.started.items()):
            before = len(self.problems)
            try:
                self.judge_one(arn, kind, data, arn in listed)
            except Exception as error:
                self.problem(f"{arn}: {type(error).__name__}: {error}")
            passed += len(self.problems) == before
        return passed

    def judge_one(self, arn, kind, data, is_listed):
        if not is_listed:
            self.problem(f"{arn} is not listed")
        found = self.clients.call("describe_execution", expected=("ExecutionDoesNotExist",), executionArn=arn)
        if found == "ExecutionDoesNotExist":
            return self.problem(f"{arn} is gone")
        if found["status"] != "SUCCEEDED":
            return self.problem(f"{arn} is {found['status']}: {found.get('error')}, {found.get('cause')}")
        expected = {"n": data["n"] + (1 if kind == "timer" else 2)}
        if json.loads(found["output"]) != expected:
            self.problem(f"{arn} gives {found['output']}, not {expected}")
        events, token = [], {}
        while True:
            page = self.clients.call("get_execution_history", executionArn=arn, maxResults=1000, **token)
            events += page["events"]
            if "nextToken" not in page:
                break
            token = {"nextToken": page["nextToken"]}
        ids = [event["id"] for event in events]
        if ids != list(range(1, len(events) + 1)):
            self.problem(f"{arn}: the events are {ids}")
        counts = collections.Counter(event["type"] for event in events)
        once = ["ExecutionStarted", "ExecutionSucceeded", "WaitStateExited" if kind == "timer" else "TaskStateExited"]
        once += {"timer": ["WaitStateEntered"], "token": ["TaskSucceeded"], "activity": ["ActivitySucceeded"]}[kind]
        for name in once:
            if counts[name] != 1:
                self.problem(f"{arn}: {counts[name]} events {name}")
        if events and events[-1]["type"] != "ExecutionSucceeded":
            self.problem(f"{arn}: the last event is {events[-1]['type']}")
        if any(event["previousEventId"] >= event["id"] for event in events):
            self.problem(f"{arn}: an event comes before its previous one")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True, help="the program step-functions-server, built with the trait PostgreSQL unless --store is given")
    parser.add_argument("--store", help="sqlite:PATH or file:FOLDER for one server with a store of its own, without PostgreSQL")
    parser.add_argument("--executions", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50, help="how many times a server is killed")
    parser.add_argument("--restarts", type=int, default=3, help="how many times the database is")
    parser.add_argument("--interval", type=float, default=1.5, help="seconds between two kills, on average")
    parser.add_argument("--lease", type=float, default=2, help="seconds after which executions of a dead server are taken over")
    parser.add_argument("--starters", type=int, default=16, help="clients that start executions")
    parser.add_argument("--patience", type=float, default=300, help="seconds to wait for the last execution")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.store:
        arguments.restarts = 0
    for name in () if arguments.store else ("STATES_POSTGRES_URL", "PGBIN", "PGDATA"):
        if name not in os.environ:
            sys.exit(f"{name} is not set: run this by with-postgres.sh")
    sys.exit(Check(arguments).run())


if __name__ == "__main__":
    main()
