import ServiceModels

/// The optimized integrations, by service and action, with the patterns that each supports in addition to
/// request-response.
///
/// From the developer guide, "Integrating optimized services" (read in November 2026). The list ages: an unknown
/// *service* only causes a warning.
package enum OptimizedIntegrations {
  struct Patterns: OptionSet {
    let rawValue: Int
    static let sync = Patterns(rawValue: 1)
    static let syncVersion2 = Patterns(rawValue: 2)
    static let waitForTaskToken = Patterns(rawValue: 4)
  }

  static let services: [String: [String: Patterns]] = [
    "apigateway": ["invoke": .waitForTaskToken],
    "athena": [
      "startQueryExecution": .sync, "stopQueryExecution": [], "getQueryExecution": [], "getQueryResults": [],
    ],
    "batch": ["submitJob": [.sync, .waitForTaskToken]],
    "bedrock": ["invokeModel": .waitForTaskToken, "createModelCustomizationJob": .sync],
    "codebuild": [
      "startBuild": .sync, "stopBuild": [], "batchDeleteBuilds": [], "batchGetReports": [], "startBuildBatch": .sync,
      "stopBuildBatch": [], "retryBuildBatch": .sync, "deleteBuildBatch": [],
    ],
    "databrew": ["startJobRun": .sync],
    "dynamodb": ["getItem": [], "putItem": [], "deleteItem": [], "updateItem": []],
    "ecs": ["runTask": [.sync, .waitForTaskToken]],
    "eks": [
      "createCluster": .sync, "deleteCluster": .sync, "createFargateProfile": .sync, "deleteFargateProfile": .sync,
      "createNodegroup": .sync, "deleteNodegroup": .sync, "call": .waitForTaskToken,
      "runJob": [.sync, .waitForTaskToken],
    ],
    "elasticmapreduce": [
      "createCluster": .sync, "setClusterTerminationProtection": [], "terminateCluster": .sync, "addStep": .sync,
      "cancelStep": [], "modifyInstanceFleetByName": [], "modifyInstanceGroupByName": [],
    ],
    "emr-containers": ["createVirtualCluster": [], "deleteVirtualCluster": .sync, "startJobRun": .sync],
    "emr-serverless": [
      "createApplication": .sync, "startApplication": .sync, "stopApplication": .sync, "deleteApplication": .sync,
      "startJobRun": .sync, "cancelJobRun": .sync,
    ],
    "events": ["putEvents": .waitForTaskToken],
    "glue": ["startJobRun": .sync],
    "http": ["invoke": []],
    "lambda": ["invoke": .waitForTaskToken],
    "mediaconvert": ["createJob": .sync],
    "sagemaker": [
      "createEndpoint": [], "createEndpointConfig": [], "createHyperParameterTuningJob": .sync,
      "createLabelingJob": .sync, "createModel": [], "createProcessingJob": .sync, "createTrainingJob": .sync,
      "createTransformJob": .sync, "updateEndpoint": [],
    ],
    "sns": ["publish": .waitForTaskToken],
    "sqs": ["sendMessage": .waitForTaskToken],
    "states": ["startExecution": [.sync, .syncVersion2, .waitForTaskToken]],
  ]

  /// The service's name in the SDK integrations, whose model describes the API that an optimized integration calls;
  /// `nil` if the integration has its own interface.
  package static func serviceOfModel(_ service: String, _ action: String) -> String? {
    switch service {
    case "athena", "batch", "codebuild", "databrew", "dynamodb", "ecs", "eks", "glue", "lambda", "sagemaker", "sns",
      "sqs":
      service
    case "bedrock": action == "invokeModel" ? "bedrockruntime" : service
    case "emr-containers": "emrcontainers"
    case "emr-serverless": "emrserverless"
    case "events": "eventbridge"
    case "states": "sfn"
    default: nil
    }
  }

  /// Members that accept any JSON although the API has a string there; the service serializes it.
  static func takesAnyJSON(_ member: Substring) -> Bool {
    switch member {
    case "Body", "Detail", "Input", "Message", "MessageBody", "Output": true
    default: false
    }
  }

  /// Members that contain JSON in a string, which the service may serialize.
  static func mayTakeJSON(_ member: Substring) -> Bool {
    switch member {
    case "AssumeRolePolicyDocument", "Cause", "DashboardBody", "Definition", "Document", "EventPattern", "Policy",
      "PolicyDocument", "SecretString", "TemplateBody", "Value":
      true
    default: takesAnyJSON(member)
    }
  }

  /// Members that an integration adds to those of the API.
  static func ownMembers(_ service: String, _ action: String) -> [String] {
    service == "bedrock" && action == "invokeModel" ? ["Input", "Output"] : []
  }

  /// Members of the API that an integration sets itself and refuses.
  static func refusedMembers(_ service: String, _ action: String, _ pattern: ResourceARN.Pattern?) -> [String] {
    // The service starts one task under its own name, and waits for that one.
    service == "ecs" && action == "runTask" && pattern == .sync ? ["Count", "StartedBy"] : []
  }
}
