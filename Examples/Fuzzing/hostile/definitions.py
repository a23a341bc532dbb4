"""Definitions for the validator: what could be quadratic in it, or deep."""

import json

from .case import ASL, FAILURE, REFUSAL, Case, machine, nested, one, run, validate

MB = 1_000_000


def flat(count):
    return {f"S{i}": {"Type": "Pass", "Next": f"S{i + 1}"} for i in range(count)} | {f"S{count}": {"Type": "Succeed"}}


def problems(lines):
    text = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true'
    text += "".join(f',"q{i}":1' for i in range(90_000)) + "}}}"
    return text.replace(",", ",\n") if lines else text


def cases():
    invalid = {"verdicts": (FAILURE,)}
    for form in ("text", "json", "sarif", "service"):
        yield validate(f"90000-problems-in-a-line-{form}", problems(False), [f"--format={form}"], **invalid)
    yield validate("90000-problems-in-lines", problems(True), **invalid)
    yield validate("90000-problems-fix", problems(False), ["--fix"], **invalid)
    yield run("90000-problems-run", problems(False), **invalid)
    dangling = {f"S{i}": {"Type": "Pass", "Next": f"T{i}"} for i in range(20_000)}
    yield validate("20000-targets-missing", machine(dangling), **invalid)
    yield validate("20000-targets-missing-long", machine({f"{i:05}" + "x" * 60: {"Type": "Pass", "Next": f"{i:05}" + "y" * 60} for i in range(6_000)}), **invalid)
    yield validate("18000-states", machine(flat(18_000)))
    yield validate("20000-states-unreachable", machine({"A": {"Type": "Succeed"}, **{f"U{i}": {"Type": "Succeed"} for i in range(20_000)}}))
    yield validate("one-name-20000-times", '{"StartAt":"A","States":{' + ",".join('"A":{"Type":"Succeed"}' for _ in range(20_000)) + "}}")
    branches = [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}} for _ in range(15_000)]
    yield validate("one-name-in-15000-branches", one({"Type": "Parallel", "Branches": branches}))
    yield validate("15000-branches", one({"Type": "Parallel", "Branches": [{"StartAt": f"A{i}", "States": {f"A{i}": {"Type": "Succeed"}}} for i in range(15_000)]}))
    rules = [{"Variable": f"$.a{i}", "IsPresent": True, "Next": "D"} for i in range(12_000)]
    choice = {"C": {"Type": "Choice", "Choices": rules, "Default": "D"}, "D": {"Type": "Succeed"}}
    yield validate("12000-rules", machine(choice))
    yield validate("12000-rules-the-same", machine({"C": {"Type": "Choice", "Choices": [rules[0]] * 12_000}, "D": {"Type": "Succeed"}}))
    both = {"And": [{"Variable": "$.a", "IsPresent": True}] * 15_000, "Next": "D"}
    yield validate("and-of-15000", machine({"C": {"Type": "Choice", "Choices": [both]}, "D": {"Type": "Succeed"}}))
    deep = nested('{"Not":', '{"Variable":"$.a","IsNull":true}', "}", 40_000)
    yield validate("not-40000-deep", '{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[' + deep + "]}}}", **invalid)
    task = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}}
    yield validate("12000-retriers", one({**task, "Retry": [{"ErrorEquals": [f"E{i}"]} for i in range(12_000)]}))
    yield validate("12000-retriers-the-same", one({**task, "Retry": [{"ErrorEquals": ["E"]}] * 12_000}))
    yield validate("60000-names-of-errors", one({**task, "Retry": [{"ErrorEquals": [f"E{i}" for i in range(60_000)]}]}))
    yield validate("60000-times-states-all", one({**task, "Retry": [{"ErrorEquals": ["States.ALL"] * 60_000}]}))
    catchers = [{"ErrorEquals": [f"E{i}"], "Next": "X"} for i in range(12_000)]
    yield validate("12000-catchers", machine({"S": {**task, "Catch": catchers, "Next": "X"}, "X": {"Type": "Succeed"}}))
    yield validate("catchers-that-lead-nowhere", machine({"S": {**task, "Catch": [{**c, "Next": c["ErrorEquals"][0]} for c in catchers], "End": True}}), **invalid)
    yield validate("name-of-a-state-of-1-MB", machine({"n" * (MB - 200): {"Type": "Succeed"}}), **invalid)
    yield validate("field-of-500-KB", one({"Type": "Pass", "P" * 500_000: 1}), **invalid)
    yield validate("fields-almost-right", '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true' + "".join(f',"Parameter{"s" * (i % 30)}{i}":1' for i in range(30_000)) + "}}}", **invalid)
    yield validate("type-of-500-KB", one({"Type": "T" * 500_000}), **invalid)
    yield validate("resource-of-500-KB", one({"Type": "Task", "Resource": "arn:aws:states:::" + "a:" * 250_000}), verdicts=(FAILURE, "answer"))
    assigned = {f"S{i}": {"Type": "Pass", "Assign": {f"v{i}.$": f"$v{i - 1}"}, "Next": f"S{i + 1}"} for i in range(8_000)}
    yield validate("8000-variables-in-a-chain", machine({**assigned, "S8000": {"Type": "Succeed"}}), verdicts=("answer", FAILURE))
    unknown = {f"S{i}": {"Type": "Pass", "Parameters": {"x.$": f"$nobody{i}"}, "Next": f"S{i + 1}"} for i in range(8_000)}
    yield validate("8000-variables-unknown", machine({**unknown, "S8000": {"Type": "Succeed"}}), verdicts=("answer", FAILURE))
    ladder = {}
    for i in range(1_500):
        ladder[f"S{i}"] = {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True, "Next": f"S{j}"} for j in range(i + 1, min(i + 9, 1_501))]}
    yield validate("every-state-leads-to-eight", machine({**ladder, "S1500": {"Type": "Succeed"}}))
    yield validate("parallels-in-parallels", nested('{"StartAt":"A","States":{"A":{"Type":"Parallel","End":true,"Branches":[', '{"StartAt":"Z","States":{"Z":{"Type":"Succeed"}}}', "]}}}", 2_000), **invalid)
    yield validate("template-2000-deep", '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true,"Parameters":' + nested('{"a":', "1", "}", 2_000) + "}}}", verdicts=("answer", FAILURE))
    yield validate("template-of-60000-paths", one({"Type": "Pass", "Parameters": {f"k{i}.$": "$" for i in range(60_000)}}))
    yield validate("template-of-30000-wrong-paths", one({"Type": "Pass", "Parameters": {f"k{i}.$": "$.a[" for i in range(30_000)}}), **invalid)
    yield validate("result-of-1-MB", one({"Type": "Pass", "Result": list(range(100_000))}))
    yield validate("brackets-of-1-MB", "[" * MB, **invalid)
    yield validate("comment-of-1-MB", "/*" + "*" * MB, **invalid)
    yield validate("placeholders-of-1-MB", '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":' + "${x}" * 200_000 + ',"End":true}}}', verdicts=("answer", FAILURE))
    yield validate("placeholders-without-end", '{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":' + "${" * 400_000, **invalid)
    yield validate("larger-than-allowed", one({"Type": "Pass", "Comment": "c" * 30_000_000}), **invalid)
    for name, number in (("1e308", "1e308"), ("2-to-the-64", "18446744073709551616"), ("negative", "-9223372036854775808"), ("400-digits", "9" * 400), ("tiny", "1e-400")):
        fields = f'"TimeoutSeconds":{number},"States":{{"W":{{"Type":"Wait","Seconds":{number},"Next":"T"}},"T":{{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{{"FunctionName":"f"}},"TimeoutSeconds":{number},"HeartbeatSeconds":{number},"Retry":[{{"ErrorEquals":["E"],"IntervalSeconds":{number},"MaxAttempts":{number},"BackoffRate":{number},"MaxDelaySeconds":{number}}}],"End":true}}}}}}'
        yield validate(f"every-number-{name}", '{"StartAt":"W",' + fields, verdicts=("answer", FAILURE))
    maps = '"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Succeed"}}},"End":true}}}'
    for number in ("1e308", "-1", "9223372036854775807"):
        yield validate(f"map-numbers-{number}", f'{{"StartAt":"M","States":{{"M":{{"Type":"Map","MaxConcurrency":{number},"ToleratedFailureCount":{number},"ToleratedFailurePercentage":{number},"ItemBatcher":{{"MaxItemsPerBatch":{number},"MaxInputBytesPerBatch":{number}}},' + maps, verdicts=("answer", FAILURE))
    yield validate("labels-the-same", machine({f"M{i}": {"Type": "Map", "Label": "L", "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": f"P{i}", "States": {f"P{i}": {"Type": "Succeed"}}}, "Next": f"M{i + 1}"} for i in range(3_000)} | {"M3000": {"Type": "Succeed"}}), verdicts=("answer", FAILURE))
    sdk = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:dynamodb:putItem"}
    yield validate("sdk-parameters-unknown-5000", one({**sdk, "Parameters": {f"Nothing{i}": 1 for i in range(5_000)}}), verdicts=("answer", FAILURE))
    yield validate("sdk-parameter-of-300-KB", one({**sdk, "Parameters": {"T" * 300_000: 1}}), verdicts=("answer", FAILURE))
    item = json.loads(nested('{"M":{"a":', '{"S":"x"}', "}}", 200))
    yield validate("sdk-parameters-deep", one({**sdk, "Parameters": {"TableName": "t", "Item": {"a": item}}}), verdicts=("answer", FAILURE))
    yield Case("folder-of-3000-files", [ASL, "validate", "folder"], {f"folder/f{i}.asl.json": one({"Type": "Succeed"}) for i in range(3_000)})
    yield Case("state-deep-test-state", [ASL, "test-state", "--request", "request.json"], {"request.json": json.dumps({"definition": "[" * 500_000})}, verdicts=(FAILURE, REFUSAL))
    request = {"definition": one({"Type": "Pass"}), "stateName": "S", "input": "[" * 200_000}
    yield Case("input-deep-test-state", [ASL, "test-state", "--request", "request.json"], {"request.json": json.dumps(request)}, verdicts=(FAILURE, REFUSAL))
    for number in ("9223372036854775807", "1e300", "-1"):
        text = json.dumps({"definition": json.dumps({**task, "Retry": [{"ErrorEquals": ["E"], "BackoffRate": 1e10}], "End": True}), "mock": {"errorOutput": {"error": "E"}}, "stateConfiguration": {"retrierRetryCount": 0}, "inspectionLevel": "DEBUG"})
        yield Case(f"retries-{number}-test-state", [ASL, "test-state", "--request", "request.json"], {"request.json": text.replace('"retrierRetryCount": 0', f'"retrierRetryCount": {number}')})
