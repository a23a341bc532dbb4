import LanguageSupport
import StatesLanguage

/// The execution that a task belongs to: what its handler may want to know, and as little as a request can hold.
struct TaskOrigin: Sendable {
  let family: ExecutionFamily
  let executionARN: String
  /// When the execution started. Another execution may have the same ARN later, or in another driver.
  let startTime: Timestamp

  init(_ identity: ExecutionIdentity, startTime: Timestamp) {
    family = identity.family
    executionARN = identity.executionARN
    self.startTime = startTime
  }
}

extension TaskRequest {
  /// The ARN of the execution; for a task of a distributed Map's child, that of the child.
  public var executionARN: String { origin.executionARN }

  /// The name of the execution.
  public var executionName: String { origin.family.name(in: origin.executionARN) }

  /// The ARN of the state machine; with the Map's label for a child of a map run.
  public var stateMachineARN: String { origin.family.stateMachineARN }

  /// The name of the state machine, without a Map's label.
  public var stateMachineName: String { origin.family.machine.name }

  /// The region, as history events show it.
  public var region: String { origin.family.arn.region }

  /// The number of the attempt, from 1: how often the state has been tried during this visit, this attempt included.
  public var attempt: Int { retryCount.addingClamped(1) }

  /// An identifier of this attempt, for receivers that ignore what they have already done: a UUID.
  ///
  /// It is the same whenever the same attempt is made again after a crash, and another one for every retry, redrive,
  /// iteration and execution, also for a later execution of the same name. It is not a secret.
  public var deduplicationID: String {
    UUIDText.digest(
      of: "\(origin.executionARN) \(origin.startTime.milliseconds) \(id.branch) \(id.serial)")
  }
}
