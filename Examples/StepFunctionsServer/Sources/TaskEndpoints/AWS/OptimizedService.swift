import StatesLanguage

/// A service that has optimized integrations, `arn:aws:states:::sqs:sendMessage`, and the names that their errors have:
/// those of the first version of the SDK for Java.
struct OptimizedService: Sendable {
  /// The name in resource ARNs.
  let name: String
  /// The service's name in `arn:aws:states:::aws-sdk:…`.
  let service: String
  /// What comes before the dot in the names of errors.
  let errorPrefix: String
  /// The name of the client's class: its general error is that and `Exception`.
  let clientName: String
  /// What causes call the service.
  let serviceName: String

  private init(
    _ name: String, service: String? = nil, _ errorPrefix: String, _ clientName: String, serviceName: String? = nil
  ) {
    self.name = name
    self.service = service ?? name
    self.errorPrefix = errorPrefix
    self.clientName = clientName
    self.serviceName = serviceName ?? clientName
  }

  /// `arn:aws:states:::lambda:invoke`.
  static let lambda = OptimizedService("lambda", "Lambda", "AWSLambda")

  private static let all = [
    lambda,
    OptimizedService("athena", "Athena", "AmazonAthena"),
    OptimizedService("batch", "Batch", "AWSBatch"),
    OptimizedService("codebuild", "CodeBuild", "AWSCodeBuild"),
    OptimizedService("dynamodb", "DynamoDB", "AmazonDynamoDB", serviceName: "AmazonDynamoDBv2"),
    OptimizedService("ecs", "ECS", "AmazonECS"),
    OptimizedService("elasticmapreduce", service: "emr", "ElasticMapReduce", "AmazonElasticMapReduce"),
    OptimizedService("events", service: "eventbridge", "EventBridge", "AmazonEventBridge"),
    OptimizedService("glue", "Glue", "AWSGlue"),
    OptimizedService("sagemaker", "SageMaker", "AmazonSageMaker"),
    OptimizedService("sns", "SNS", "AmazonSNS"),
    OptimizedService("sqs", "SQS", "AmazonSQS"),
  ]

  /// The service of an integration's ARN.
  static func named(_ name: String) -> OptimizedService? { all.first { $0.name == name } }
}
