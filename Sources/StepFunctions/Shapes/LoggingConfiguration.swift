/// What is logged, and where: kept and given back; see *Known differences*.
public struct LoggingConfiguration: Sendable, Hashable {
  /// From which level on events are logged.
  public var level: LogLevel?
  /// Whether inputs and outputs are logged.
  public var includeExecutionData: Bool?
  /// Where to: at most one.
  public var destinations: [LogDestination]?

  /// Creates it with these members.
  public init(level: LogLevel? = nil, includeExecutionData: Bool? = nil, destinations: [LogDestination]? = nil) {
    self.level = level
    self.includeExecutionData = includeExecutionData
    self.destinations = destinations
  }
}

extension LoggingConfiguration: Structure {
  init() { self.init(level: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("level", &level)
    visitor.optional("includeExecutionData", &includeExecutionData)
    visitor.optional("destinations", &destinations)
  }
}

/// Where events are logged.
public struct LogDestination: Sendable, Hashable {
  /// A log group.
  public var cloudWatchLogsLogGroup: CloudWatchLogsLogGroup?

  /// Creates it with these members.
  public init(cloudWatchLogsLogGroup: CloudWatchLogsLogGroup? = nil) {
    self.cloudWatchLogsLogGroup = cloudWatchLogsLogGroup
  }
}

extension LogDestination: Structure {
  init() { self.init(cloudWatchLogsLogGroup: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("cloudWatchLogsLogGroup", &cloudWatchLogsLogGroup)
  }
}

/// A log group.
public struct CloudWatchLogsLogGroup: Sendable, Hashable {
  /// The ARN of the log group; ends with `:*`.
  public var logGroupArn: String?

  /// Creates it with these members.
  public init(logGroupArn: String? = nil) {
    self.logGroupArn = logGroupArn
  }
}

extension CloudWatchLogsLogGroup: Structure {
  init() { self.init(logGroupArn: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("logGroupArn", &logGroupArn, .length(1...256))
  }
}
