import OrderedJSON

/// The service's limits for a running execution. Each can be changed or lifted.
///
/// Any value may be set: when an execution starts, a value outside its valid range is replaced with the nearest valid
/// one, see ``clamped``.
///
/// - SeeAlso: Step Functions Developer Guide, "Service quotas".
public struct ExecutionQuotas: Sendable, Hashable {
  /// The longest input, output or result in UTF-8 bytes, or `nil` for no limit.
  public var maximumPayloadBytes: Int?
  /// The maximum number of events in a history, or `nil` for no limit.
  public var maximumHistoryEvents: Int?
  /// The maximum number of iterations of an inline Map that run at the same time.
  public var maximumInlineConcurrency: Int
  /// The maximum number of children of a distributed Map that run at the same time.
  public var maximumDistributedConcurrency: Int
  /// The maximum size in bytes of one variable, and of one `Assign`, or `nil` for no limit.
  public var maximumVariableBytes: Int?
  /// The maximum size in bytes of all variables of an execution together, or `nil` for no limit.
  public var maximumTotalVariableBytes: Int?
  /// How deeply arrays and objects may be nested in a value that a state creates. Never lifted: it keeps recursion
  /// bounded.
  public var maximumDepth: Int
  /// How long an express execution may take, in seconds, or `nil` for no limit; then it is `TIMED_OUT`.
  public var maximumExpressSeconds: Int? = 300
  /// The size in bytes at which a ResultWriter starts another file.
  public var maximumResultFileBytes = Int(clamping: 5_368_709_120 as Int64)
  /// The maximum size in bytes of the inputs of a map run's children that run at the same time; a child whose input
  /// would exceed it waits for others to end. Not a limit of the service: it bounds memory when 10,000 children may
  /// run.
  public var maximumRunningInputBytes = 67_108_864
  /// The approximate memory limit for the values and events of the execution, in bytes; a single written value may take
  /// a sixteenth of it. This is not a limit of the service but of the process, and therefore never lifted: beyond it
  /// the execution fails with `States.Runtime`. With the service's quotas it is 512 MiB, so that a process that runs
  /// one execution stays below 1 GB, including its working memory; 2 GiB without quotas.
  public var maximumMemoryBytes = 536_870_912
  /// How many steps a JSONPath, or all paths of a payload template together, may take on a document: see
  /// `Scope.maximumPathSteps`. Never lifted: it ends evaluations that would not end in a useful time.
  public var maximumPathSteps = 10_000_000
  /// How long Wait states and the delays before retries are, in thousandths of what the definition says: 1,000 in the
  /// service. With 0 no time passes. Timeouts and heartbeats are not changed. Not a limit, but kept with them, since an
  /// execution goes on with the value that it was started with.
  public var waitPermille = 1_000

  /// The service's own limits.
  public static let service = ExecutionQuotas(
    maximumPayloadBytes: 262_144, maximumHistoryEvents: 25_000, maximumInlineConcurrency: 40,
    maximumDistributedConcurrency: 10_000, maximumVariableBytes: 262_144, maximumTotalVariableBytes: 10_485_760,
    maximumDepth: 1_000)

  /// No limits of size or length except that of memory; concurrency is limited as in the service.
  public static let unlimited = ExecutionQuotas(
    maximumPayloadBytes: nil, maximumHistoryEvents: nil, maximumInlineConcurrency: 40,
    maximumDistributedConcurrency: 10_000, maximumVariableBytes: nil, maximumTotalVariableBytes: nil,
    maximumDepth: 1_000, maximumExpressSeconds: nil, maximumMemoryBytes: Int(clamping: 2_147_483_648 as Int64))
}

extension ExecutionQuotas {
  /// These quotas as used by an execution: no limit of sizes and times is below zero, that of memory is at most 2⁶², a
  /// history has room for two events and no number beyond 2³¹−1, at least one iteration or child runs at a time, a path
  /// may take at least one step, and values may be nested 1 to `JSON.maximumDepth` levels deep.
  public var clamped: ExecutionQuotas {
    var result = self
    result.maximumPayloadBytes = maximumPayloadBytes.map { max($0, 0) }
    result.maximumHistoryEvents = maximumHistoryEvents.map { min(max($0, 2), Int(Int32.max)) }
    result.maximumInlineConcurrency = max(maximumInlineConcurrency, 1)
    result.maximumDistributedConcurrency = max(maximumDistributedConcurrency, 1)
    result.maximumVariableBytes = maximumVariableBytes.map { max($0, 0) }
    result.maximumTotalVariableBytes = maximumTotalVariableBytes.map { max($0, 0) }
    result.maximumDepth = min(max(maximumDepth, 1), JSON.maximumDepth)
    result.maximumExpressSeconds = maximumExpressSeconds.map { max($0, 0) }
    result.maximumResultFileBytes = max(maximumResultFileBytes, 1)
    result.maximumRunningInputBytes = max(maximumRunningInputBytes, 0)
    result.maximumMemoryBytes = min(max(maximumMemoryBytes, 0), Int.max / 2)
    result.maximumPathSteps = max(maximumPathSteps, 1)
    result.waitPermille = min(max(waitPermille, 0), 1_000_000)
    return result
  }

  /// How long a wait of so many milliseconds takes.
  func scaledWait(_ milliseconds: Int64) -> Int64 {
    if waitPermille == 1_000 || milliseconds <= 0 { return milliseconds }
    let (thousands, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    let (whole, overflow) = thousands.multipliedReportingOverflow(by: Int64(waitPermille))
    return overflow ? .max : whole.addingReportingOverflow(rest * Int64(waitPermille) / 1_000).partialValue
  }
}
