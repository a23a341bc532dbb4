"""Executions: growth, loops, storms of retries, extremes of time and concurrency."""

import json

from .case import machine, one, run

TASK = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}}
NEVER = {"Variable": "$$.Execution.Name", "StringEquals": "never", "Next": "End"}
AGAIN = {"Again": {"Type": "Choice", "Choices": [NEVER], "Default": "L"}, "End": {"Type": "Succeed"}}
ENDED = "States.Runtime|States.DataLimitExceeded|States.Timeout|ExecutionFailed|States.QueryEvaluationError|States.ExceedToleratedFailureThreshold|TIMED_OUT"


def distributed(processor, **fields):
    config = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    return {"Type": "Map", **fields, "ItemProcessor": {**config, **processor}}


def processor(name, state):
    if state["Type"] not in ("Succeed", "Fail"):
        state = {**state, "End": True}
    return {"StartAt": name, "States": {name: state}}


def mocks(response, states=("T",), datasets=None):
    return json.dumps(
        {"StateMachines": {"M": {"TestCases": {"C": {s: "R" for s in states}}}}, "MockedResponses": {"R": response}, "ServiceData": {"S3": datasets or {}}}
    )


FAILS = {"0-99999999": {"Throw": {"Error": "E", "Cause": "c"}}}
WORKS = {"0-99999999": {"Return": {"n": 1}}}


def loop(state):
    """A state that comes again for ever: the way to the end, which a definition needs, is never taken."""
    return machine({"L": {**state, "Next": "Again"}, **AGAIN})


def doubling(**fields):
    return loop({"Type": "Pass", **fields})


