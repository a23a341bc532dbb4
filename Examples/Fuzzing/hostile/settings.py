"""Settings at extremes, and redrives."""

import json

from .case import DRIVE, FAILURE, Case, machine
from .engine import distributed, loop, processor

# Something of everything that a quota bounds.
DEFINITION = machine(
    {
        "Assigns": {"Type": "Pass", "Assign": {"v.$": "$.l", "w": "x"}, "Next": "Both"},
        "Both": {"Type": "Parallel", "Branches": [processor("A", {"Type": "Pass"}), processor("B", {"Type": "Wait", "Seconds": 5})], "ResultPath": "$.both", "Next": "Each"},
        "Each": {"Type": "Map", "ItemsPath": "$.l", "ItemProcessor": processor("C", {"Type": "Pass"}), "ResultPath": "$.each", "Next": "Spread"},
        "Spread": {**distributed(processor("D", {"Type": "Pass"}), ItemsPath="$.l", ResultWriter={"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}}), "ResultPath": "$.spread", "Next": "Query"},
        "Query": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.l.{'v': $} %}", "End": True},
    }
)
QUOTAS = [
    "maximumPayloadBytes", "maximumHistoryEvents", "maximumInlineConcurrency", "maximumDistributedConcurrency",
    "maximumVariableBytes", "maximumTotalVariableBytes", "maximumDepth", "maximumExpressSeconds", "maximumResultFileBytes",
]
VALUES = [-(1 << 63), -1, 0, 1, 2, 1 << 31, (1 << 63) - 1]


def drive(name, definition, input, options, **expected):
    files = {"machine.asl.json": definition, "input.json": input}
    return Case(name, [DRIVE, "machine.asl.json", "--input", "input.json", *options], files, **expected)


def cases():
    input = json.dumps({"l": [1, 2, 3]})
    for quota in QUOTAS:
        for value in VALUES:
            yield drive(f"{quota}={value}", DEFINITION, input, ["--quota", f"{quota}={value}", "--redrives", "1"])
    deep = json.dumps({"l": [json.loads("[" * 900 + "]" * 900)]})
    yield drive("depth-largest-and-a-deep-value", DEFINITION, deep, ["--quota", f"maximumDepth={(1 << 63) - 1}"])
    growing = loop({"Type": "Pass", "Parameters": {"a.$": "$"}})
    yield drive("depth-largest-and-a-growing-value", growing, "{}", ["--quota", f"maximumDepth={(1 << 63) - 1}"])
    yield drive("depth-largest-and-a-growing-variable", loop({"Type": "Pass", "Assign": {"v.$": "States.Array($)"}, "Parameters": {"v.$": "States.Array($)"}}), "{}", ["--quota", f"maximumDepth={(1 << 63) - 1}"], verdicts=(FAILURE,))
    # What failed while its item was made ran again in no redrive, which then never came to an end.
    failing = {"Type": "Map", "ItemsPath": "$.l", "MaxConcurrency": 1, "ItemSelector": {"v.$": "$$.Map.Item.Value.no"}, "ItemProcessor": processor("P", {"Type": "Pass"}), "End": True}
    for name, state in {
        "selector": failing,
        "selector-of-several": {**failing, "MaxConcurrency": 0},
        "selector-jsonata": {"Type": "Map", "QueryLanguage": "JSONata", "Items": "{% $states.input.l %}", "MaxConcurrency": 1, "ItemSelector": {"v": "{% $states.context.Map.Item.Value = 2 ? $error('no') : 1 %}"}, "ItemProcessor": processor("P", {"Type": "Pass"}), "End": True},
        "items": {**failing, "ItemsPath": "$.nothing"},
        "distributed": {**distributed(processor("P", {"Type": "Fail", "Error": "E"}), ItemsPath="$.l"), "End": True},
        "distributed-selector": {**distributed(processor("P", {"Type": "Pass"}), ItemsPath="$.l", ItemSelector={"v.$": "$.nothing"}), "End": True},
        "parallel": {"Type": "Parallel", "Branches": [processor("P", {"Type": "Fail", "Error": "E"}), processor("W", {"Type": "Wait", "Seconds": 9})], "End": True},
        "parallel-output": {"Type": "Parallel", "Branches": [processor("P", {"Type": "Pass"})], "ResultSelector": {"x.$": "$.nothing"}, "End": True},
    }.items():
        yield drive(f"redriven-5-times-{name}", machine({"M": state}), input, ["--redrives", "5"], verdicts=(FAILURE,), says="FAILED")
    failing_at_once = machine({"P": {"Type": "Pass", "Next": "F"}, "F": {"Type": "Fail", "Error": "E"}})
    yield drive("redriven-30000-times", failing_at_once, "{}", ["--redrives", "30000"], verdicts=(FAILURE,))
