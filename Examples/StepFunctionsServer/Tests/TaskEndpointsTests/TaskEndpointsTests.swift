import OrderedJSON
import StatesRuntime
import Testing

@testable import TaskEndpoints

@Suite struct TaskEndpointsTests {
  @Test(
    arguments: [
      (
        "arn:aws:lambda:us-east-1:111111111111:function:price", nil,
        "Lambda.ResourceNotFoundException: No endpoint is configured for "
          + "'arn:aws:lambda:us-east-1:111111111111:function:price'; set LAMBDA_ENDPOINT or add a route for it"
      ),
      (
        "arn:aws:states:::lambda:invoke", #"{"FunctionName": "price"}"#,
        "Lambda.ResourceNotFoundException: No endpoint is configured for 'arn:aws:states:::lambda:invoke'; "
          + "set LAMBDA_ENDPOINT or add a route for it"
      ),
    ] as [(String, String?, String)])
  func neverSucceedsSilently(resource: String, parameters: String?, expected: String) async throws {
    let result = try await TaskRun().run(resource, try parameters.map { try JSON(parsing: $0) })
    #expect(result.shown == expected)
  }

  @Test func leavesActivitiesToWorkers() async throws {
    let host = try await TaskRun().with { router in
      let host = ExecutionHost(store: MemoryStore(), resources: router)
      let arn = "arn:aws:states:us-east-1:111111111111:activity:approve"
      let machine = try TaskRun.machine(arn)
      _ = try await host.start(
        machine, input: [:], identity: ExecutionIdentity(stateMachineName: "Machine", name: "run"))
      let task = try #require(try await host.nextActivityTask(of: arn))
      try await host.sendTaskSuccess(token: task.taskToken, output: 7)
      let result = try await host.result(of: task.request.executionARN)
      await host.shutDown()
      return result
    }
    #expect(host.json["output"] == "7" || host.json["output"] == 7)
  }

  @Test func leavesNestedExecutionsToWhatStartsThem() async throws {
    let child = try StateMachine(
      parsing: #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "Result": 1, "End": true}}}"#)
    let machine = try TaskRun.machine(
      "arn:aws:states:::states:startExecution.sync:2",
      ["StateMachineArn": "arn:aws:states:us-east-1:111111111111:stateMachine:Child"])
    let result = try await TaskRun().with { router in
      var driver = LiveDriver(resources: router)
      driver.stateMachines = ["Child": child]
      return await driver.run(
        machine, input: [:], identity: ExecutionIdentity(stateMachineName: "Machine", name: "run"))
    }
    #expect(result.output?["Output"] == 1)
  }
}
