#!/usr/bin/env python3
"""Writes ServiceShapeTable.swift: the response shapes of service APIs, against which mocked results are checked.

    pip install botocore==1.41.0
    python3 generate.py > ServiceShapeTable.swift

The shapes come from the service models that botocore (Apache License 2.0) carries. The version is held: what TestState
checks lags behind the newest models (it was seen to refuse a memory size that a newer model allows).

The table is a text, a section a service:

    #lambda                               the name in `arn:aws:states:::aws-sdk:lambda:…`
    =AddPermission 0 GetAccountSettings 1 an operation and the place of its response among the lines below
    {StatusCode:n ExecutedVersion         a structure's members: name, `*` if required, `~` and the name that SDK
                                          integrations show if it differs, `:` and the type unless it is a text
    |Active|Inactive                      a text with the values it may have

Types: s text (timestamps and blobs too), n number (n128,10240 with bounds), o Boolean, d anything, [T a list, <T a map,
a number the place of a line.
"""
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


class Section:
    def __init__(self, model, pattern):
        self.model, self.lines, self.places = model, [], {}
        self.operations = []
        for name in sorted(model.operation_names):
            output = model.operation_model(name).output_shape
            if re.search(pattern, name) and output is not None:
                self.operations.append("%s %d" % (name, self.line(output)))

    def text(self):
        name = self.model.service_id.lower().replace(" ", "").replace("-", "")
        return "\n".join(["#" + name, "=" + " ".join(self.operations)] + self.lines)

    def line(self, shape):
        if shape.name not in self.places:
            self.places[shape.name] = len(self.lines)
            self.lines.append("")
            at = len(self.lines) - 1
            self.lines[at] = self.structure(shape) if shape.type_name == "structure" else "|" + "|".join(shape.enum)
        return self.places[shape.name]

    def structure(self, shape):
        return "{" + " ".join(self.member(k, v, k in shape.required_members) for k, v in shape.members.items())

    def member(self, key, shape, required):
        name = key[0].upper() + key[1:]
        other, kind = sdk_name(key), self.type(shape)
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
            low, high = shape.metadata.get("min"), shape.metadata.get("max")
            return "n" if low is None and high is None else "n%s,%s" % (
                "" if low is None else low, "" if high is None else high)
        if kind == "boolean":
            return "o"
        return str(self.line(shape)) if kind == "string" and getattr(shape, "enum", None) else "s"


def main():
    session = botocore.session.get_session()
    print("// Generated by generate.py from the service models of botocore %s. Do not edit." % botocore.__version__)
    print("// swift-format-ignore-file\n")
    print("extension ServiceShapes {")
    print("  /// The table; generate.py says how it is written.")
    print('  static let table: StaticString = #"""')
    for service, pattern in sorted(SERVICES.items()):
        print(Section(session.get_service_model(service), pattern).text())
    print('"""#\n}')


if __name__ == "__main__":
    sys.exit(main())
