"""The command line: endless inputs, full disks, closed pipes, mock files, batches."""

import json

from .case import ANSWER, ASL, FAILURE, REFUSAL, Case, evaluate, one

PASS = one({"Type": "Pass"})
FILES = {"machine.asl.json": PASS}
MANY = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True, **{f"q{i}": 1 for i in range(90_000)}}}}


def shell(name, text, files=FILES, **expected):
    return Case(name, ["bash", "-c", text], files, shell=True, **expected)


def cases():
    refused = {"verdicts": (REFUSAL,)}
    for name, command in {
        "run": "{asl} run machine.asl.json", "eval": "{asl} eval 1", "validate-json": "{asl} validate --format json machine.asl.json",
        "validate-sarif": "{asl} validate --format sarif machine.asl.json", "test-state": "{asl} test-state --request request.json",
        "batch": """printf '{"id":1,"language":"jsonata","expression":"1"}\\n' | {asl} eval --batch""", "history": "{asl} run machine.asl.json --history -",
        "history-file": "{asl} run machine.asl.json --history /dev/full",
    }.items():
        files = {**FILES, "request.json": json.dumps({"definition": json.dumps({"Type": "Pass", "End": True})})}
        target = "" if name == "history-file" else " > /dev/full"
        yield shell(f"full-{name}", command + target, files, **refused)
    yield shell("closed-pipe", "set -o pipefail; {asl} validate --format json machine.asl.json | true", {"machine.asl.json": json.dumps(MANY)}, verdicts=(REFUSAL, FAILURE, ANSWER))
    yield shell("endless-input", "{asl} run machine.asl.json --input /dev/zero", **refused)
    yield shell("endless-definition", "{asl} validate /dev/zero", verdicts=(REFUSAL, FAILURE))
    yield shell("endless-standard-input", "yes '[' | {asl} run machine.asl.json --input -", **refused)
    yield shell("endless-line-of-a-batch", "tr '\\0' 'x' < /dev/zero | {asl} eval --batch", verdicts=(REFUSAL, FAILURE, ANSWER))
    yield Case("folder-as-definition", [ASL, "run", "."], FILES, **refused)
    yield Case("nothing-as-definition", [ASL, "validate", "empty.asl.json"], {"empty.asl.json": ""}, verdicts=(FAILURE,))
    batch = "".join(json.dumps({"id": i, "language": "jsonata", "expression": "$sum([1..100])"}) + "\n" for i in range(20_000))
    yield Case("batch-of-20000", [ASL, "eval", "--batch"], stdin=batch)
    yield Case("batch-of-deep-lines", [ASL, "eval", "--batch"], stdin=("[" * 100_000 + "\n") * 20)
    yield Case("batch-of-long-lines", [ASL, "eval", "--batch"], stdin=('"' + "x" * 5_000_000 + "\n") * 5)
    yield evaluate("json-deep", "json", "", says='"code"')
    for name, response in {"range-largest": {"0-9223372036854775807": {"Hang": True}}, "range-too-large": {"0-99999999999999999999": {"Hang": True}}, "range-backward": {"5-1": {"Hang": True}}, "many": {str(i): {"Throw": {"Error": "E"}} for i in range(100_000)}}.items():
        mocks = {"StateMachines": {"M": {"TestCases": {"C": {"S": "R"}}}}, "MockedResponses": {"R": response}}
        task = one({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "TimeoutSeconds": 5, "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": 99_999_999, "BackoffRate": 1.0}]})
        yield Case(f"mocks-{name}", [ASL, "run", "machine.asl.json", "--mock-config", "mocks.json"], {"machine.asl.json": task, "mocks.json": json.dumps(mocks)}, verdicts=(FAILURE, REFUSAL))
    names = {f"S{i}": "R" for i in range(50_000)}
    yield Case("mocks-of-unknown-states", [ASL, "run", "machine.asl.json", "--mock-config", "mocks.json"], {**FILES, "mocks.json": json.dumps({"StateMachines": {"M": {"TestCases": {"C": names}}}, "MockedResponses": {"R": {"0": {"Return": 1}}}})}, **refused)
    yield Case("mocks-deep", [ASL, "run", "machine.asl.json", "--mock-config", "mocks.json"], {**FILES, "mocks.json": "[" * 500_000}, **refused)
    for option, value in {"--max-events": "99999999999999999999", "--seed": "x", "--start-time": "9" * 100_000, "--type": "x" * 100_000}.items():
        yield Case(f"option{option}", [ASL, "run", "machine.asl.json", option, value], FILES, **refused)
