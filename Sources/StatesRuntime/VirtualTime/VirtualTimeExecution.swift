public import StatesEngine

/// An execution in virtual time that is taken forward piece by piece, and can be written down between any two.
///
/// ```swift
/// let driver = VirtualTimeDriver(resources: resources)
/// var running = driver.start(execution)
/// await running.run(until: driver.startTime.advanced(bySeconds: 3_600))
/// let snapshot = running.snapshot()
/// let result = try await driver.resume(snapshot, machine: machine)
/// ```
public struct VirtualTimeExecution: Sendable {
  private let driver: VirtualTimeDriver
  var run: VirtualTimeRun

  init(_ run: VirtualTimeRun, _ driver: VirtualTimeDriver) {
    self.run = run
    self.driver = driver
  }

  // MARK: Watching

  /// How it stands.
  public var result: ExecutionResult { run.result }

  /// Whether it has ended, and the executions that its tasks started without waiting for them.
  public var hasEnded: Bool { !run.isRunning }

  /// What time it is for it.
  public var now: Timestamp { run.now }

  /// All of it as it stands, what handlers have reported included: resumed, it does what this execution would
  /// have done, and calls no handler twice.
  public func snapshot() -> ExecutionTreeSnapshot { run.snapshot() }

  // MARK: Going on

  /// Does the next thing, with handlers that are all plain functions: has the tasks done that have been scheduled, tells an
  /// execution one thing that has happened, or jumps to the next deadline.
  ///
  /// - Returns: whether there was anything to do.
  @discardableResult
  public mutating func step() -> Bool {
    guard run.isRunning else { return false }
    if run.deliverNext() { return true }
    let tasks = run.takeTasks()
    guard !tasks.isEmpty else { return run.advance() }
    run.begin(tasks, tasks.map { driver.perform($0.request) })
    return true
  }

  /// Does the next thing; handlers may be asynchronous, and those of one moment run at the same time.
  ///
  /// - Returns: whether there was anything to do.
  @discardableResult
  public mutating func step() async -> Bool {
    guard run.isRunning else { return false }
    if run.deliverNext() { return true }
    let tasks = run.takeTasks()
    guard !tasks.isEmpty else { return run.advance() }
    let reports = await driver.performAll(tasks.map(\.request))
    run.begin(tasks, reports)
    return true
  }

  /// Runs it to its end, or until nothing more comes before a time, with handlers that are all plain functions.
  ///
  /// - Parameter time: the last moment of which things happen; none by default.
  public mutating func run(until time: Timestamp? = nil) {
    while isDue(time), step() {}
  }

  /// Runs it to its end, or until nothing more comes before a time; handlers may be asynchronous.
  ///
  /// - Parameter time: the last moment of which things happen; none by default.
  public mutating func run(until time: Timestamp? = nil) async {
    while isDue(time), await step() {}
  }

  /// Changes the settings of a map run of it, or of one of its children, at this moment (UpdateMapRun); what is `nil`
  /// stays as it is.
  ///
  /// - Parameters:
  ///   - arn: the map run's ARN.
  ///   - maxConcurrency: how many children may run at the same time; 0 for the service's maximum.
  ///   - toleratedFailureCount: how many items may fail; looked at when the next child fails.
  ///   - toleratedFailurePercentage: how many of 100 items may fail.
  /// - Returns: whether such a run was running.
  @discardableResult
  public mutating func updateMapRun(
    _ arn: String, maxConcurrency: Int? = nil, toleratedFailureCount: Int? = nil,
    toleratedFailurePercentage: Double? = nil
  ) -> Bool {
    run.updateMapRun(
      arn,
      .updateMapRun(
        mapRunARN: arn, maxConcurrency: maxConcurrency, toleratedFailureCount: toleratedFailureCount,
        toleratedFailurePercentage: toleratedFailurePercentage))
  }

  private mutating func isDue(_ time: Timestamp?) -> Bool {
    guard let time else { return true }
    return run.nextTime().map { $0 <= time } ?? false
  }
}
