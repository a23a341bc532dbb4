public import OrderedJSON

/// A state that waits. It has exactly one time: each initializer takes it in another form.
public struct Wait: TransitioningState {
  /// The state's name.
  public let name: StateName
  /// The state's fields.
  public var fields: JSON.Object

  /// Creates a state from its fields, `Type` included.
  public init(name: StateName, fields: JSON.Object) {
    self.name = name
    self.fields = fields
  }

  /// Waits a number of seconds.
  public init(_ name: some StateNaming, seconds: Int) { self.init(name, "Seconds", .integer(seconds)) }

  /// Waits the seconds that a JSONata expression gives.
  public init(_ name: some StateNaming, secondsExpression: String) {
    self.init(name, "Seconds", .expression(secondsExpression))
  }

  /// Waits the seconds that are found at a path. JSONPath only.
  public init(_ name: some StateNaming, secondsPath: String) { self.init(name, "SecondsPath", .string(secondsPath)) }

  /// Waits until a time, such as `2026-03-14T01:59:00Z`.
  public init(_ name: some StateNaming, timestamp: String) { self.init(name, "Timestamp", .string(timestamp)) }

  /// Waits until the time that a JSONata expression gives.
  public init(_ name: some StateNaming, timestampExpression: String) {
    self.init(name, "Timestamp", .expression(timestampExpression))
  }

  /// Waits until the time that is found at a path. JSONPath only.
  public init(_ name: some StateNaming, timestampPath: String) {
    self.init(name, "TimestampPath", .string(timestampPath))
  }

  private init(_ name: some StateNaming, _ field: String, _ value: JSON) {
    self.init(name, .wait)
    fields[field] = value
  }
}
