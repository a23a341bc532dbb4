public import StatesEngine
public import StatesLanguage

/// An activity in a list.
public struct ActivityListItem: Sendable, Hashable {
  /// The ARN of the activity.
  public var activityArn: String
  /// The name.
  public var name: String
  /// When it was created.
  public var creationDate: Timestamp

  /// Creates it with these members.
  public init(activityArn: String, name: String, creationDate: Timestamp) {
    self.activityArn = activityArn
    self.name = name
    self.creationDate = creationDate
  }
}

extension ActivityListItem: Structure {
  init() { self.init(activityArn: "", name: "", creationDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("activityArn", &activityArn, .length(1...256))
    visitor.required("name", &name, .length(1...80))
    visitor.required("creationDate", &creationDate)
  }
}

/// An execution in a list.
public struct ExecutionListItem: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The name.
  public var name: String
  /// The status.
  public var status: ExecutionStatus
  /// When it started.
  public var startDate: Timestamp
  /// When it ended; absent while it runs.
  public var stopDate: Timestamp?
  /// The ARN of the map run.
  public var mapRunArn: String?
  /// The number of items of the child.
  public var itemCount: Int?
  /// The ARN of the version.
  public var stateMachineVersionArn: String?
  /// The ARN of the alias.
  public var stateMachineAliasArn: String?
  /// How often it has been redriven.
  public var redriveCount: Int?
  /// When it was last redriven.
  public var redriveDate: Timestamp?

  /// Creates it with these members.
  public init(
    executionArn: String, stateMachineArn: String, name: String, status: ExecutionStatus, startDate: Timestamp,
    stopDate: Timestamp? = nil, mapRunArn: String? = nil, itemCount: Int? = nil, stateMachineVersionArn: String? = nil,
    stateMachineAliasArn: String? = nil, redriveCount: Int? = nil, redriveDate: Timestamp? = nil
  ) {
    self.executionArn = executionArn
    self.stateMachineArn = stateMachineArn
    self.name = name
    self.status = status
    self.startDate = startDate
    self.stopDate = stopDate
    self.mapRunArn = mapRunArn
    self.itemCount = itemCount
    self.stateMachineVersionArn = stateMachineVersionArn
    self.stateMachineAliasArn = stateMachineAliasArn
    self.redriveCount = redriveCount
    self.redriveDate = redriveDate
  }
}

extension ExecutionListItem: Structure {
  init() {
    self.init(executionArn: "", stateMachineArn: "", name: "", status: .running, startDate: Timestamp(milliseconds: 0))
  }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn, .length(1...256))
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.required("name", &name, .length(1...80))
    visitor.required("status", &status)
    visitor.required("startDate", &startDate)
    visitor.optional("stopDate", &stopDate)
    visitor.optional("mapRunArn", &mapRunArn, .length(1...2000))
    visitor.optional("itemCount", &itemCount, .atLeast(0))
    visitor.optional("stateMachineVersionArn", &stateMachineVersionArn, .length(1...256))
    visitor.optional("stateMachineAliasArn", &stateMachineAliasArn, .length(1...256))
    visitor.optional("redriveCount", &redriveCount)
    visitor.optional("redriveDate", &redriveDate)
  }
}

/// A map run in a list.
public struct MapRunListItem: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// The ARN of the map run.
  public var mapRunArn: String
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// When it started.
  public var startDate: Timestamp
  /// When it ended; absent while it runs.
  public var stopDate: Timestamp?

  /// Creates it with these members.
  public init(
    executionArn: String, mapRunArn: String, stateMachineArn: String, startDate: Timestamp, stopDate: Timestamp? = nil
  ) {
    self.executionArn = executionArn
    self.mapRunArn = mapRunArn
    self.stateMachineArn = stateMachineArn
    self.startDate = startDate
    self.stopDate = stopDate
  }
}

extension MapRunListItem: Structure {
  init() { self.init(executionArn: "", mapRunArn: "", stateMachineArn: "", startDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn, .length(1...256))
    visitor.required("mapRunArn", &mapRunArn, .length(1...2000))
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.required("startDate", &startDate)
    visitor.optional("stopDate", &stopDate)
  }
}

/// An alias in a list.
public struct StateMachineAliasListItem: Sendable, Hashable {
  /// The ARN of the alias.
  public var stateMachineAliasArn: String
  /// When it was created.
  public var creationDate: Timestamp

  /// Creates it with these members.
  public init(stateMachineAliasArn: String, creationDate: Timestamp) {
    self.stateMachineAliasArn = stateMachineAliasArn
    self.creationDate = creationDate
  }
}

extension StateMachineAliasListItem: Structure {
  init() { self.init(stateMachineAliasArn: "", creationDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineAliasArn", &stateMachineAliasArn, .length(1...2000))
    visitor.required("creationDate", &creationDate)
  }
}

/// A state machine in a list.
public struct StateMachineListItem: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The name.
  public var name: String
  /// Standard or express.
  public var type: StateMachineType
  /// When it was created.
  public var creationDate: Timestamp

  /// Creates it with these members.
  public init(stateMachineArn: String, name: String, type: StateMachineType, creationDate: Timestamp) {
    self.stateMachineArn = stateMachineArn
    self.name = name
    self.type = type
    self.creationDate = creationDate
  }
}

extension StateMachineListItem: Structure {
  init() { self.init(stateMachineArn: "", name: "", type: .standard, creationDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.required("name", &name, .length(1...80))
    visitor.required("type", &type)
    visitor.required("creationDate", &creationDate)
  }
}

/// A version in a list.
public struct StateMachineVersionListItem: Sendable, Hashable {
  /// The ARN of the version.
  public var stateMachineVersionArn: String
  /// When it was created.
  public var creationDate: Timestamp

  /// Creates it with these members.
  public init(stateMachineVersionArn: String, creationDate: Timestamp) {
    self.stateMachineVersionArn = stateMachineVersionArn
    self.creationDate = creationDate
  }
}

extension StateMachineVersionListItem: Structure {
  init() { self.init(stateMachineVersionArn: "", creationDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineVersionArn", &stateMachineVersionArn, .length(1...2000))
    visitor.required("creationDate", &creationDate)
  }
}
