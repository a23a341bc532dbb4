import OrderedJSON
import StatesTesting

/// Commands to the debugger, a line each; a definition may come before them, after which there is an empty line.
func fuzzDebug(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let first = parts.next() else { return }
  let given = try? StateMachine(parsing: first)
  guard let machine = given ?? (try? StateMachine(parsing: debuggedMachine)) else { return }
  let commands = given == nil ? bytes : parts.last() ?? []
  var settings = Debugger.Settings()
  settings.quotas = Budget.quotas
  var debugger = Debugger(machine, input: Parts.document, settings: settings)
  for line in commands.split(separator: 0x0a).prefix(60) {
    let reply = debugger.run(String(decoding: line, as: UTF8.self))
    try promise(!reply.isRefused || reply.lines.contains { !$0.isEmpty }, "a refusal that says nothing")
    try promise(debugger.event >= 1, "a position before the first event")
    try promise(debugger.event <= Budget.events, "a position after the last event")
    for line in reply.lines {
      try promise(line.utf8.count < 100_000, "a line that is too long")
      let isPlain = line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }
      try promise(isPlain, "a line that a terminal obeys")
    }
  }
}

private let debuggedMachine = """
  {"StartAt":"Charge","States":{
    "Charge":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f","Payload.$":"$"},
      "TimeoutSeconds":60,"HeartbeatSeconds":20,"Retry":[{"ErrorEquals":["Busy"],"MaxAttempts":2}],
      "Catch":[{"ErrorEquals":["States.ALL"],"Next":"Lost"}],"Assign":{"paid.$":"$.paid"},"ResultPath":"$.payment",
      "Next":"Each"},
    "Each":{"Type":"Map","ItemsPath":"$.n","ItemProcessor":{"StartAt":"Ship","States":{
      "Ship":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":9,
        "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}},"ResultPath":null,"Next":"Both"},
    "Both":{"Type":"Parallel","Branches":[
      {"StartAt":"Cool","States":{"Cool":{"Type":"Wait","Seconds":600,"End":true}}},
      {"StartAt":"Sum","States":{"Sum":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $sum($states.input.n) %}",
        "End":true}}}],"End":true},
    "Lost":{"Type":"Fail","Error":"Lost"}}}
  """
