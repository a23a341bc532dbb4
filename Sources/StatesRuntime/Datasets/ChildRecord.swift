import StatesEngine

/// The contents of result files for a child execution of a distributed Map, in addition to its outcome.
struct ChildRecord: Sendable {
  let executionARN: String
  let name: String
  let stateMachineARN: String
  let input: String
  let startTime: Timestamp
  let stopTime: Timestamp
  let redriveCount: Int
  /// Why it was stopped, if it was and a cause was given.
  let stopCause: String?

  init(
    _ identity: ExecutionIdentity, input: String, startTime: Timestamp, stopTime: Timestamp, redriveCount: Int
  ) {
    self.init(
      executionARN: identity.executionARN, name: identity.name, stateMachineARN: identity.stateMachineARN,
      input: input, startTime: startTime, stopTime: stopTime, redriveCount: redriveCount)
  }

  init(
    executionARN: String, name: String, stateMachineARN: String, input: String, startTime: Timestamp,
    stopTime: Timestamp, redriveCount: Int
  ) {
    stopCause = nil
    self.executionARN = executionARN
    self.name = name
    self.stateMachineARN = stateMachineARN
    self.input = input
    self.startTime = startTime
    self.stopTime = stopTime
    self.redriveCount = redriveCount
  }

  init(_ execution: Execution) {
    executionARN = execution.identity.executionARN
    name = execution.identity.name
    stateMachineARN = execution.identity.stateMachineARN
    input = execution.input.text
    startTime = execution.startTime
    stopTime = execution.now
    redriveCount = execution.identity.redriveCount ?? 0
    if case .aborted(let output) = execution.status { stopCause = output.cause } else { stopCause = nil }
  }
}
