#!/usr/bin/env python3
"""Writes Models/*.swift: the models of service APIs, against which parameters and mocked results are checked.

    pip install botocore==1.41.0
    python3 generate.py                  # or with --data DIR, a folder as botocore/data
    python3 generate.py --check          # needs no botocore: whether the files are what this script has written

The models come from botocore (Apache License 2.0; see NOTICE), whose files are read as they are. The version is held:
what the service checks lags behind the newest models (it was seen to refuse a memory size that a newer model allows).

Each file begins with a digest of what follows, that of the table with a digest of this script too: whoever changes the
script has to run it, and whoever edits a file is found out.

A model is a text, which `ServiceModel` reads; `BotocoreModel` in StatesLanguage makes the same of users' files:

    =AddPermission 1 0 PutPolicy 4 -      an operation, and the indexes of its request and of its response among the
                                          lines after the second one; - where there is none
    +CreateAlias CreateFunction           operations of which no more is known than that they are there
    {AddPermissionRequest StatusCode:i    a structure's name and its members: name, `*` if required, `~` and the name
                                          that SDK integrations show if it differs, `:` and the type unless it is a text
    |Active|Inactive                      a text with the values it may have

Types: s text, t timestamp, b binary data (B if the request's body streams it), i integer, n number (i128,10240 with
bounds), o Boolean, d anything, [T a list, <T a map, a number the index of a line.
"""
import argparse
import glob
import gzip
import hashlib
import json
import os
import re
import sys

VERSION = "1.41.0"

# Whole services; for large ones the operations that state machines call.
SERVICES = {
    "apigateway": r"Get(RestApis?|Resources?|Stages?|Deployments?|ApiKeys?|UsagePlans?)$|CreateDeployment",
    "appconfigdata": "", "athena": "", "autoscaling": r"Describe(AutoScaling|Instance)|SetDesired|UpdateAuto|Terminate",
    "batch": "", "bedrock": r"(Get|List|Create|Stop)(ModelCustomizationJob|FoundationModel|ModelInvocationJob)s?$",
    "bedrock-agent-runtime": r"InvokeAgent$|InvokeFlow$|Retrieve|Rerank", "bedrock-runtime": "",
    "cloudformation": r"Stacks?$|ChangeSet|StackEvents|StackResources?$|StackSet", "cloudwatch": "",
    "codebuild": "", "codepipeline": r"Execution|PipelineState|JobSuccess|JobFailure|ApprovalResult|GetPipeline$",
    "cognito-idp": r"^Admin|ListUsers|ListGroups", "comprehend": r"^(Detect|BatchDetect|Classify|Contains|Start|Describe)",
    "databrew": "", "dynamodb": "", "ec2": r"^(Start|Stop|Reboot|Terminate|Run|Describe)Instances?(Status)?$|"
    r"^(Create|Delete|Describe|Copy)Snapshots?$|^(Create|Describe|Copy|Deregister)Images?$|^(Create|Delete)(Tags|Volume)$|"
    r"^Describe(Volumes|Vpcs|Subnets|SecurityGroups|Regions|AvailabilityZones|NetworkInterfaces|Addresses)$|"
    r"^(Create|Attach|Detach)Image$|^(Attach|Detach)Volume$",
    "ecr": r"Image|Repositor|Token", "ecs": "", "eks": r"Cluster$|Nodegroup|FargateProfile|Addon$", "emr": "",
    "emr-containers": "", "emr-serverless": "", "events": "", "firehose": "", "glue":
    r"(Job|JobRun|Jobs|JobRuns|JobBookmark|Crawler|Crawlers|Workflow|WorkflowRun|Database|Databases|Table|Tables|Partition|"
    r"Partitions|Trigger|Connection|DataQualityRulesetEvaluationRun|DataQualityResult)$",
    "iam": r"(Role|Roles|User|Users|AccessKeys?|Policy|Policies|RolePolicies|LastUsed|Credential.*)$", "kinesis": "", "kms": "",
    "lambda": "", "logs": r"LogGroup|LogStream|LogEvents|Query|ExportTask|MetricFilter|Subscription", "organizations": r"Account|List|Describe", "pipes": r"Pipes?$", "polly": "",
    "rds": r"DB(Instance|Cluster|Snapshot|ClusterSnapshot)s?$|ExportTasks?$|Events$|FromSnapshot$", "rds-data": "",
    "redshift-data": "", "rekognition": r"^(Detect|Compare|Recognize|Search|Index|Start.*Detection|Get.*Detection|Start|Get)",
    "route53": r"ResourceRecordSets|HostedZones?$|GetChange", "s3": "", "sagemaker":
    r"(TrainingJob|ProcessingJob|TransformJob|HyperParameterTuningJob|LabelingJob|AutoMLJob|AutoMLJobV2|Endpoint|"
    r"EndpointConfig|Model|PipelineExecution|NotebookInstance)$", "scheduler": "", "secretsmanager": "", "ses": r"^Send|Verify",
    "sesv2": r"^Send|Contact|EmailIdentity$", "sns": "", "sqs": "", "ssm": r"Parameter|Automation|Command|Maintenance"
    r"WindowExecution|^(Create|Get|Update)Document$|InstanceInformation", "stepfunctions": "", "sts": "", "textract": "",
    "transcribe": r"TranscriptionJobs?$", "translate": r"^(Translate|StartText|DescribeText|StopText|ListText)",
    "xray": r"Trace|Segment",
}


