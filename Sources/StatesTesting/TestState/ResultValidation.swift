import OrderedJSON
import ServiceModels
import StatesLanguage

/// Checks a mocked result against the response of the API that a task calls.
///
/// Members that are not in the API are accepted.
struct ResultValidation {
  /// The outcome of a check.
  enum Verdict {
    /// The result fits, or it is not an API response.
    case fits
    /// There is no model to check it against, with the reason.
    case unchecked(String)
    /// It does not fit, with the reason in the service's words.
    case refused(String)

    /// Whether the result does not fit.
    var isRefusal: Bool {
      switch self {
      case .refused: true
      case .fits, .unchecked: false
      }
    }

    /// The description of a result that is refused or cannot be checked.
    var warning: String? {
      switch self {
      case .fits: nil
      case .unchecked(let reason): "the mocked result is not checked: \(reason)"
      case .refused(let problem): problem
      }
    }
  }

  private let model: ServiceModel
  private let isSDK: Bool
  private let requiresAll: Bool
  /// Top-level members that differ from the API's model: the integration parses them.
  private let parsedMembers: [String]
  /// Whether times may also be numbers, which optimized integrations return.
  private let acceptsNumericTimes: Bool

  /// Whether a result fits the response of an integration.
  ///
  /// - Parameter isOfRun: whether it is what a state of an execution gets; TestState takes the API's own response instead,
  ///   before the integration converts it.
  static func verdict(
    on result: JSON, of integration: ServiceIntegration, mode: FieldValidationMode, _ models: ServiceModelLibrary,
    isOfRun: Bool = false
  ) -> Verdict {
    guard mode != .none, IntegrationResponse.isResponse(integration) else { return .fits }
    guard let response = IntegrationResponse(integration) else {
      return .unchecked("which API's response '\(integration.service):\(integration.action)' gives is not known")
    }
    guard let model = models.model(of: response.service, describing: response.operation) else {
      return .unchecked("there is no model of the service '\(response.service)'")
    }
    guard let operation = model.operation(response.operation), operation.isDescribed else {
      return .unchecked("no model describes '\(response.operation)' of the service '\(response.service)'")
    }
    guard var shape = operation.response else { return .fits }
    for name in response.path { shape = model.descend(into: name, of: shape) ?? .any }
    guard case .object = result else { return .refused("Mocked result must be a valid JSON object.") }
    let validation = ResultValidation(
      model: model, isSDK: response.isSDK, requiresAll: mode == .strict && response.path.isEmpty,
      parsedMembers: response.parsedMembers + (isOfRun ? response.convertedMembers : []),
      acceptsNumericTimes: isOfRun)
    return validation.problem(result, shape, field: "", isTop: true)
      .map { .refused("Mock result schema validation error: \($0)") } ?? .fits
  }

  private func problem(_ value: JSON, _ shape: ServiceModel.Shape, field: String, isTop: Bool = false) -> String? {
    switch (shape, value) {
    case (.any, _), (.text, .string), (.timestamp, .string), (.binary, .string), (.bool, .bool): return nil
    case (.oneOf(let values), .string(let text)):
      return values.contains { $0.utf8.elementsEqual(text.utf8) } ? nil : "Field '\(field)' is not an expected value"
    case (.timestamp, .number) where acceptsNumericTimes: return nil
    case (.number(_, let least, let most), .number(let number)):
      if let least, number.doubleValue < least { return "Field '\(field)' is less than the minimum value" }
      if let most, number.doubleValue > most { return "Field '\(field)' exceeds the maximum value" }
      return nil
    case (.list(let shape), .array(let elements)):
      for element in elements { if let problem = problem(element, shape, field: field) { return problem } }
      return nil
    case (.map(let shape), .object(let object)):
      for member in object.members {
        if let problem = problem(member.value, shape, field: member.key) { return problem }
      }
      return nil
    case (.structure(let line), .object(let object)): return problem(object, line, isTop: isTop)
    case (.text, _), (.timestamp, _), (.binary, _), (.oneOf, _): return "Field '\(field)' must be a string"
    case (.number, _): return "Field '\(field)' must be a number"
    case (.bool, _): return "Field '\(field)' must be a boolean"
    case (.list, _): return "Field '\(field)' must be an array"
    case (.map, _), (.structure, _): return "Field '\(field)' must be an object"
    }
  }

  private func problem(_ object: JSON.Object, _ line: Int, isTop: Bool) -> String? {
    let members = model.members(ofLine: line)
    func name(_ member: ServiceModel.Member) -> String { String(isSDK ? member.sdkName : member.name) }
    if requiresAll {
      for member in members where member.isRequired && object[name(member)] == nil {
        return "Required field '\(name(member))' is missing"
      }
    }
    for given in object.members where !(isTop && parsedMembers.contains(given.key)) {
      guard let member = members.first(where: { name($0) == given.key }) else { continue }
      if let problem = problem(given.value, model.shape(of: member), field: given.key) { return problem }
    }
    return nil
  }
}

