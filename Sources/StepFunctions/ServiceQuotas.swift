public import StatesEngine

/// The quotas of the service; a test may make them smaller to see what happens beyond.
///
/// - SeeAlso: Step Functions Developer Guide, "Service quotas".
public struct ServiceQuotas: Sendable, Hashable {
  /// State machines of an account in a region.
  public var stateMachines = 100_000
  /// Activities of an account in a region.
  public var activities = 100_000
  /// Executions of this process that have not ended, of all accounts and regions.
  public var openExecutions = 1_000_000
  /// Versions of a state machine.
  public var versions = 1_000
  /// Aliases of a state machine.
  public var aliases = 100
  /// Tags of a state machine or an activity.
  public var tags = 50
  /// Workers that wait for tasks of one activity at the same time.
  public var workers = 1_000
  /// How long GetActivityTask waits for a task.
  public var activityPoll = Duration.seconds(60)
  /// How long the token of a page is valid.
  public var pageTokenAge = Duration.seconds(86_400)
  /// How long the client token of a redrive is remembered.
  public var redriveTokenAge = Duration.seconds(900)
  /// How many client tokens of redrives are remembered of an execution, the latest ones.
  public var redriveTokens = 10
  /// How long after its end an execution can be redriven.
  public var redrivePeriod = Duration.seconds(14 * 86_400)
  /// How long after its start an execution can be redriven.
  public var executionAge = Duration.seconds(365 * 86_400)
  /// How long after its end an execution is known; its store may know it longer.
  public var executionRetention = Duration.seconds(90 * 86_400)
  /// What bounds an execution, and how long its waits are.
  public var execution = ExecutionQuotas.service

  /// The service's quotas.
  public init() {}
}
