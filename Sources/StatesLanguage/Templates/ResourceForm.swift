/// What references to a resource of a template give: the form of its `Ref`, of its ARN, and of other attributes.
///
/// In the forms `{p}`, `{r}`, `{a}` stand for partition, region and account, `{n}` for the resource's name, `{d}` for that
/// name in lower case.
///
/// - SeeAlso: AWS CloudFormation, "Resource and property types", *Return values* of each type.
struct ResourceForm {
  /// The property that sets the resource's name; without it the logical id is the name.
  var nameProperty: String?
  /// What `Ref` gives.
  var ref: String
  /// What `Fn::GetAtt` gives for `Arn`, and for every other attribute that ends like it.
  var arn: String
  /// What `Fn::GetAtt` gives for other attributes.
  var attributes: [String: String] = [:]

  /// The form for a resource type; for one that is not in the table, one that follows from its name.
  init(type: String) {
    if let known = Self.known[type] {
      self = known
      return
    }
    let parts = type.split(separator: ":", omittingEmptySubsequences: true)
    guard parts.count == 3, parts[0] == "AWS" else {
      self.init(nil, "{n}", "arn:{p}:cloudformation:{r}:{a}:resource/{n}")
      return
    }
    let thing = parts[2].prefix(1).lowercased() + parts[2].dropFirst()
    self.init("Name", "{n}", "arn:{p}:\(parts[1].lowercased()):{r}:{a}:\(thing)/{n}")
  }

  private init(_ nameProperty: String?, _ ref: String, _ arn: String, _ attributes: [String: String] = [:]) {
    self.nameProperty = nameProperty
    self.ref = ref
    self.arn = arn
    self.attributes = attributes
  }

  /// The form whose `Ref` is the name.
  private static func named(_ property: String?, _ arn: String, _ attributes: [String: String] = [:]) -> ResourceForm {
    ResourceForm(property, "{n}", "arn:{p}:\(arn)", attributes)
  }

  /// The form whose `Ref` is the ARN.
  private static func byARN(_ property: String?, _ arn: String, _ attributes: [String: String] = [:]) -> ResourceForm {
    ResourceForm(property, "arn:{p}:\(arn)", "arn:{p}:\(arn)", attributes)
  }

  private static let function = named("FunctionName", "lambda:{r}:{a}:function:{n}")
  private static let stateMachine = byARN("StateMachineName", "states:{r}:{a}:stateMachine:{n}", ["Name": "{n}"])
  private static let table = named(
    "TableName", "dynamodb:{r}:{a}:table/{n}",
    ["StreamArn": "arn:{p}:dynamodb:{r}:{a}:table/{n}/stream/2024-01-01T00:00:00.000"])

