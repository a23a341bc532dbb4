/// Which child of which map run an execution is.
public final class MapRunChildIdentity: Sendable {
  /// The map run's ARN.
  public let mapRunARN: String
  /// The child's index among the run's children, from 0.
  public let index: Int
  /// How many items it represents.
  public let itemCount: Int

  /// The cause with which the child is stopped when its map run fails or is stopped; there is no error name then.
  public var causeWhenStopped: String { ErrorText.mapRunAborted(mapRunARN) }

  init(mapRunARN: String, index: Int, itemCount: Int) {
    self.mapRunARN = mapRunARN
    self.index = index
    self.itemCount = itemCount
  }
}

/// Who an execution is: the names and ARNs that the context object and the history show.
public struct ExecutionIdentity: Sendable, Hashable {
  /// The execution's ARN.
  public var executionARN: String
  /// The execution's name.
  public var name: String
  /// The role that the execution assumes.
  public var roleARN: String
  /// The state machine's ARN.
  public var stateMachineARN: String
  /// The state machine's name.
  public var stateMachineName: String
  /// The region, as in `TaskScheduled` events.
  public var region: String
  /// The account's number.
  public var account: String
  /// How often the execution has been redriven, or `nil` where the context object does not say (express machines).
  public var redriveCount: Int?
  /// When the execution was last redriven, if ever.
  public var redriveTime: Timestamp?

  /// An identity with ARNs made of names, account and region as the service makes them.
  public init(
    stateMachineName: String, name: String, region: String = "us-east-1", account: String = "111111111111",
    roleARN: String? = nil, partition: String = "aws"
  ) {
    self.name = name
    self.stateMachineName = stateMachineName
    self.region = region
    self.account = account
    self.roleARN = roleARN ?? "arn:\(partition):iam::\(account):role/\(stateMachineName)-role"
    stateMachineARN = "arn:\(partition):states:\(region):\(account):stateMachine:\(stateMachineName)"
    executionARN = "arn:\(partition):states:\(region):\(account):execution:\(stateMachineName):\(name)"
    redriveCount = 0
  }

  /// The identity of another execution of the same state machine; what both have in common is kept once in memory.
  public func named(_ name: String) -> ExecutionIdentity {
    var other = self
    other.name = name
    if executionARN.utf8.count >= self.name.utf8.count, executionARN.hasSuffix(self.name) {
      other.executionARN = executionARN.dropLast(self.name.count) + name
    }
    return other
  }
}
