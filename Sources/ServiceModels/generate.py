#!/usr/bin/env python3
"""Writes Models/*.swift: the models of service APIs, against which parameters and mocked results are checked.

    pip install botocore==1.41.0
    python3 generate.py

The models come from botocore (Apache License 2.0; see NOTICE). The version is held: what the service checks lags
behind the newest models (it was seen to refuse a memory size that a newer model allows).

A model is a text:

    =AddPermission 1 0 PutPolicy 4 -      an operation, and the indexes of its request and of its response among the
                                          lines after the second one; - where there is none
    +CreateAlias CreateFunction           operations of which no more is known than that they are there
    {AddPermissionRequest StatusCode:i    a structure's name and its members: name, `*` if required, `~` and the name
                                          that SDK integrations show if it differs, `:` and the type unless it is a text
    |Active|Inactive                      a text with the values it may have

Types: s text, t timestamp, b binary data (B if the request's body streams it), i integer, n number (i128,10240 with
bounds), o Boolean, d anything, [T a list, <T a map, a number the index of a line.
"""
import glob
import os
import re
import sys

import botocore
import botocore.session

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
    def __init__(self, model, pattern):
        self.model, self.lines, self.indexes = model, [], {}
        self.operations, self.others = [], []
        for name in sorted(model.operation_names):
            operation = model.operation_model(name)
            if not re.search(pattern, name):
                self.others.append(name)
                continue
            places = [self.line(shape, shape is operation.input_shape) if shape is not None else "-"
                      for shape in (operation.input_shape, operation.output_shape)]
            self.operations.append("%s %s %s" % (name, *places))

    @property
    def name(self):
        return self.model.service_id.lower().replace(" ", "").replace("-", "")

    def text(self):
        return "\n".join(["=" + " ".join(self.operations), "+" + " ".join(self.others)] + self.lines)

    def line(self, shape, is_request=False):
        if shape.name not in self.indexes:
            self.indexes[shape.name] = len(self.lines)
            self.lines.append("")
            at = len(self.lines) - 1
            self.lines[at] = self.structure(shape, is_request) if shape.type_name == "structure" \
                else "|" + "|".join(shape.enum)
        return self.indexes[shape.name]

    def structure(self, shape, is_request):
        streamed = shape.serialization.get("payload") if is_request else None
        members = [shape.name[0].upper() + shape.name[1:]]
        for key, member in shape.members.items():
            # The SDK makes up tokens that are not given.
            required = key in shape.required_members and not (is_request and member.metadata.get("idempotencyToken"))
            members.append(self.member(key, member, required, key == streamed))
        return "{" + " ".join(members)

    def member(self, key, shape, required, is_streamed):
        name = key[0].upper() + key[1:]
        other, kind = sdk_name(key), self.type(shape)
        if is_streamed and kind == "b" and shape.serialization.get("streaming"):
            kind = "B"
        return name + "*" * required + ("~" + other if other != name else "") + (":" + kind if kind != "s" else "")

    def type(self, shape):
        kind = shape.type_name
        if getattr(shape, "is_document_type", False) or getattr(shape, "eventstream", False) \
                or shape.serialization.get("eventstream"):
            return "d"
        if kind == "structure":
            return str(self.line(shape))
        if kind == "list":
            return "[" + self.type(shape.member)
        if kind == "map":
            return "<" + self.type(shape.value)
        if kind in ("integer", "long", "float", "double"):
            letter = "i" if kind in ("integer", "long") else "n"
            low, high = shape.metadata.get("min"), shape.metadata.get("max")
            return letter if low is None and high is None else "%s%s,%s" % (
                letter, "" if low is None else low, "" if high is None else high)
        if kind in ("boolean", "timestamp", "blob"):
            return {"boolean": "o", "timestamp": "t", "blob": "b"}[kind]
        return str(self.line(shape)) if kind == "string" and getattr(shape, "enum", None) else "s"


HEADER = """// Generated by generate.py from the service models of botocore %s. Do not edit.
// swift-format-ignore-file

""" % botocore.__version__


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(HEADER + text)


def main():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Models")
    os.makedirs(folder, exist_ok=True)
    for old in glob.glob(os.path.join(folder, "*.swift")):
        os.remove(old)
    session = botocore.session.get_session()
    models = sorted((Model(session.get_service_model(service), pattern) for service, pattern in SERVICES.items()),
                    key=lambda model: model.name)
    for model in models:
        write(folder, model.name + ".swift", 'extension ServiceModel {\n  static let %s: StaticString = #"""\n%s\n"""#\n}\n'
              % (model.name, model.text()))
    identifiers = {session.get_service_model(service).service_id.lower().replace(" ", "").replace("-", "")
                   for service in session.get_available_services()}
    # The SDK leaves out that a service is one: "Config Service" is `config`.
    names = sorted(identifiers | {re.sub("service$", "", name) for name in identifiers})
    write(folder, "Table.swift", TABLE % (
        "\n".join('    case "%s": %s' % (model.name, model.name) for model in models), "\n".join(names)))


TABLE = '''extension ServiceModel {
  /// The text of a service's model, or `nil` when there is none here.
  static func text(of service: String) -> StaticString? {
    switch service {
%s
    default: nil
    }
  }

  /// The names of all services that SDK integrations call, also of those without a model here.
  static let names: StaticString = #"""
%s
"""#
}
'''


if __name__ == "__main__":
    sys.exit(main())
