import OrderedJSON
import StatesEngine
import StatesLanguage

/// A task that invokes a Lambda function.
///
/// - SeeAlso: Step Functions Developer Guide, "Invoke an AWS Lambda function with Step Functions"; AWS Lambda, "Invoke".
struct FunctionCall: Sendable {
  /// Which of the three ways to invoke a function: they differ in what is sent, and in the form of the result.
  enum Form: Sendable {
    /// The function's ARN as the resource: the input is sent, the function's answer is the result.
    case function
    /// `lambda:invoke`: `Payload` is JSON, both ways.
    case optimized
    /// `aws-sdk:lambda:invoke`: `Payload` is text, and the error of a function is no failure.
    case sdk
  }

  let function: LambdaFunction
  let form: Form
  /// The version or the alias.
  let qualifier: String?
  /// `RequestResponse`, `Event` or `DryRun`.
  let invocationType: String
  let logType: String?
  let clientContext: String?
  /// What the function gets.
  let payload: JSON?

  /// The function that a task invokes, if it invokes one by name.
  static func function(of task: TaskRequest) -> LambdaFunction? {
    switch task.resource {
    case .lambdaFunction(let function): function
    case .activity: nil
    case .integration(let integration):
      form(of: integration) == nil ? nil : task.input["FunctionName"]?.stringValue.map(LambdaFunction.init)
    }
  }

  private static func form(of integration: ServiceIntegration) -> Form? {
    guard integration.pattern != .sync else { return nil }
    let action = integration.action.split(separator: ".").first ?? ""
    guard action == "invoke" else { return nil }
    switch integration.service {
    case "lambda": return .optimized
    case "aws-sdk:lambda": return .sdk
    default: return nil
    }
  }

  /// Reads a task; `nil` if it does not invoke a function, or does not name one.
  init?(_ task: TaskRequest) {
    guard let function = Self.function(of: task) else { return nil }
    let input = task.input
    guard case .integration(let integration) = task.resource else {
      self.init(function, .function, payload: input)
      return
    }
    guard let form = Self.form(of: integration) else { return nil }
    self.init(function, form, payload: input["Payload"], parameters: input)
  }

  private init(_ function: LambdaFunction, _ form: Form, payload: JSON?, parameters: JSON? = nil) {
    self.function = function
    self.form = form
    self.payload = payload
    qualifier = parameters?["Qualifier"]?.stringValue ?? Self.qualifier(of: function)
    invocationType = parameters?["InvocationType"]?.stringValue ?? "RequestResponse"
    logType = parameters?["LogType"]?.stringValue
    clientContext = parameters?["ClientContext"]?.stringValue
  }

  /// `PROD` of `arn:aws:lambda:…:function:price:PROD` and of `price:PROD`.
  private static func qualifier(of function: LambdaFunction) -> String? {
    let parts = function.arn.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let index = parts.firstIndex { $0.elementsEqual("function".utf8) }.map { $0 + 2 } ?? 1
    guard parts.indices.contains(index), !parts[index].isEmpty else { return nil }
    return String(Substring(parts[index]))
  }

  /// The function as the task refers to it, without version and alias.
  var reference: String {
    guard let qualifier, function.arn.hasSuffix(":" + qualifier), Self.qualifier(of: function) == qualifier else {
      return function.arn
    }
    return String(function.arn.dropLast(qualifier.count + 1))
  }

  /// The bytes that are sent: none for `null`, and the text itself where the payload is text.
  var body: [UInt8] {
    switch (form, payload) {
    case (_, nil), (.sdk, .null?), (.optimized, .null?): []
    case (.sdk, .string(let text)?): Array(text.utf8)
    case (_, let payload?): JSONPrinter.compact.bytes(payload)
    }
  }

  /// What a route gets: the payload that the function would get.
  var input: JSON {
    switch (form, payload) {
    case (.optimized, nil), (.optimized, .null?), (.sdk, nil), (.sdk, .null?): [:]
    case (.sdk, .string(let text)?): (try? JSON(parsing: text)) ?? .string(text)
    case (_, let payload): payload ?? [:]
    }
  }
}
