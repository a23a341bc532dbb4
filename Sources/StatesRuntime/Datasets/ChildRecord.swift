import StatesEngine

/// What result files say of a child execution of a distributed Map, besides how it ended.
struct ChildRecord: Sendable {
  let executionARN: String
  let name: String
  let stateMachineARN: String
  let input: Payload
  let startTime: Timestamp
  let stopTime: Timestamp
  let redriveCount: Int

  init(_ execution: Execution) {
    executionARN = execution.identity.executionARN
    name = execution.identity.name
    stateMachineARN = execution.identity.stateMachineARN
    input = execution.input
    startTime = execution.startTime
    stopTime = execution.now
    redriveCount = execution.identity.redriveCount ?? 0
  }
}