extension ServiceModel {
  /// The shape of a member's value, or of the elements if the member is a list.
  fileprivate func descend(into name: String, of shape: Shape) -> Shape? {
    guard case .structure(let line) = shape, let member = members(ofLine: line).first(where: { $0.name == name })
    else { return nil }
    if case .list(let element) = self.shape(of: member) { return element }
    return self.shape(of: member)
  }
}

/// The API response that the result of an integration comes from.
struct IntegrationResponse {
  /// The service, by its name in the SDK integrations.
  var service: String
  /// The operation, as spelled in the API.
  var operation: String
  /// The path from the response to the result, if the integration returns a part of it.
  var path: [String] = []
  /// Whether members are named as in SDK integrations.
  var isSDK: Bool
  /// Members that the integration returns as JSON although they are strings in the API.
  var parsedMembers: [String] = []

  /// Members that a state of an execution gets as JSON although they are bytes in the API.
  var convertedMembers: [String] {
    switch (isSDK, service) {
    case (false, "lambda"): ["Payload"]
    case (false, "bedrockruntime"): ["Body"]
    default: []
    }
  }

  /// Whether the result of an integration is an API response: not a callback's, nor that of a user-defined API.
  static func isResponse(_ integration: ServiceIntegration) -> Bool {
    integration.pattern != .waitForTaskToken && integration.service != "http" && integration.service != "apigateway"
  }

  /// The response of an integration, or `nil` if it is not one, or not known.
  init?(_ integration: ServiceIntegration) {
    let action = integration.action.split(separator: ".", maxSplits: 1).first.map(String.init) ?? integration.action
    let name = action.prefix(1).uppercased() + action.dropFirst()
    if integration.service.hasPrefix("aws-sdk:") {
      guard integration.pattern == .requestResponse else { return nil }
      self.init(service: String(integration.service.dropFirst(8)), operation: name, isSDK: true)
      return
    }
    switch integration.pattern {
    case .waitForTaskToken: return nil
    case .requestResponse:
      guard let service = Self.services[integration.service] else { return nil }
      self.init(service: service, operation: name, isSDK: false)
    case .sync:
      guard let service = Self.services[integration.service],
        let poll = Self.polling["\(integration.service):\(action)"]
      else { return nil }
      self.init(service: service, operation: poll.operation, path: poll.path, isSDK: false)
      if integration.action.hasSuffix(":2") { parsedMembers = ["Input", "Output"] }
    }
  }

  private init(service: String, operation: String, path: [String] = [], isSDK: Bool) {
    self.service = service
    self.operation = operation
    self.path = path
    self.isSDK = isSDK
  }

  /// The services of optimized integrations, by their names in the SDK integrations.
  private static let services = [
    "athena": "athena", "batch": "batch", "bedrock": "bedrockruntime", "codebuild": "codebuild",
    "databrew": "databrew", "dynamodb": "dynamodb", "ecs": "ecs", "eks": "eks", "emr-containers": "emrcontainers",
    "emr-serverless": "emrserverless", "events": "eventbridge", "glue": "glue", "lambda": "lambda",
    "sagemaker": "sagemaker", "sns": "sns", "sqs": "sqs", "states": "sfn",
  ]

  /// The operation that `.sync` calls for the end of a job, and the path of the result in its response.
  private static let polling: [String: (operation: String, path: [String])] = [
    "athena:startQueryExecution": ("GetQueryExecution", []),
    "batch:submitJob": ("DescribeJobs", ["Jobs"]),
    "codebuild:startBuild": ("StartBuild", []),
    "codebuild:startBuildBatch": ("StartBuildBatch", []),
    "databrew:startJobRun": ("DescribeJobRun", []),
    "ecs:runTask": ("DescribeTasks", ["Tasks"]),
    "eks:createCluster": ("DescribeCluster", []),
    "eks:createFargateProfile": ("DescribeFargateProfile", []),
    "eks:createNodegroup": ("DescribeNodegroup", []),
    "emr-serverless:startJobRun": ("GetJobRun", []),
    "glue:startJobRun": ("GetJobRun", ["JobRun"]),
    "sagemaker:createHyperParameterTuningJob": ("DescribeHyperParameterTuningJob", []),
    "sagemaker:createLabelingJob": ("DescribeLabelingJob", []),
    "sagemaker:createProcessingJob": ("DescribeProcessingJob", []),
    "sagemaker:createTrainingJob": ("DescribeTrainingJob", []),
    "sagemaker:createTransformJob": ("DescribeTransformJob", []),
    "states:startExecution": ("DescribeExecution", []),
  ]
}