def sdk_name(name):
    """A member's name as the SDK integrations show it: words begin in upper case and go on in lower case."""
    name = re.sub(r"[^A-Za-z0-9]+", " ", name)
    name = re.sub(r"(?<=[a-z])(?=[A-Z]([a-zA-Z]|[0-9]))", " ", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", name)
    name = re.sub(r"([0-9])([a-zA-Z])", r"\1 \2", name)
    return "".join(word[0].upper() + word[1:].lower() for word in name.split())


class Model:
    """What one file of botocore says, as a text."""

    def __init__(self, source, pattern=""):
        self.shapes, self.lines, self.indexes = source["shapes"], [], {}
        self.identifier = source["metadata"]["serviceId"]
        self.operations, self.others = [], []
        for name in sorted(source["operations"]):
            operation = source["operations"][name]
            if not re.search(pattern, name):
                self.others.append(name)
                continue
            places = [self.line(operation[side]["shape"], side == "input") if side in operation else "-"
                      for side in ("input", "output")]
            self.operations.append("%s %s %s" % (name, *places))

    @property
    def name(self):
        return self.identifier.lower().replace(" ", "").replace("-", "")

    def text(self):
        return "\n".join(["=" + " ".join(self.operations), "+" + " ".join(self.others)] + self.lines)

    def line(self, name, is_request=False):
        if name not in self.indexes:
            self.indexes[name] = at = len(self.lines)
            self.lines.append("")
            shape = self.shapes[name]
            self.lines[at] = self.structure(name, shape, is_request) if shape["type"] == "structure" \
                else "|" + "|".join(shape["enum"])
        return self.indexes[name]

    def structure(self, name, shape, is_request):
        streamed = shape.get("payload") if is_request else None
        members = [name[0].upper() + name[1:]]
        for key, reference in shape.get("members", {}).items():
            # The SDK makes up tokens that are not given.
            required = key in shape.get("required", []) and not (is_request and self.trait(reference, "idempotencyToken"))
            members.append(self.member(key, reference, required, key == streamed))
        return "{" + " ".join(members)

    def member(self, key, reference, required, is_streamed):
        name = key[0].upper() + key[1:]
        other, kind = sdk_name(key), self.type(reference)
        if is_streamed and kind == "b" and self.trait(reference, "streaming"):
            kind = "B"
        return name + "*" * required + ("~" + other if other != name else "") + (":" + kind if kind != "s" else "")

    def trait(self, reference, name):
        return reference.get(name, self.shapes[reference["shape"]].get(name))

    def type(self, reference):
        shape, kind = self.shapes[reference["shape"]], self.shapes[reference["shape"]]["type"]
        if self.trait(reference, "document") or self.trait(reference, "eventstream"):
            return "d"
        if kind == "structure":
            return str(self.line(reference["shape"]))
        if kind == "list":
            return "[" + self.type(shape["member"])
        if kind == "map":
            return "<" + self.type(shape["value"])
        if kind in ("integer", "long", "float", "double"):
            letter = "i" if kind in ("integer", "long") else "n"
            low, high = self.trait(reference, "min"), self.trait(reference, "max")
            return letter if low is None and high is None else "%s%s,%s" % (
                letter, "" if low is None else low, "" if high is None else high)
        if kind in ("boolean", "timestamp", "blob"):
            return {"boolean": "o", "timestamp": "t", "blob": "b"}[kind]
        return str(self.line(reference["shape"])) if kind == "string" and shape.get("enum") else "s"


# Files


def read(path):
    """The content of a model file, packed or not."""
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        return json.load(file)


def newest(data, service):
    """The newest model of a service in a folder as botocore/data."""
    paths = glob.glob(os.path.join(data, service, "*", "service-2.json*"))
    path = max(paths, key=lambda path: os.path.basename(os.path.dirname(path)))
    source = read(path)
    for extras in glob.glob(os.path.join(os.path.dirname(path), "service-2.sdk-extras.json*")):
        merge(source, read(extras)["merge"])
    return source


def merge(source, extras):
    """What botocore adds to a model, for what its own code does."""
    for name, value in extras.items():
        if isinstance(value, dict) and isinstance(source.get(name), dict):
            merge(source[name], value)
        else:
            source[name] = value


FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Models")
FIRST_LINE = "// Generated by generate.py from the service models of botocore %s. Do not edit. Digest: " % VERSION
SCRIPT_LINE = "// Digest of generate.py: "
IGNORE = "// swift-format-ignore-file\n\n"


def digest(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def script_digest():
    with open(os.path.abspath(__file__), encoding="utf-8") as file:
        return digest(file.read())


def write(name, body):
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8") as file:
        file.write(FIRST_LINE + digest(body) + "\n" + body)


def check():
    """Whether every file is what this script has written: the problems, one a line."""
    problems, names = [], sorted(os.listdir(FOLDER))
    for name in names:
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            first, body = file.read().split("\n", 1)
        if first != FIRST_LINE + digest(body):
            problems.append("%s: was edited by hand, or is of another version" % name)
        elif name == "Table.swift":
            if not body.startswith(SCRIPT_LINE + script_digest() + "\n"):
                problems.append("Table.swift: generate.py was changed and not run")
            listed = [service + ".swift" for service in re.findall(r'^    case "(\w+)": \1$', body, re.M)]
            if sorted(listed + ["Table.swift"]) != names:
                problems.append("Table.swift: lists other services than there are files")
    return problems


def generate(data):
    os.makedirs(FOLDER, exist_ok=True)
    for old in glob.glob(os.path.join(FOLDER, "*.swift")):
        os.remove(old)
    models = sorted((Model(newest(data, service), pattern) for service, pattern in SERVICES.items()),
                    key=lambda model: model.name)
    for model in models:
        write(model.name + ".swift", IGNORE + 'extension ServiceModel {\n  static let %s: StaticString = #"""\n%s\n"""#\n}\n'
              % (model.name, model.text()))
    services = [os.path.basename(folder) for folder in glob.glob(os.path.join(data, "*"))
                if glob.glob(os.path.join(folder, "*", "service-2.json*"))]
    identifiers = {newest(data, service)["metadata"]["serviceId"].lower().replace(" ", "").replace("-", "")
                   for service in services}
    # The SDK leaves out that a service is one: "Config Service" is `config`.
    names = sorted(identifiers | {re.sub("service$", "", name) for name in identifiers})
    write("Table.swift", SCRIPT_LINE + script_digest() + "\n" + IGNORE + TABLE % (
        "\n".join('    case "%s": %s' % (model.name, model.name) for model in models),
        "\n".join('    "%s",' % model.name for model in models), "\n".join(names)))


TABLE = '''extension ServiceModel {
  /// The text of a service's model, or `nil` when there is none here.
  static func text(of service: String) -> StaticString? {
    switch service {
%s
    default: nil
    }
  }

  /// The services of which a model is here.
  static let serviceNames: [StaticString] = [
%s
  ]

  /// The names of all services that SDK integrations call, also of those without a model here, in order of their bytes.
  static let names: StaticString = #"""
%s
"""#
}
'''


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", help="a folder as botocore/data (default: that of the installed botocore)")
    parser.add_argument("--check", action="store_true", help="check the files, write nothing")
    parser.add_argument("--print", metavar="FILE", help="print what becomes of one file of botocore")
    options = parser.parse_args()
    if options.check:
        problems = check()
        print("\n".join(problems) or "%d files are what generate.py has written" % len(os.listdir(FOLDER)))
        return 1 if problems else 0
    if options.print:
        print(Model(read(options.print)).text())
        return 0
    data = options.data
    if not data:
        import botocore
        if botocore.__version__ != VERSION:
            return "botocore %s is installed, %s is needed" % (botocore.__version__, VERSION)
        data = os.path.join(os.path.dirname(botocore.__file__), "data")
    generate(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
