/// What is known of the events with `evaluationFailedEventDetails`.
public struct EvaluationFailedEventDetails: Sendable, Hashable {
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?
  /// Where: a path in the definition.
  public var location: String?
  /// The name of the state.
  public var state: String

  /// Creates it with these members.
  public init(state: String, error: String? = nil, cause: String? = nil, location: String? = nil) {
    self.error = error
    self.cause = cause
    self.location = location
    self.state = state
  }
}

extension EvaluationFailedEventDetails: Structure {
  init() { self.init(state: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
    visitor.optional("location", &location, .sensitive(0...256))
    visitor.required("state", &state, .length(1...80))
  }
}

/// What is known of the events with `executionRedrivenEventDetails`.
public struct ExecutionRedrivenEventDetails: Sendable, Hashable {
  /// How often it has been redriven.
  public var redriveCount: Int?

  /// Creates it with these members.
  public init(redriveCount: Int? = nil) {
    self.redriveCount = redriveCount
  }
}

extension ExecutionRedrivenEventDetails: Structure {
  init() { self.init(redriveCount: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("redriveCount", &redriveCount)
  }
}

/// What is known of the events with `executionStartedEventDetails`.
public struct ExecutionStartedEventDetails: Sendable, Hashable {
  /// The input, as JSON text.
  public var input: String?
  /// Whether the input is included.
  public var inputDetails: HistoryEventExecutionDataDetails?
  /// The ARN of the role that executions assume.
  public var roleArn: String?
  /// The ARN of the alias.
  public var stateMachineAliasArn: String?
  /// The ARN of the version.
  public var stateMachineVersionArn: String?

  /// Creates it with these members.
  public init(
    input: String? = nil, inputDetails: HistoryEventExecutionDataDetails? = nil, roleArn: String? = nil,
    stateMachineAliasArn: String? = nil, stateMachineVersionArn: String? = nil
  ) {
    self.input = input
    self.inputDetails = inputDetails
    self.roleArn = roleArn
    self.stateMachineAliasArn = stateMachineAliasArn
    self.stateMachineVersionArn = stateMachineVersionArn
  }
}

extension ExecutionStartedEventDetails: Structure {
  init() { self.init(input: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("input", &input, .payload(0...262144))
    visitor.optional("inputDetails", &inputDetails)
    visitor.optional("roleArn", &roleArn, .length(1...256))
    visitor.optional("stateMachineAliasArn", &stateMachineAliasArn, .length(1...256))
    visitor.optional("stateMachineVersionArn", &stateMachineVersionArn, .length(1...256))
  }
}

/// What is known of the events with `mapIterationAbortedEventDetails`.
public struct MapIterationEventDetails: Sendable, Hashable {
  /// The name.
  public var name: String?
  /// The index, from 0.
  public var index: Int?

  /// Creates it with these members.
  public init(name: String? = nil, index: Int? = nil) {
    self.name = name
    self.index = index
  }
}

extension MapIterationEventDetails: Structure {
  init() { self.init(name: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("name", &name, .length(1...80))
    visitor.optional("index", &index, .atLeast(0))
  }
}

/// What is known of the events with `mapRunRedrivenEventDetails`.
public struct MapRunRedrivenEventDetails: Sendable, Hashable {
  /// The ARN of the map run.
  public var mapRunArn: String?
  /// How often it has been redriven.
  public var redriveCount: Int?

  /// Creates it with these members.
  public init(mapRunArn: String? = nil, redriveCount: Int? = nil) {
    self.mapRunArn = mapRunArn
    self.redriveCount = redriveCount
  }
}

extension MapRunRedrivenEventDetails: Structure {
  init() { self.init(mapRunArn: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("mapRunArn", &mapRunArn, .length(1...2000))
    visitor.optional("redriveCount", &redriveCount)
  }
}

/// What is known of the events with `mapRunStartedEventDetails`.
public struct MapRunStartedEventDetails: Sendable, Hashable {
  /// The ARN of the map run.
  public var mapRunArn: String?

  /// Creates it with these members.
  public init(mapRunArn: String? = nil) {
    self.mapRunArn = mapRunArn
  }
}

extension MapRunStartedEventDetails: Structure {
  init() { self.init(mapRunArn: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("mapRunArn", &mapRunArn, .length(1...2000))
  }
}

/// What is known of the events with `mapStateStartedEventDetails`.
public struct MapStateStartedEventDetails: Sendable, Hashable {
  /// The number of items.
  public var length: Int?

  /// Creates it with these members.
  public init(length: Int? = nil) {
    self.length = length
  }
}

extension MapStateStartedEventDetails: Structure {
  init() { self.init(length: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("length", &length, .atLeast(0))
  }
}

/// What is known of the events with `stateEnteredEventDetails`.
public struct StateEnteredEventDetails: Sendable, Hashable {
  /// The name.
  public var name: String
  /// The input, as JSON text.
  public var input: String?
  /// Whether the input is included.
  public var inputDetails: HistoryEventExecutionDataDetails?

  /// Creates it with these members.
  public init(name: String, input: String? = nil, inputDetails: HistoryEventExecutionDataDetails? = nil) {
    self.name = name
    self.input = input
    self.inputDetails = inputDetails
  }
}

extension StateEnteredEventDetails: Structure {
  init() { self.init(name: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("name", &name, .length(1...80))
    visitor.optional("input", &input, .payload(0...262144))
    visitor.optional("inputDetails", &inputDetails)
  }
}

/// What is known of the events with `stateExitedEventDetails`.
public struct StateExitedEventDetails: Sendable, Hashable {
  /// The name.
  public var name: String
  /// The output, as JSON text.
  public var output: String?
  /// Whether the output is included.
  public var outputDetails: HistoryEventExecutionDataDetails?
  /// The variables that were assigned, as JSON text by name.
  public var assignedVariables: [String: String]?
  /// Whether the variables are cut off.
  public var assignedVariablesDetails: AssignedVariablesDetails?

  /// Creates it with these members.
  public init(
    name: String, output: String? = nil, outputDetails: HistoryEventExecutionDataDetails? = nil,
    assignedVariables: [String: String]? = nil, assignedVariablesDetails: AssignedVariablesDetails? = nil
  ) {
    self.name = name
    self.output = output
    self.outputDetails = outputDetails
    self.assignedVariables = assignedVariables
    self.assignedVariablesDetails = assignedVariablesDetails
  }
}

extension StateExitedEventDetails: Structure {
  init() { self.init(name: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("name", &name, .length(1...80))
    visitor.optional("output", &output, .payload(0...262144))
    visitor.optional("outputDetails", &outputDetails)
    visitor.optional("assignedVariables", &assignedVariables)
    visitor.optional("assignedVariablesDetails", &assignedVariablesDetails)
  }
}

/// Whether variables are cut off: they never are.
public struct AssignedVariablesDetails: Sendable, Hashable {
  /// Whether there is more.
  public var truncated: Bool?

  /// Creates it with these members.
  public init(truncated: Bool? = nil) {
    self.truncated = truncated
  }
}

extension AssignedVariablesDetails: Structure {
  init() { self.init(truncated: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("truncated", &truncated)
  }
}

/// Whether an input or output is cut off: it never is.
public struct HistoryEventExecutionDataDetails: Sendable, Hashable {
  /// Whether there is more.
  public var truncated: Bool?

  /// Creates it with these members.
  public init(truncated: Bool? = nil) {
    self.truncated = truncated
  }
}

extension HistoryEventExecutionDataDetails: Structure {
  init() { self.init(truncated: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("truncated", &truncated)
  }
}
