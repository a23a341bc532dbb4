import OrderedJSON

/// What the service bounds in a running execution. Each can be changed or lifted.
///
/// Every value works: when an execution begins, what is beyond the sense of a number is taken for the nearest that makes
/// sense, as ``clamped`` says.
///
/// - SeeAlso: Step Functions Developer Guide, "Service quotas".
public struct ExecutionQuotas: Sendable, Hashable {
  /// The longest input, output or result in UTF-8 bytes, or `nil` for no limit.
  public var maximumPayloadBytes: Int?
  /// How many events a history may have, or `nil` for no limit.
  public var maximumHistoryEvents: Int?
  /// How many iterations of an inline Map run at the same time at most.
  public var maximumInlineConcurrency: Int
  /// How many children of a distributed Map run at the same time at most.
  public var maximumDistributedConcurrency: Int
  /// The most bytes in one variable, and in one `Assign`, or `nil` for no limit.
  public var maximumVariableBytes: Int?
  /// The most bytes in all variables of an execution together, or `nil` for no limit.
  public var maximumTotalVariableBytes: Int?
  /// How deeply arrays and objects may be nested in a value that a state builds. Never lifted: it keeps recursion bounded.
  public var maximumDepth: Int
  /// How long an express execution may take, in seconds, or `nil` for no limit; then it is `TIMED_OUT`.
  public var maximumExpressSeconds: Int? = 300
  /// How many bytes a file of a ResultWriter may have before another is begun.
  public var maximumResultFileBytes = Int(clamping: 5_368_709_120 as Int64)
  /// How many bytes the inputs of a map run's children that run at the same time may have together; a child whose input
  /// would be too much waits for others to end. Not the service's: it keeps memory bounded where 10,000 children may run.
  public var maximumRunningInputBytes = 67_108_864
  /// About how much memory the values and events of the execution may take, in bytes; a single value, written out, a
  /// sixteenth of it. No limit of the service but of the process, and so never lifted: beyond it the execution fails with
  /// `States.Runtime`. With the service's quotas it is 512 MiB, so that a process that runs one execution stays below 1 GB,
  /// what it works with included; 2 GiB where there are no quotas.
  public var maximumMemoryBytes = 536_870_912
  /// How many steps a JSONPath, or all paths of a payload template together, may take on a document: see
  /// `Scope.maximumPathSteps`. Never lifted: it ends evaluations that would not end in any useful time.
  public var maximumPathSteps = 10_000_000

  /// The service's own numbers.
  public static let service = ExecutionQuotas(
    maximumPayloadBytes: 262_144, maximumHistoryEvents: 25_000, maximumInlineConcurrency: 40,
    maximumDistributedConcurrency: 10_000, maximumVariableBytes: 262_144, maximumTotalVariableBytes: 10_485_760,
    maximumDepth: 1_000)

  /// No limit of size or length but that of memory; concurrency stays as in the service.
  public static let unlimited = ExecutionQuotas(
    maximumPayloadBytes: nil, maximumHistoryEvents: nil, maximumInlineConcurrency: 40,
    maximumDistributedConcurrency: 10_000, maximumVariableBytes: nil, maximumTotalVariableBytes: nil,
    maximumDepth: 1_000, maximumExpressSeconds: nil, maximumMemoryBytes: Int(clamping: 2_147_483_648 as Int64))
}

extension ExecutionQuotas {
  /// These quotas as an execution takes them: no limit of sizes and times is below zero, none of memory beyond 2⁶², a
  /// history has room for two events and no number beyond 2³¹−1, at least one iteration or child runs at a time, a path
  /// takes at least one step, and values are nested 1 to `JSON.maximumDepth` levels deep.
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
    return result
  }
}
