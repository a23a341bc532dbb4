/// The service's limits for definitions, and a few of this project.
enum StatesLimits {
  /// Characters of a state's name (CreateStateMachine; the specification of 2021 said 128).
  static let stateNameLength = 80
  /// Characters of a variable's name (developer guide, "Variables").
  static let variableNameLength = 80
  /// Characters of a Map's label (developer guide, "Distributed Map").
  static let labelLength = 40
  /// The longest time in seconds that a field accepts (developer guide, "Task", "Wait").
  static let seconds: Int64 = 99_999_999
  /// The most attempts of a retrier (developer guide, "Error handling").
  static let attempts: Int64 = 99_999_999
  /// The longest delay between attempts (CreateStateMachine; the developer guide says less than that).
  static let delaySeconds: Int64 = 31_622_400
  /// Items that an ItemReader reads (developer guide, "ItemReader").
  static let readerItems: Int64 = 100_000_000
  /// Bytes of a batch (developer guide, "ItemBatcher").
  static let batchBytes: Int64 = 262_144
  /// Bytes of a payload (service quotas: 256 KiB).
  static let payloadBytes = 262_144
  /// How deeply Parallel and Map states, and rules in `And`, `Or`, `Not`, may be nested. The service has a limit but
  /// does not publish it; this one is this project's.
  static let nesting = 60
}
