// The example of README.md, which a test compares with this file.
import StepFunctions
import Testing

@Test func anOrderIsApproved() async throws {
  let clock = VirtualClock()
  let service = StepFunctionsService(clock: clock, wallClock: clock.wallClock)
  let activity = try await service.createActivity(name: "approve").activityArn
  let definition = #"""
    {"StartAt": "Cool", "States": {"Cool": {"Type": "Wait", "Seconds": 3600, "Next": "Approve"},
      "Approve": {"Type": "Task", "Resource": "\#(activity)", "TimeoutSeconds": 600, "End": true}}}
    """#
  let machine = try await service.createStateMachine(
    name: "Orders", definition: definition, roleArn: "arn:aws:iam::123456789012:role/orders")
  let order = try await service.startExecution(stateMachineArn: machine.stateMachineArn, name: "order-7")

  await clock.advance(by: .seconds(3_600))
  let task = try await service.getActivityTask(activityArn: activity)
  try await service.sendTaskSuccess(taskToken: task.taskToken ?? "", output: #"{"approved": true}"#)

  let ended = try await service.result(of: order.executionArn)
  #expect(ended.status == .succeeded)
  #expect(ended.output == #"{"approved": true}"#)
}
