#!/usr/bin/env python3
"""Drive a step-functions-server with real clients: the aws command line, boto3, aiobotocore, raw HTTP.

    python3 clients.py --server ../.build/release/step-functions-server

Needs boto3 and aiobotocore (pip install boto3 aiobotocore), and awscli beside them or on the PATH: the versions of all
three together take pip long to find. Starts the server itself, on a free port and with a store in memory. Prints a line
for what fails, and `N passed, N failed` at the end.
"""
import argparse
import asyncio
import concurrent.futures
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROLE = "arn:aws:iam::123456789012:role/r"
PASS = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
WAIT = json.dumps({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "End": True}}})
FAIL = json.dumps({"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "c"}}})
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_DISABLE_HOST_PREFIX_INJECTION": "true", "AWS_PAGER": "", "AWS_EC2_METADATA_DISABLED": "true",
}
os.environ.update(ENVIRONMENT)

checks = []
results = {"passed": 0, "failed": 0}


def check(function):
    checks.append(function)
    return function


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class Server:
    """A server on a free port."""

    def __init__(self, path, *options):
        self.path = path = os.path.abspath(path)
        self.log = tempfile.TemporaryFile("w+")
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [path, "--port", str(self.port), "--store", "memory", *options], stdout=self.log, stderr=self.log)
        began = time.monotonic()
        while True:
            try:
                urllib.request.urlopen(self.url + "/health", timeout=2).read()
                break
            except OSError:
                if time.monotonic() - began > 20 or self.process.poll() is not None:
                    self.log.seek(0)
                    sys.exit("the server did not start: " + self.log.read())
                time.sleep(0.002)
        self.startup = time.monotonic() - began

    def memory(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


def aws(server, operation, *arguments, status=0):
    """Runs `aws stepfunctions`, and gives what it prints as JSON."""
    beside = os.path.join(os.path.dirname(sys.executable), "aws")
    command = [beside if os.path.exists(beside) else "aws", "stepfunctions", operation, "--endpoint-url",
               server.url, "--output", "json", "--cli-read-timeout", "90", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    # Version 1 says 255 for an error of the service, version 2 says 254.
    expect(done.returncode == status if status is not None else done.returncode in (254, 255),
           f"{operation}: status {done.returncode}: {done.stderr.strip()[:300]}")
    return json.loads(done.stdout) if done.stdout.strip() else {"stderr": done.stderr}


def boto(server, **options):
    import boto3
    from botocore.config import Config
    return boto3.client("stepfunctions", endpoint_url=server.url, config=Config(
        inject_host_prefix=False, retries={"total_max_attempts": 1}, **options))


# The command line ---------------------------------------------------------------------------------

@check
def command_line_reaches_all_37_operations(server):
    done = set()

    def run(operation, *arguments, status=0):
        done.add(operation)
        return aws(server, operation, *arguments, status=status)

    made = run("create-state-machine", "--name", "cli", "--definition", PASS, "--role-arn", ROLE)
    machine = made["stateMachineArn"]
    expect(run("describe-state-machine", "--state-machine-arn", machine)["status"] == "ACTIVE", "it is active")
    expect(any(m["name"] == "cli" for m in run("list-state-machines")["stateMachines"]), "it is listed")
    run("tag-resource", "--resource-arn", machine, "--tags", "key=team,value=orders")
    expect(run("list-tags-for-resource", "--resource-arn", machine)["tags"] == [{"key": "team", "value": "orders"}],
           "its tag is listed")
    run("untag-resource", "--resource-arn", machine, "--tag-keys", "team")
    version = run("publish-state-machine-version", "--state-machine-arn", machine)["stateMachineVersionArn"]
    expect(run("list-state-machine-versions", "--state-machine-arn", machine)["stateMachineVersions"][0]
           ["stateMachineVersionArn"] == version, "the version is listed")
    alias = run("create-state-machine-alias", "--name", "live", "--routing-configuration",
                json.dumps([{"stateMachineVersionArn": version, "weight": 100}]))["stateMachineAliasArn"]
    expect(run("describe-state-machine-alias", "--state-machine-alias-arn", alias)["name"] == "live", "the alias")
    run("update-state-machine-alias", "--state-machine-alias-arn", alias, "--description", "the one in use")
    expect(len(run("list-state-machine-aliases", "--state-machine-arn", machine)["stateMachineAliases"]) == 1, "alias")
    run("update-state-machine", "--state-machine-arn", machine, "--definition", WAIT)
    started = run("start-execution", "--state-machine-arn", machine, "--name", "one", "--input", '{"n": 1}')
    execution = started["executionArn"]
    expect(run("describe-execution", "--execution-arn", execution)["status"] == "RUNNING", "it runs")
    expect(run("describe-state-machine-for-execution", "--execution-arn", execution)["name"] == "cli", "of its machine")
    expect(len(run("get-execution-history", "--execution-arn", execution)["events"]) == 2, "two events")
    expect(run("list-executions", "--state-machine-arn", machine)["executions"][0]["name"] == "one", "it is listed")
    run("stop-execution", "--execution-arn", execution, "--error", "Enough", "--cause", "of it")
    run("redrive-execution", "--execution-arn", execution)
    run("stop-execution", "--execution-arn", execution)
    expect(run("list-map-runs", "--execution-arn", execution)["mapRuns"] == [], "it has no map runs")
    activity = run("create-activity", "--name", "approve")["activityArn"]
    run("describe-activity", "--activity-arn", activity)
    expect(len(run("list-activities")["activities"]) == 1, "one activity")
    task = json.dumps({"StartAt": "A", "States": {"A": {
        "Type": "Task", "Resource": activity, "Retry": [{"ErrorEquals": ["Again"], "IntervalSeconds": 1}], "End": True}}})
    worker = aws(server, "create-state-machine", "--name", "worked", "--definition", task, "--role-arn", ROLE)
    work = aws(server, "start-execution", "--state-machine-arn", worker["stateMachineArn"])["executionArn"]
    token = run("get-activity-task", "--activity-arn", activity, "--worker-name", "w")["taskToken"]
    run("send-task-heartbeat", "--task-token", token)
    run("send-task-failure", "--task-token", token, "--error", "Again")
    token = aws(server, "get-activity-task", "--activity-arn", activity)["taskToken"]
    run("send-task-success", "--task-token", token, "--task-output", '{"ok": true}')
    expect(json.loads(aws(server, "describe-execution", "--execution-arn", work)["output"]) == {"ok": True}, "its output")
    mapped = json.dumps({"StartAt": "M", "States": {"M": {
        "Type": "Map", "End": True, "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "W",
            "States": {"W": {"Type": "Wait", "Seconds": 20, "End": True}}}}}})
    many = aws(server, "create-state-machine", "--name", "many", "--definition", mapped, "--role-arn", ROLE)
    run_ = aws(server, "start-execution", "--state-machine-arn", many["stateMachineArn"], "--input", "[1, 2, 3]")
    map_run = aws(server, "list-map-runs", "--execution-arn", run_["executionArn"])["mapRuns"][0]["mapRunArn"]
    run("update-map-run", "--map-run-arn", map_run, "--max-concurrency", "2")
    expect(run("describe-map-run", "--map-run-arn", map_run)["itemCounts"]["total"] == 3, "three items")
    express = aws(server, "create-state-machine", "--name", "fast", "--definition", PASS, "--role-arn", ROLE, "--type",
                  "EXPRESS")["stateMachineArn"]
    expect(run("start-sync-execution", "--state-machine-arn", express)["status"] == "SUCCEEDED", "it succeeds")
    expect(run("test-state", "--definition", '{"Type": "Pass", "End": true}', "--role-arn", ROLE, "--input", "{}")
           ["status"] == "SUCCEEDED", "the state succeeds")
    expect(run("validate-state-machine-definition", "--definition", "{}")["result"] == "FAIL", "it is not valid")
    run("delete-state-machine-alias", "--state-machine-alias-arn", alias)
    run("delete-state-machine-version", "--state-machine-version-arn", version)
    run("delete-activity", "--activity-arn", activity)
    run("delete-state-machine", "--state-machine-arn", machine)
    expect(len(done) == 37, f"{len(done)} operations: {sorted(done)}")


@check
def command_line_shows_the_services_errors(server):
    missing = "arn:aws:states:us-east-1:123456789012:stateMachine:none"
    said = aws(server, "describe-state-machine", "--state-machine-arn", missing, status=None)
    expect("(StateMachineDoesNotExist)" in said["stderr"], said["stderr"])


# boto3 --------------------------------------------------------------------------------------------

@check
def boto3_pages_through_all_lists(server):
    sfn = boto(server)
    for number in range(7):
        sfn.create_state_machine(name=f"page{number}", definition=PASS, roleArn=ROLE)
        sfn.create_activity(name=f"page{number}")
    machine = sfn.create_state_machine(name="paged", definition=PASS, roleArn=ROLE)["stateMachineArn"]
    for number in range(7):
        arn = sfn.start_execution(stateMachineArn=machine, name=f"e{number}")["executionArn"]
    sizes = {"PageSize": 2}

    def names(operation, key, **arguments):
        pages = list(sfn.get_paginator(operation).paginate(PaginationConfig=sizes, **arguments))
        expect(all(len(page[key]) <= 2 for page in pages), "pages are short")
        return [item for page in pages for item in page[key]]

    expect({f"page{n}" for n in range(7)} <= {m["name"] for m in names("list_state_machines", "stateMachines")}, "machines")
    expect({f"page{n}" for n in range(7)} <= {m["name"] for m in names("list_activities", "activities")}, "activities")
    found = [e["name"] for e in names("list_executions", "executions", stateMachineArn=machine)]
    expect(sorted(found) == [f"e{n}" for n in range(7)], f"executions: {found}")
    events = names("get_execution_history", "events", executionArn=arn)
    expect([e["id"] for e in events] == [1, 2, 3, 4], "events")


@check
def boto3_has_no_waiters_for_this_service(server):
    expect(boto(server).waiter_names == [], "the model has none")


@check
def a_presigned_url_is_understood(server):
    sfn = boto(server)
    url = sfn.generate_presigned_url("list_activities", Params={"maxResults": 3})
    region = re.search(r"X-Amz-Credential=[^&]*?%2F(us-east-1)%2F", url)
    expect(region, url)
    request = urllib.request.Request(url, data=b'{"maxResults": 3}', headers={
        "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions.ListActivities"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        expect("activities" in json.loads(answer.read()), "a list")


@check
def the_region_of_the_signature_decides(server):
    import boto3
    from botocore.config import Config
    other = boto3.client("stepfunctions", endpoint_url=server.url, region_name="eu-west-1",
                         config=Config(inject_host_prefix=False))
    arn = other.create_activity(name="far")["activityArn"]
    expect(arn == "arn:aws:states:eu-west-1:123456789012:activity:far", arn)
    expect("far" not in [a["name"] for a in boto(server).list_activities()["activities"]], "not here")


# As an infrastructure tool -------------------------------------------------------------------------

def raw(server, operation, body, headers=()):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(server.url + "/", data=data, method="POST", headers={
        "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions." + operation,
        "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request, SignedHeaders=host, "
                         "Signature=0", **dict(headers)})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


@check
def a_resource_is_created_read_changed_and_deleted(server):
    tags = [{"key": "Name", "value": "tf"}]
    _, made = raw(server, "CreateStateMachine", {"name": "tf", "definition": PASS, "roleArn": ROLE, "tags": tags,
                                                 "type": "STANDARD", "publish": False})
    arn = made["stateMachineArn"]
    for _ in range(2):
        status, read = raw(server, "DescribeStateMachine", {"stateMachineArn": arn})
        expect(status == 200 and read["definition"] == PASS and read["loggingConfiguration"]["level"] == "OFF", read)
        expect(raw(server, "ListTagsForResource", {"resourceArn": arn})[1]["tags"] == tags, "tags")
    expect(raw(server, "ListStateMachineVersions", {"stateMachineArn": arn})[1]["stateMachineVersions"] == [], "versions")
    status, changed = raw(server, "UpdateStateMachine", {"stateMachineArn": arn, "definition": WAIT, "roleArn": ROLE})
    expect(status == 200 and changed["revisionId"], changed)
    raw(server, "TagResource", {"resourceArn": arn, "tags": [{"key": "Env", "value": "test"}]})
    raw(server, "UntagResource", {"resourceArn": arn, "tagKeys": ["Name"]})
    expect(raw(server, "ListTagsForResource", {"resourceArn": arn})[1]["tags"] == [{"key": "Env", "value": "test"}], "t")
    expect(raw(server, "DeleteStateMachine", {"stateMachineArn": arn})[0] == 200, "deleted")
    for _ in range(100):
        status, gone = raw(server, "DescribeStateMachine", {"stateMachineArn": arn})
        if status == 400:
            break
        time.sleep(0.05)
    expect(gone["__type"].endswith("StateMachineDoesNotExist"), gone)


# Many at once --------------------------------------------------------------------------------------

@check
def two_hundred_long_polls_of_an_async_client(server):
    import aiobotocore.session
    from aiobotocore.config import AioConfig
    sfn = boto(server)
    activity = sfn.create_activity(name="parallel")["activityArn"]
    machine = sfn.create_state_machine(name="parallel", roleArn=ROLE, definition=json.dumps({
        "StartAt": "A", "States": {"A": {"Type": "Task", "Resource": activity, "End": True}}}))["stateMachineArn"]

    async def work():
        config = AioConfig(max_pool_connections=400, read_timeout=70, inject_host_prefix=False)
        session = aiobotocore.session.get_session()
        async with session.create_client("stepfunctions", endpoint_url=server.url, config=config) as client:
            async def worker(number):
                task = await client.get_activity_task(activityArn=activity, workerName=f"w{number}")
                await client.send_task_success(taskToken=task["taskToken"], output=json.dumps(number))
                return number

            polls = [asyncio.create_task(worker(number)) for number in range(200)]
            await asyncio.sleep(1.5)
            # Others are not kept waiting.
            began = time.monotonic()
            await client.list_activities()
            expect(time.monotonic() - began < 1, "a call beside 200 polls")
            started = await asyncio.gather(*[
                client.start_execution(stateMachineArn=machine, name=f"p{number}") for number in range(200)])
            done = await asyncio.wait_for(asyncio.gather(*polls), 60)
            expect(sorted(done) == list(range(200)), "each worker has a task")
            ends = await asyncio.gather(*[client.describe_execution(executionArn=s["executionArn"]) for s in started])
            expect(all(e["status"] == "SUCCEEDED" for e in ends), "all succeed")
            expect(len({e["output"] for e in ends}) == 200, "each task has one worker")

    asyncio.run(work())


@check
def a_worker_that_goes_away_takes_no_task_along(server):
    sfn = boto(server)
    activity = sfn.create_activity(name="left")["activityArn"]
    machine = sfn.create_state_machine(name="left", roleArn=ROLE, definition=json.dumps({
        "StartAt": "A", "States": {"A": {"Type": "Task", "Resource": activity, "End": True}}}))["stateMachineArn"]
    body = json.dumps({"activityArn": activity}).encode()
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", server.port)) as one:
            one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
                        b"X-Amz-Target: AWSStepFunctions.GetActivityTask\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            time.sleep(0.02)
    time.sleep(0.3)
    sfn.start_execution(stateMachineArn=machine, name="one")
    task = sfn.get_activity_task(activityArn=activity)
    expect(task.get("taskToken"), "the next worker has the task")


# The program ---------------------------------------------------------------------------------------

@check
def a_folder_is_imported_and_watched(server):
    with tempfile.TemporaryDirectory() as folder:
        def write(definition):
            with open(os.path.join(folder, "Watched.asl.json"), "w", encoding="utf-8") as file:
                file.write(definition)

        write(PASS)
        other = Server(server.path, "--import", folder, "--watch")
        sfn = boto(other)
        machine = sfn.list_state_machines()["stateMachines"][0]
        expect(machine["name"] == "Watched", machine)
        write(WAIT)
        for _ in range(100):
            if sfn.describe_state_machine(stateMachineArn=machine["stateMachineArn"])["definition"] == WAIT:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("the change was not seen")
        expect(other.stop() == 0, "it ends with status 0")


@check
def wrong_use_and_trouble_have_statuses_of_their_own(server):
    def run(*arguments, **environment):
        done = subprocess.run([server.path, *arguments], capture_output=True, text=True, timeout=30,
                              env={**os.environ, **environment})
        return done.returncode, done.stdout + done.stderr

    for arguments, status, words in [
            (["--nonsense"], 64, "Unknown option"), (["--store", "mysql:x"], 64, "none of sqlite:PATH"),
            (["--store", "memory", "--host", "0.0.0.0"], 1, "--allow-remote"),
            (["--store", "memory", "--port", str(server.port)], 1, "in use"),
            (["--store", "memory", "--mock-config", "/nowhere.json"], 1, "/nowhere.json"),
            (["--store", "memory", "--routes", "/nowhere.json"], 1, "/nowhere.json"),
            (["--store", "memory", "--watch"], 1, "--import"),
            (["--store", "memory", "--import", "/nowhere"], 1, "/nowhere"),
            (["--help"], 0, "WAIT_TIME_SCALE")]:
        got, said = run(*arguments)
        expect(got == status and words in said, f"{arguments}: {got}: {said[-300:]}")
    got, said = run("--store", "memory", WAIT_TIME_SCALE="slow")
    expect(got == 1 and "WAIT_TIME_SCALE" in said, f"{got}: {said[-300:]}")
    got, said = run("--store", "memory", LAMBDA_ENDPOINT="nonsense")
    expect(got == 1 and "LAMBDA_ENDPOINT" in said, f"{got}: {said[-300:]}")


# Bad input -----------------------------------------------------------------------------------------

@check
def bad_requests_get_clear_answers(server):
    def fails(status, code, body, operation="ListActivities", headers=()):
        got, answer = raw(server, operation, body, headers)
        expect((got, answer.get("__type", "").split("#")[-1]) == (status, code), f"{operation} {headers}: {got} {answer}")

    expect(raw(server, "ListActivities", b"")[0] == 200, "no body is an empty request")
    fails(415, "SerializationException", b"{}", headers=[("Content-Type", "text/plain")])
    fails(400, "SerializationException", b"\xff\xfe{}")
    fails(400, "SerializationException", b'{"maxResults": ')
    fails(400, "SerializationException", b"[" * 1_000_000)
    fails(400, "UnknownOperationException", b"{}", operation="DoEverything")
    fails(400, "UnknownOperationException", b"{}", headers=[("X-Amz-Target", "Other.ListActivities")])
    fails(403, "AccessDeniedException", b"{}", headers=[("Host", "attacker.example")])
    fails(403, "AccessDeniedException", b"{}", headers=[("Origin", "https://attacker.example")])


@check
def fifty_megabytes_are_refused_at_once(server):
    before = server.memory()
    with socket.create_connection(("127.0.0.1", server.port)) as one:
        one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
                    b"X-Amz-Target: AWSStepFunctions.ListActivities\r\nContent-Length: 52428800\r\n\r\n{")
        one.settimeout(5)
        answer = one.recv(4096)
    expect(b" 413 " in answer, answer[:60])
    # And the same without saying how much it will be.
    with socket.create_connection(("127.0.0.1", server.port)) as one:
        one.settimeout(10)
        one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
                    b"X-Amz-Target: AWSStepFunctions.ListActivities\r\nTransfer-Encoding: chunked\r\n\r\n")
        answer = b""
        try:
            for _ in range(50):
                one.sendall(b"100000\r\n" + b" " * 0x100000 + b"\r\n")
            answer = one.recv(4096)
        except OSError:
            try:
                answer = one.recv(4096)
            except OSError:
                pass
    expect(not answer or b" 413 " in answer, answer[:60])
    expect(server.memory() - before < 60, f"{before} to {server.memory()} MB")


@check
def slow_and_broken_clients_slow_nobody(server):
    slow = []
    for _ in range(50):
        one = socket.create_connection(("127.0.0.1", server.port))
        one.sendall(b"POST / HTTP/1.1\r\nHost: loc")
        slow.append(one)
    for _ in range(50):
        one = socket.create_connection(("127.0.0.1", server.port))
        one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
                    b"X-Amz-Target: AWSStepFunctions.ListActivities\r\nContent-Length: 100\r\n\r\n{")
        slow.append(one)
    broken = socket.create_connection(("127.0.0.1", server.port))
    broken.sendall(b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03 this is not HTTP\r\n\r\n")
    broken.settimeout(5)
    expect(b" 400 " in broken.recv(4096), "what is not HTTP is refused")
    sfn = boto(server)
    began = time.monotonic()
    for _ in range(20):
        sfn.list_activities()
    expect(time.monotonic() - began < 2, "20 calls beside 100 slow clients")
    for one in slow:
        one.close()


@check
def ten_thousand_idle_connections(server):
    import resource
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(10_000, hard - 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    before = server.memory()
    idle = []
    for _ in range(wanted):
        idle.append(socket.create_connection(("127.0.0.1", server.port), timeout=10))
    sfn = boto(server)
    began = time.monotonic()
    for _ in range(20):
        sfn.list_activities()
    took = time.monotonic() - began
    print(f"  {wanted} idle connections: {server.memory() - before:.0f} MB more, 20 calls in {took * 1000:.0f} ms")
    expect(took < 3, "20 calls beside them")
    for one in idle:
        one.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--server", default=os.path.join(here, "../.build/release/step-functions-server"))
    parser.add_argument("--filter", default="")
    options = parser.parse_args()
    server = Server(options.server)
    print(f"started in {server.startup * 1000:.0f} ms, {server.memory():.1f} MB resident")
    for function in checks:
        if options.filter not in function.__name__:
            continue
        try:
            function(server)
            results["passed"] += 1
        except Exception as error:  # pylint: disable=broad-except
            results["failed"] += 1
            print(f"FAILED {function.__name__}: {type(error).__name__}: {error}")
    expect(server.stop() == 0, "the server ends with status 0")
    print(f"{results['passed']} passed, {results['failed']} failed")
    sys.exit(1 if results["failed"] else 0)


if __name__ == "__main__":
    main()