  private static let known: [String: ResourceForm] = [
    "AWS::Athena::WorkGroup": named("Name", "athena:{r}:{a}:workgroup/{n}"),
    "AWS::Batch::ComputeEnvironment": byARN("ComputeEnvironmentName", "batch:{r}:{a}:compute-environment/{n}"),
    "AWS::Batch::JobDefinition": byARN("JobDefinitionName", "batch:{r}:{a}:job-definition/{n}:1"),
    "AWS::Batch::JobQueue": byARN("JobQueueName", "batch:{r}:{a}:job-queue/{n}"),
    "AWS::CloudFormation::Stack": byARN(
      "StackName", "cloudformation:{r}:{a}:stack/{n}/00000000-0000-0000-0000-000000000000"),
    "AWS::CodeBuild::Project": named("Name", "codebuild:{r}:{a}:project/{n}"),
    "AWS::DynamoDB::GlobalTable": table,
    "AWS::DynamoDB::Table": table,
    "AWS::EC2::SecurityGroup": ResourceForm(
      nil, "sg-0123456789abcdef0", "arn:{p}:ec2:{r}:{a}:security-group/sg-0123456789abcdef0",
      ["GroupId": "sg-0123456789abcdef0"]),
    "AWS::EC2::Subnet": ResourceForm(
      nil, "subnet-0123456789abcdef0", "arn:{p}:ec2:{r}:{a}:subnet/subnet-0123456789abcdef0",
      ["SubnetId": "subnet-0123456789abcdef0"]),
    "AWS::EC2::VPC": ResourceForm(
      nil, "vpc-0123456789abcdef0", "arn:{p}:ec2:{r}:{a}:vpc/vpc-0123456789abcdef0",
      ["VpcId": "vpc-0123456789abcdef0"]),
    "AWS::ECS::Cluster": named("ClusterName", "ecs:{r}:{a}:cluster/{n}"),
    "AWS::ECS::Service": byARN("ServiceName", "ecs:{r}:{a}:service/{n}", ["Name": "{n}"]),
    "AWS::ECS::TaskDefinition": byARN("Family", "ecs:{r}:{a}:task-definition/{n}:1"),
    "AWS::EKS::Cluster": named("Name", "eks:{r}:{a}:cluster/{n}"),
    "AWS::EMR::Cluster": ResourceForm(
      nil, "j-0123456789ABC", "arn:{p}:elasticmapreduce:{r}:{a}:cluster/j-0123456789ABC"),
    "AWS::Events::Connection": named(
      "Name", "events:{r}:{a}:connection/{n}/00000000-0000-0000-0000-000000000000"),
    "AWS::Events::EventBus": named("Name", "events:{r}:{a}:event-bus/{n}", ["Name": "{n}"]),
    "AWS::Events::Rule": named("Name", "events:{r}:{a}:rule/{n}"),
    "AWS::Glue::Crawler": named("Name", "glue:{r}:{a}:crawler/{n}"),
    "AWS::Glue::Job": named("Name", "glue:{r}:{a}:job/{n}"),
    "AWS::IAM::ManagedPolicy": byARN("ManagedPolicyName", "iam::{a}:policy/{n}"),
    "AWS::IAM::Role": named("RoleName", "iam::{a}:role/{n}", ["RoleId": "AROA0123456789ABCDEFG"]),
    "AWS::KMS::Key": ResourceForm(
      nil, "00000000-0000-0000-0000-000000000000", "arn:{p}:kms:{r}:{a}:key/00000000-0000-0000-0000-000000000000"),
    "AWS::Kinesis::Stream": named("Name", "kinesis:{r}:{a}:stream/{n}"),
    "AWS::KinesisFirehose::DeliveryStream": named("DeliveryStreamName", "firehose:{r}:{a}:deliverystream/{n}"),
    "AWS::Lambda::Alias": byARN("Name", "lambda:{r}:{a}:function:{f}:{n}"),
    "AWS::Lambda::Function": function,
    "AWS::Lambda::Version": byARN(nil, "lambda:{r}:{a}:function:{f}:1", ["Version": "1"]),
    "AWS::Logs::LogGroup": named("LogGroupName", "logs:{r}:{a}:log-group:{n}:*"),
    "AWS::S3::Bucket": ResourceForm(
      "BucketName", "{d}", "arn:{p}:s3:::{d}", ["DomainName": "{d}.s3.amazonaws.com"]),
    "AWS::SNS::Topic": byARN("TopicName", "sns:{r}:{a}:{n}", ["TopicName": "{n}"]),
    "AWS::SQS::Queue": ResourceForm(
      "QueueName", "https://sqs.{r}.amazonaws.com/{a}/{n}", "arn:{p}:sqs:{r}:{a}:{n}",
      ["QueueName": "{n}", "QueueUrl": "https://sqs.{r}.amazonaws.com/{a}/{n}"]),
    "AWS::SSM::Parameter": named("Name", "ssm:{r}:{a}:parameter/{n}"),
    "AWS::SageMaker::Model": byARN("ModelName", "sagemaker:{r}:{a}:model/{d}"),
    "AWS::SageMaker::Endpoint": byARN("EndpointName", "sagemaker:{r}:{a}:endpoint/{d}"),
    "AWS::SecretsManager::Secret": byARN("Name", "secretsmanager:{r}:{a}:secret:{n}-abcdef"),
    "AWS::Serverless::Function": function,
    "AWS::Serverless::SimpleTable": table,
    "AWS::Serverless::StateMachine": ResourceForm(
      "Name", stateMachine.ref, stateMachine.arn, stateMachine.attributes),
    "AWS::StepFunctions::Activity": byARN("Name", "states:{r}:{a}:activity:{n}", ["Name": "{n}"]),
    "AWS::StepFunctions::StateMachine": stateMachine,
    "AWS::StepFunctions::StateMachineAlias": byARN("Name", "states:{r}:{a}:stateMachine:{f}:{n}"),
    "AWS::StepFunctions::StateMachineVersion": byARN(nil, "states:{r}:{a}:stateMachine:{f}:1"),
  ]

  // MARK: Guesses

  /// The ARN that a name probably stands for: `OrdersTableArn` for a DynamoDB table. Names of exports of the CDK end in a
  /// digest.
  ///
  /// - Returns: the type of the resource and its name; `nil` if the name does not say that it is an ARN.
  static func guess(from name: String) -> (type: String, name: String)? {
    var stem = name.split(separator: ":").last.map(String.init) ?? name
    let digest = stem.suffix(8)
    if stem.utf8.count > 11, digest.utf8.allSatisfy(isUppercaseHexadecimal) { stem = String(stem.dropLast(8)) }
    guard stem.lowercased().hasSuffix("arn") else { return nil }
    stem = String(stem.dropLast(3))
    for prefix in ["ExportsOutputFnGetAtt", "ExportsOutputRef"] where stem.hasPrefix(prefix) {
      stem = String(stem.dropFirst(prefix.count))
    }
    let letters = stem.lowercased()
    let type = words.first { letters.utf8.count >= $0.word.utf8.count && letters.contains($0.word) }?.type
    let allowed = stem.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || "0"..."9" ~= $0 || $0 == "-")
    }
    let short = String(String.UnicodeScalarView(allowed.prefix(60)))
    return (type ?? "AWS::Lambda::Function", short.isEmpty ? "Resource" : short)
  }

  private static func isUppercaseHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
    default: false
    }
  }

  /// Words in names and the types that they mean, more telling ones first.
  private static let words: [(word: String, type: String)] = [
    ("statemachine", "AWS::StepFunctions::StateMachine"), ("workflow", "AWS::StepFunctions::StateMachine"),
    ("activity", "AWS::StepFunctions::Activity"), ("function", "AWS::Lambda::Function"),
    ("lambda", "AWS::Lambda::Function"), ("topic", "AWS::SNS::Topic"), ("jobqueue", "AWS::Batch::JobQueue"),
    ("queue", "AWS::SQS::Queue"), ("table", "AWS::DynamoDB::Table"), ("taskdefinition", "AWS::ECS::TaskDefinition"),
    ("cluster", "AWS::ECS::Cluster"), ("bucket", "AWS::S3::Bucket"), ("role", "AWS::IAM::Role"),
    ("connection", "AWS::Events::Connection"), ("bus", "AWS::Events::EventBus"),
    ("jobdefinition", "AWS::Batch::JobDefinition"), ("secret", "AWS::SecretsManager::Secret"),
    ("key", "AWS::KMS::Key"), ("stream", "AWS::Kinesis::Stream"),
  ]
}
