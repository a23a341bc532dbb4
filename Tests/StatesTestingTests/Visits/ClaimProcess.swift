import StatesTesting

/// A process with everything that makes visits hard to tell apart: branches, iterations in iterations, children of a
/// distributed Map, executions that tasks start, retries and catchers.
enum ClaimProcess {
  static let definition = #"""
    {"QueryLanguage":"JSONata","StartAt":"Assess","States":{
      "Assess":{"Type":"Parallel","Branches":[
        {"StartAt":"Score","States":{"Score":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
          "Arguments":{"FunctionName":"score"},"Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":2}],
          "Output":"{% $states.result.Payload %}","End":true}}},
        {"StartAt":"Policies","States":{"Policies":{"Type":"Map","Items":"{% $states.input.policies %}","ItemProcessor":{
          "StartAt":"Documents","States":{"Documents":{"Type":"Map","Items":"{% $states.input.documents %}",
            "ItemProcessor":{"StartAt":"Scan","States":{
              "Scan":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
                "Arguments":{"FunctionName":"scan","Payload":"{% $states.input %}"},
                "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":1}],
                "Output":"{% $states.result.Payload %}","Next":"Index"},
              "Index":{"Type":"Pass","Output":{"indexed":"{% $states.input %}"},"End":true}}},"End":true}}},
          "End":true}}}],
        "Catch":[{"ErrorEquals":["Unreadable"],"Next":"Reject"}],"Output":"{% $states.input %}","Next":"Pay"},
      "Pay":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
        "Arguments":{"StateMachineArn":"Payments","Name":"pay-1","Input":{"amount":"{% $states.input.amount %}"}},
        "Output":"{% $states.input %}","Next":"Letters"},
      "Letters":{"Type":"Map","Items":"{% $states.input.letters %}","ItemProcessor":{
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Send","States":{
          "Send":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",
            "Arguments":{"FunctionName":"send","Payload":"{% $states.input %}"},"End":true}}},
        "Output":"{% $states.input %}","Next":"Approve"},
      "Approve":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Arguments":{"QueueUrl":"q","MessageBody":"{% $states.context.Task.Token %}"},
        "HeartbeatSeconds":60,"TimeoutSeconds":3600,
        "Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"Escalate"}],"End":true},
      "Escalate":{"Type":"Pass","End":true},
      "Reject":{"Type":"Fail","Error":"Claim.Rejected","Cause":"a document cannot be read"}}}
    """#

  static let payments = #"""
    {"StartAt":"Authorize","States":{
      "Authorize":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"authorize",
        "Payload.$":"$"},"ResultSelector":{"ok.$":"$.Payload"},"Next":"Pay"},
      "Pay":{"Type":"Pass","End":true}}}
    """#

  static let claim: JSON = [
    "amount": 5, "policies": [["documents": ["a", "b"]], ["documents": ["c"]]], "letters": ["x", "y"],
  ]

  /// The process with all tasks mocked so that all goes well.
  static func test() throws -> WorkflowTest {
    var test = try WorkflowTest(definition: definition)
    test.stateMachines = ["Payments": try StateMachine(parsing: payments)]
    try test.mock("Score", .return(["Payload": 7]))
    try test.mock("Scan", .call { ["Payload": $0["Payload"] ?? nil] })
    try test.mock("Authorize", in: "Payments", .return(["Payload": true]))
    try test.mock("Send", .return(["Payload": "sent"]))
    try test.mock("Approve", .return("approved"))
    return test
  }
}
