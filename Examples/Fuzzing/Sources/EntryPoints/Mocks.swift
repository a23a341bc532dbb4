import OrderedJSON
import StatesTesting

func fuzzMocks(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let text = parts.next() else { return }
  let mocks: MockConfig
  do throws(MockConfig.Problem) {
    mocks = try MockConfig(parsing: text)
  } catch {
    try promise(!error.message.isEmpty, "an error that says nothing")
    return
  }
  let given = parts.next().flatMap { try? StateMachine(parsing: $0) }
  guard let machine = given ?? (try? StateMachine(parsing: mockedMachine)) else { return }
  for name in mocks.stateMachines.prefix(3) {
    for testCase in mocks.testCases(of: name).prefix(3) {
      guard let resources = try? mocks.resources(stateMachine: name, testCase: testCase, for: machine) else { continue }
      var driver = Budget.driver(mocks.datasets)
      driver.resources = resources
      _ = driver.run(Budget.execution(machine, input: Parts.document))
    }
  }
}

private let mockedMachine = """
  {"StartAt":"First","States":{
    "First":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},
      "Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":2}],"Next":"Each"},
    "Each":{"Type":"Map","ItemsPath":"$$.Execution.Input.n","ItemProcessor":{"StartAt":"Ship","States":{
      "Ship":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":9,
        "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}},"ResultPath":null,"Next":"Read"},
    "Read":{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},
      "Parameters":{"Bucket":"b","Key":"k"}},"ItemProcessor":{
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Done","States":{
          "Done":{"Type":"Succeed"}}},"End":true}}}
  """