def cases():
    yield run("loop-endless", loop({"Type": "Pass"}), says=ENDED)
    yield run("loop-of-choices", machine({"C": {"Type": "Choice", "Choices": [NEVER], "Default": "C"}, "End": {"Type": "Succeed"}}), says=ENDED)
    growth = {
        "format": {"Parameters": {"s.$": "States.Format('{}{}', $.s, $.s)"}},
        "array": {"Parameters": {"s.$": "States.Array($.s, $.s)"}},
        "json-to-string": {"Parameters": {"s.$": "States.JsonToString($.s)"}},
        "base64": {"Parameters": {"s.$": "States.Base64Encode($.s)"}},
        "template": {"Parameters": {"s": {"a.$": "$.s", "b.$": "$.s"}}},
        "result-path": {"ResultPath": "$.t"},
        "variables": {"Assign": {"s.$": "States.Array($, $)"}, "Parameters": {"s.$": "States.Array($.s, $.s)"}},
        "jsonata-text": {"QueryLanguage": "JSONata", "Output": {"s": "{% $states.input.s & $states.input.s %}"}},
        "jsonata-array": {"QueryLanguage": "JSONata", "Output": {"s": "{% [[$states.input.s],[$states.input.s]] %}"}},
    }
    for name, fields in growth.items():
        yield run(f"doubled-{name}", doubling(**fields), '{"s":"xy\\""}', says=ENDED)
        yield run(f"doubled-{name}-no-quotas", doubling(**fields), '{"s":"xy\\""}', ["--no-quotas"], says=ENDED)
    big = json.dumps({"s": "x" * 200_000})
    yield run("copies-of-200-KB", doubling(Parameters={"s.$": "States.Format('{}', $.s)"}), big, says=ENDED)
    yield run("copies-of-200-KB-in-history", doubling(Parameters={"s.$": "States.StringToJson(States.JsonToString($.s))"}), big, ["--history", "history.json"], says=ENDED)
    yield run("copies-of-200-KB-jsonata", doubling(QueryLanguage="JSONata", Output={"s": "{% $uppercase($states.input.s) %}"}), big, says=ENDED)
    yield run("history-of-200-KB", loop({"Type": "Pass"}), big, ["--history", "history.json"], says=ENDED)
    many = json.dumps({"a": list(range(20_000)), "s": "x" * 100})
    yield run("copies-of-many-numbers", doubling(Parameters={"a.$": "$.a[*]", "s.$": "$.s"}), many, says=ENDED)
    branch = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
    halves = [json.loads(json.dumps(branch).replace('"A"', f'"{n}"')) for n in "AB"]
    yield run("doubled-by-parallel", loop({"Type": "Parallel", "Branches": halves}), '"x"', says=ENDED)
    yield run("doubled-by-parallel-no-quotas", loop({"Type": "Parallel", "Branches": halves}), '"x"', ["--no-quotas"], says=ENDED)
    wide = [{"StartAt": f"A{i}", "States": {f"A{i}": {"Type": "Pass", "End": True}}} for i in range(8_000)]
    yield run("parallel-of-8000-branches", one({"Type": "Parallel", "Branches": wide}), says=ENDED)
    item = {"Type": "Pass", "Parameters": {"x.$": "States.ArrayRange(1,1000,1)"}}
    inner = {"Type": "Map", "ItemsPath": "$.x", "ItemProcessor": processor("C", {"Type": "Pass"}), "End": True}
    yield run("maps-in-maps", one({"Type": "Map", "ItemProcessor": {"StartAt": "A", "States": {"A": {**item, "Next": "B"}, "B": inner}}}), json.dumps(list(range(1_000))), says=ENDED)
    yield run("map-of-200000", one({"Type": "Map", "ItemProcessor": processor("P", {"Type": "Pass", "Result": 1})}), json.dumps([1] * 130_000), says=ENDED)
    for number in (0, 1, 40, 9_007_199_254_740_991):
        fields = {"Type": "Map", "MaxConcurrencyPath": "$.n", "ItemsPath": "$.l", "ItemProcessor": processor("P", {"Type": "Succeed"})}
        yield run(f"concurrency-{number}", one(fields), json.dumps({"n": number, "l": [1] * 3_000}), says=ENDED)
        yield run(f"concurrency-distributed-{number}", one(distributed(processor("P", {"Type": "Succeed"}), MaxConcurrencyPath="$.n", ItemsPath="$.l")), json.dumps({"n": number, "l": [1] * 20_000}), says=ENDED)
    for number in ("-1", "1e300", "9223372036854775808", "1.5", '"7"', "null"):
        for name in ("MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage"):
            yield run(f"path-of-{name}-{number}", one(distributed(processor("P", {"Type": "Succeed"}), ItemsPath="$.l", **{f"{name}Path": "$.n"})), f'{{"n":{number},"l":[1,2]}}', says=ENDED)
        for name in ("MaxItemsPerBatch", "MaxInputBytesPerBatch"):
            yield run(f"path-of-{name}-{number}", one(distributed(processor("P", {"Type": "Succeed"}), ItemsPath="$.l", ItemBatcher={f"{name}Path": "$.n"})), f'{{"n":{number},"l":[1,2]}}', says=ENDED)
        yield run(f"path-of-seconds-{number}", one({"Type": "Wait", "SecondsPath": "$.n"}), f'{{"n":{number}}}', says=ENDED)
        yield run(f"path-of-timeout-{number}", one({"Type": "Task", "Resource": TASK["Resource"], "Parameters": TASK["Parameters"], "TimeoutSecondsPath": "$.n", "HeartbeatSecondsPath": "$.n"}), f'{{"n":{number}}}', mocks={"T": 1} and mocks({"0": {"Hang": True}}, ("S",)), says=ENDED)
    yield run("path-of-MaxItemsPerBatch-largest", one(distributed(processor("P", {"Type": "Succeed"}), ItemsPath="$.l", ItemBatcher={"MaxItemsPerBatchPath": "$.n", "MaxInputBytesPerBatchPath": "$.n"})), '{"n":9223372036854775807,"l":[1,2]}', says=ENDED)
    storm = {"ErrorEquals": ["States.ALL"], "MaxAttempts": 99_999_999}
    extremes = {
        "plain": {}, "no-interval": {"IntervalSeconds": 1, "BackoffRate": 1.0}, "long": {"IntervalSeconds": 99_999_999, "BackoffRate": 1.0},
        "growing": {"BackoffRate": 1e300}, "growing-slowly": {"BackoffRate": 1.0000001, "IntervalSeconds": 99_999_999}, "bounded": {"BackoffRate": 1e300, "MaxDelaySeconds": 31_622_399}, "jitter": {"BackoffRate": 9e15, "JitterStrategy": "FULL"},
    }
    for name, fields in extremes.items():
        yield run(f"retries-{name}", one({**TASK, "Retry": [{**storm, **fields}]}), mocks=mocks(FAILS, ("S",)), says=ENDED)
        yield run(f"retries-{name}-no-quotas", one({**TASK, "Retry": [{**storm, **fields}]}), options=["--no-quotas", "--max-events", "100000"], mocks=mocks(FAILS, ("S",)), says=ENDED)
    yield run("retries-in-a-map", one({"Type": "Map", "ItemProcessor": processor("T", {**TASK, "Retry": [storm]})}), json.dumps([1] * 1_000), mocks=mocks(FAILS), says=ENDED)
    yield run("retries-in-children", one(distributed(processor("T", {**TASK, "Retry": [{**storm, "MaxAttempts": 100}]}))), json.dumps([1] * 300), mocks=mocks(FAILS), says=ENDED)
    yield run("catch-itself", machine({"T": {**TASK, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "T"}], "End": True}}), mocks=mocks(FAILS), says=ENDED)
    yield run("catch-grows", machine({"T": {**TASK, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "P"}], "End": True}, "P": {"Type": "Pass", "Parameters": {"a.$": "$", "b.$": "$"}, "Next": "T"}}), mocks=mocks(FAILS), says=ENDED)
    yield run("waits-99999999", loop({"Type": "Wait", "Seconds": 99_999_999}), says=ENDED)
    yield run("waits-99999999-for-ever", loop({"Type": "Wait", "Seconds": 99_999_999}), options=["--no-quotas", "--max-events", "1000000"], says=ENDED)
    yield run("waits-largest", loop({"Type": "Wait", "SecondsPath": "$.n"}), '{"n":9223372036854775807}', says=ENDED)
    for number, time in enumerate(("9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "999999999-01-01T00:00:00Z", "2024-01-01T00:00:00." + "9" * 100_000 + "Z", "2024-02-30T25:61:61+99:99", "1" * 100_000)):
        yield run(f"wait-until-{number}", one({"Type": "Wait", "TimestampPath": "$.t"}), json.dumps({"t": time}), says=ENDED)
    yield run("start-time-largest", one({"Type": "Wait", "Seconds": 99_999_999}), options=["--start-time", "9999-12-31T23:59:59Z"])
    yield run("seed-smallest", one({"Type": "Pass", "Parameters": {"u.$": "States.UUID()"}}), options=["--seed", "-9223372036854775808"])
    hundred = {"x.$": "States.ArrayRange(1,100,1)"}
    level3 = processor("F", {"Type": "Succeed"})
    level2 = {"StartAt": "D", "States": {"D": {"Type": "Pass", "Parameters": hundred, "Next": "E"}, "E": {**distributed(level3, ItemsPath="$.x"), "ResultPath": None, "End": True}}}
    level1 = {"StartAt": "B", "States": {"B": {"Type": "Pass", "Parameters": hundred, "Next": "C"}, "C": {**distributed(level2, ItemsPath="$.x"), "ResultPath": None, "End": True}}}
    yield run("distributed-100-100-100", one({**distributed(level1), "ResultPath": None}), json.dumps(list(range(100))), says=ENDED)
    yield run("distributed-100000", one({**distributed(processor("P", {"Type": "Pass", "Result": 1})), "ResultPath": None}), json.dumps([1] * 100_000), says=ENDED)
    yield run("distributed-100000-results", one(distributed(processor("P", {"Type": "Pass"}))), json.dumps(["x"] * 100_000), says=ENDED)
    yield run("distributed-failing-100000", one({**distributed(processor("P", {"Type": "Fail", "Error": "E", "Cause": "c" * 1_000}), ToleratedFailurePercentage=100), "ResultPath": None}), json.dumps([1] * 100_000), says=ENDED)
    yield run("distributed-outputs-grow", one({**distributed(processor("P", {"Type": "Pass", "Parameters": {"s.$": "States.Format('{}', $$.Execution.Input.s)"}}), ItemsPath="$.l"), "ResultPath": None}), json.dumps({"s": "x" * 100_000, "l": [1] * 30_000}), says=ENDED)
    yield run("batches-of-one", one({**distributed(processor("P", {"Type": "Pass", "Result": 1}), ItemBatcher={"MaxItemsPerBatch": 1, "BatchInput": {"x": "y" * 50_000}}), "ResultPath": None}), json.dumps([1] * 50_000), says=ENDED)
    yield run("selector-grows", one({**distributed(processor("P", {"Type": "Pass", "Result": 1}), ItemsPath="$.l", ItemSelector={"all.$": "$", "v.$": "$$.Map.Item.Value"}), "ResultPath": None}), json.dumps({"l": list(range(30_000))}), says=ENDED)
    yield run("history-of-many-tasks", loop({**TASK, "ResultPath": "$.r"}), mocks=mocks(WORKS, ("L",)), says=ENDED)
    yield run("suspended-at-every-step", loop({"Type": "Pass"}), options=["--suspend", "--max-events", "1000"], says=ENDED)
    yield run("max-events-largest", one({"Type": "Pass"}), options=["--max-events", "9223372036854775807"])
    yield run("variables-of-10-MB", machine({f"S{i}": {"Type": "Pass", "Assign": {f"v{i}.$": "$.s"}, "Next": f"S{i + 1}"} for i in range(60)} | {"S60": {"Type": "Succeed"}}), json.dumps({"s": "x" * 200_000}), says=ENDED)
    yield run("choice-of-10000-rules", machine({"C": {"Type": "Choice", "Choices": [{"Variable": "$.s", "StringMatches": f"*{i}*x*{i}*", "Next": "C"} for i in range(10_000)] + [NEVER], "Default": "C"}, "End": {"Type": "Succeed"}}), json.dumps({"s": "0123456789x" * 100}), ["--max-events", "100"], says=ENDED)
