public import OrderedJSON
public import StatesEngine
public import StatesLanguage

/// An execution as DescribeExecution shows it.
public struct ExecutionDescription: Sendable, Hashable {
  /// Its ARN.
  public var executionARN: String
  /// The ARN of its state machine.
  public var stateMachineARN: String
  /// Its name.
  public var name: String
  /// Standard or express.
  public var type: StateMachineType
  /// Its status.
  public var status: ExecutionResult.Status
  /// When it started.
  public var startTime: Timestamp
  /// When it ended; `nil` while it runs.
  public var stopTime: Timestamp?
  /// The input as JSON text.
  public var input: String
  /// The output as JSON text, if it succeeded.
  public var output: String?
  /// The error's name, if it failed or was stopped with one.
  public var error: String?
  /// The cause, if it failed or was stopped with one.
  public var cause: String?
  /// How often it has been redriven.
  public var redriveCount: Int
  /// When it was last redriven, if ever.
  public var redriveTime: Timestamp?
  /// Why it cannot be redriven, as `redriveStatusReason` says it; `nil` if it can.
  public var redriveProblem: String?
  /// The map run that it is a child of, if any.
  public var mapRunARN: String?
  /// How many items it represents, if it is a child of a map run.
  public var itemCount: Int?
  /// What was given to the host to be kept with it; neither a part of ``json`` nor of ``wireForm``.
  public var attributes: JSON?

  /// The description of an execution as it stands.
  ///
  /// - Parameters:
  ///   - execution: the execution.
  ///   - attributes: what its host keeps with it.
  public init(_ execution: Execution, attributes: JSON? = nil) {
    self.attributes = attributes
    let result = ExecutionResult(execution: execution)
    executionARN = execution.identity.executionARN
    stateMachineARN = execution.identity.stateMachineARN
    name = execution.identity.name
    type = execution.identity.type
    status = result.status
    startTime = execution.startTime
    stopTime = result.status == .running ? nil : execution.now
    input = execution.input.text
    output = result.outputText
    error = result.error
    cause = result.cause
    redriveCount = execution.identity.redriveCount ?? 0
    redriveTime = execution.identity.redriveTime
    redriveProblem = execution.redriveProblem
    mapRunARN = execution.mapRunChild?.mapRunARN
    itemCount = execution.mapRunChild?.itemCount
  }

  /// As DescribeExecution shows it: dates in ISO-8601, input and output as strings.
  public var json: JSON {
    var object: JSON.Object = [
      "executionArn": .string(executionARN), "stateMachineArn": .string(stateMachineARN), "name": .string(name),
      "status": .string(status.rawValue), "startDate": .string(startTime.description),
    ]
    if let stopTime { object["stopDate"] = .string(stopTime.description) }
    object["input"] = .string(input)
    object["inputDetails"] = ["included": true]
    if let output {
      object["output"] = .string(output)
      object["outputDetails"] = ["included": true]
    }
    if let mapRunARN { object["mapRunArn"] = .string(mapRunARN) }
    if let error { object["error"] = .string(error) }
    if let cause { object["cause"] = .string(cause) }
    // The service does not say whether an express execution can be redriven unless it is a child of a map run.
    guard mapRunARN != nil || type == .standard else { return .object(object) }
    object["redriveCount"] = .integer(Int64(redriveCount))
    if mapRunARN != nil, status != .running, status != .succeeded {
      object["redriveStatus"] = "REDRIVABLE_BY_MAP_RUN"
    } else if let redriveProblem {
      object["redriveStatus"] = "NOT_REDRIVABLE"
      object["redriveStatusReason"] = .string(redriveProblem)
    } else {
      object["redriveStatus"] = "REDRIVABLE"
    }
    return .object(object)
  }

  /// The output as JSON, if it succeeded.
  public var outputJSON: JSON? { output.flatMap { try? JSONParser(maximumDepth: 2_000).parse(Array($0.utf8)) } }

  /// The input as JSON.
  public var inputJSON: JSON { (try? JSONParser(maximumDepth: 2_000).parse(Array(input.utf8))) ?? .null }
}

extension ExecutionDescription: WireForm {
  private static let names = [
    "arn", "machine", "name", "type", "status", "start", "stop", "input", "output", "error", "cause", "redrives",
    "redriven", "redriveProblem",
  ]
  /// What there is besides of children of map runs.
  private static let childNames = ["mapRun", "items"]

  /// An object; times in milliseconds since 1970, `null` for what there is not. Only children of map runs have a map run
  /// and a number of items.
  public var wireForm: JSON {
    var values: [JSON] = [
      .string(executionARN), .string(stateMachineARN), .string(name), .string(type.rawValue), .string(status.rawValue),
      .integer(startTime.milliseconds), .time(stopTime), .string(input), .optional(output), .optional(error),
      .optional(cause), .integer(Int64(redriveCount)), .time(redriveTime), .optional(redriveProblem),
    ]
    var names = Self.names
    if let mapRunARN {
      names += Self.childNames
      values += [.string(mapRunARN), .integer(Int64(itemCount ?? 0))]
    }
    return .object(JSON.Object(distinct: ContiguousArray(zip(names, values).map { .init(key: $0, value: $1) })))
  }

  /// Reads what ``wireForm`` gave.
  public init(wireForm: JSON) throws(WireFormError) {
    let isChild = wireForm[Self.childNames[0]] != nil
    let parts = try WireReader(wireForm).members(Self.names + (isChild ? Self.childNames : []))
    guard let type = StateMachineType(rawValue: try parts[3].string()) else { throw parts[3].problem("a type") }
    guard let status = ExecutionResult.Status(rawValue: try parts[4].string()) else {
      throw parts[4].problem("a status")
    }
    executionARN = try parts[0].string()
    stateMachineARN = try parts[1].string()
    name = try parts[2].string()
    self.type = type
    self.status = status
    startTime = try parts[5].time()
    stopTime = try parts[6].optionalTime()
    input = try parts[7].string()
    output = try parts[8].optionalString()
    error = try parts[9].optionalString()
    cause = try parts[10].optionalString()
    redriveCount = try parts[11].integer(0...Int.max)
    redriveTime = try parts[12].optionalTime()
    redriveProblem = try parts[13].optionalString()
    guard isChild else { return }
    mapRunARN = try parts[14].string()
    itemCount = try parts[15].integer(0...Int.max)
  }
}

extension JSON {
  /// Milliseconds since 1970, or `null`.
  static func time(_ value: Timestamp?) -> JSON { value.map { .integer($0.milliseconds) } ?? .null }
}

extension WireReader {
  func optionalTime() throws(WireFormError) -> Timestamp? { json.isNull ? nil : try time() }
}
