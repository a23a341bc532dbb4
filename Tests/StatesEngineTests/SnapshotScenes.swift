import StatesTesting

/// An execution in a situation that a snapshot has to keep, reached by hand.
struct SnapshotScene {
  let name: String
  let definition: String
  let execution: Execution

  private init(_ name: String, _ driven: Driven) {
    self.init(name, driven.execution)
  }

  private init(_ name: String, _ execution: Execution) {
    self.name = name
    self.definition = String(decoding: execution.machine.definition.bytes, as: UTF8.self)
    self.execution = execution
  }

  /// All situations; together they have every phase of a branch, every kind of event, and every field.
  static func all() throws -> [SnapshotScene] {
    try [
      waiting(), backingOff(), taskScheduled(), taskStarted(), taskSubmitted(), parallel(), parallelCutOff(),
      parallelRedriven(),
      parallelSucceeded(), inlineMap(), inlineMapFailed(), mapReading(), mapRunning(), mapFailed(), mapEndedBadly(),
      mapRedriven(), mapWaiting(), mapWriting(), mapReleased(), mapChild(), succeeded(),
      evaluationFailed(), timedOut(), deadlineMissed(), aborted(), notBegun(), missingActivity(),
      stateMachineDeleted(),
    ]
  }

  // MARK: Single lines of control

  private static func waiting() throws -> SnapshotScene {
    let definition = machine(
      "Set",
      """
      "Set":{"Type":"Pass","Assign":{"n.$":"$.n","text":"a"},"Next":"Later"},"Later":{"Type":"Wait","Seconds":60,"Next":"Choose"},
      "Choose":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericGreaterThan":1,"Next":"Done"}],"Default":"Bad"},
      "Bad":{"Type":"Fail","Error":"E"},"Done":{"Type":"Pass","Parameters":{"n.$":"$n","id.$":"States.UUID()"},"End":true}
      """, also: #""TimeoutSeconds":3600,"#)
    return SnapshotScene("waiting", try Driven(definition, input: #"{"n":1.50}"#, seed: 18_446_744_073_709_551_615))
  }

  private static func backingOff() throws -> SnapshotScene {
    let retry =
      #""Retry":[{"ErrorEquals":["A"]},{"ErrorEquals":["E"],"IntervalSeconds":5,"JitterStrategy":"FULL"}],"End":true"#
    var driven = try Driven(machine("T", task("T", retry)))
    driven.give(.taskFailed(driven.tasks[0].id, error: "E", cause: "no \"luck\""), at: 1)
    return SnapshotScene("backing-off", driven)
  }

  private static let callback = single(
    #""Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":90,"HeartbeatSeconds":9,"Credentials":{"RoleArn":"arn:aws:iam::111111111111:role/r"},"Parameters":{"QueueUrl":"https://q","MessageBody.$":"$$.Task.Token"}"#
  )

  private static func taskScheduled() throws -> SnapshotScene { SnapshotScene("task-scheduled", try Driven(callback)) }

  private static func taskStarted() throws -> SnapshotScene {
    var driven = try Driven(
      single(#""Type":"Task","Resource":"arn:aws:states:us-east-1:111111111111:activity:a","HeartbeatSeconds":9"#))
    driven.give(.taskStarted(driven.tasks[0].id, worker: "w"), at: 1)
    driven.give(.taskHeartbeat(driven.tasks[0].id), at: 5)
    return SnapshotScene("task-started", driven)
  }

  private static func taskSubmitted() throws -> SnapshotScene {
    var driven = try Driven(callback)
    driven.give(.taskStarted(driven.tasks[0].id, worker: nil), at: 1)
    driven.give(.taskSubmitted(driven.tasks[0].id, output: ["MessageId": "m"]), at: 2)
    return SnapshotScene("task-submitted", driven)
  }

  private static func stateMachineDeleted() throws -> SnapshotScene {
    var driven = try Driven(callback)
    driven.give(.stateMachineDeleted, at: 1)
    return SnapshotScene("state-machine-deleted", driven)
  }

  private static func missingActivity() throws -> SnapshotScene {
    let arn = "arn:aws:states:us-east-1:111111111111:activity:"
    let first = #""Type":"Task","Resource":"\#(arn)a","Next":"B"},"B":{"Type":"Task","Resource":"\#(arn)b""#
    var driven = try Driven(single(first))
    driven.give(.missingActivities([arn + "c", arn + "b"]), at: 1)
    return SnapshotScene("missing-activity", driven)
  }

  // MARK: Branches and iterations

  private static let both = single(
    """
    "Type":"Parallel","Branches":[{"StartAt":"A","States":{\(task("A"))}},{"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":7,
      "End":true}}},{"StartAt":"C","States":{"C":{"Type":"Parallel","Branches":[{"StartAt":"D","States":{\(task("D"))}}],"End":true}}}]
    """)

  private static func parallel() throws -> SnapshotScene {
    var driven = try Driven(both, input: #"{"x":[1]}"#)
    driven.give(.taskSucceeded(driven.tasks[0].id, output: ["a": 1.0], text: #"{ "a": 1.0 }"#), at: 2)
    return SnapshotScene("parallel", driven)
  }

  private static func parallelCutOff() throws -> SnapshotScene {
    var driven = try Driven(both)
    driven.give(.taskFailed(driven.tasks[0].id, error: "E", cause: nil), at: 2)
    return SnapshotScene("parallel-cut-off", driven)
  }

  private static func parallelRedriven() throws -> SnapshotScene {
    var driven = try Driven(both)
    driven.give(.taskFailed(driven.tasks[0].id, error: "E", cause: nil), at: 2)
    try driven.redrive(at: 9)
    return SnapshotScene("parallel-redriven", driven)
  }

  private static func parallelSucceeded() throws -> SnapshotScene {
    let branch = #"{"StartAt":"A","States":{\#(task("A"))}}"#
    var driven = try Driven(
      single(#""Type":"Parallel","Branches":[\#(branch)],"Next":"W"},"W":{"Type":"Wait","Seconds":1"#))
    driven.give(.taskSucceeded(driven.tasks[0].id, output: 1), at: 1)
    return SnapshotScene("parallel-succeeded", driven)
  }

  private static let each = single(
    #""Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"ItemSelector":{"i.$":"$$.Map.Item.Index","v.$":"$$.Map.Item.Value"},"ItemProcessor":{"StartAt":"C","States":{\#(task("C"))}}"#
  )

  private static func inlineMap() throws -> SnapshotScene {
    var driven = try Driven(each, input: #"{"items":["a","b","c","d"]}"#)
    driven.give(.taskSucceeded(driven.tasks[1].id, output: "B"), at: 1)
    return SnapshotScene("inline-map", driven)
  }

  private static func inlineMapFailed() throws -> SnapshotScene {
    var driven = try Driven(each, input: #"{"items":["a","b","c","d"]}"#)
    driven.give(.taskSucceeded(driven.tasks[1].id, output: "B"), at: 1)
    driven.give(.taskFailed(driven.tasks[0].id, error: nil, cause: "c"), at: 2)
    return SnapshotScene("inline-map-failed", driven)
  }

  // MARK: Map runs

  private static func spread(_ fields: String = "") -> String {
    single(
      """
      "Type":"Map","Label":"L","MaxConcurrency":2,"ItemReader":{"Resource":"arn:aws:states:::s3:getObject",
        "ReaderConfig":{"InputType":"JSON","MaxItems":5},"Parameters":{"Bucket":"b","Key":"k"}},
      "ItemBatcher":{"MaxItemsPerBatch":2,"BatchInput":{"x":1}},"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject",
        "Parameters":{"Bucket":"b","Prefix":"p"}},\(fields)"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED",
        "ExecutionType":"STANDARD"},"StartAt":"D","States":{"D":{"Type":"Pass","End":true}}}
      """)
  }

  private static let items = (0..<5).map { MapRunItem(value: .integer($0), source: "s3://b/k") }

  private static func mapReading() throws -> SnapshotScene {
    SnapshotScene("map-reading", try Driven(spread(#""ToleratedFailurePercentage":50,"#), input: #"{"n":1}"#))
  }

  private static func running(_ fields: String) throws -> Driven {
    var driven = try Driven(spread(fields))
    driven.give(.itemsRead(driven.reads[0].run, items: items, isLast: false, total: 5), at: 1)
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: ["r": 0])), at: 2)
    return driven
  }

  private static func mapRunning() throws -> SnapshotScene {
    var driven = try running(#""ToleratedFailurePercentage":90,"#)
    driven.give(.childEnded(driven.children[0].run, index: 1, .failed(error: "E", cause: "c")), at: 3)
    return SnapshotScene("map-running", driven)
  }

  private static func mapFailed() throws -> SnapshotScene {
    var driven = try running(#""ToleratedFailureCount":0,"#)
    driven.give(.childEnded(driven.children[0].run, index: 1, .timedOut), at: 3)
    return SnapshotScene("map-failed", driven)
  }

  private static func mapEndedBadly() throws -> SnapshotScene {
    var driven = try running(#""ToleratedFailureCount":0,"#)
    driven.give(.childEnded(driven.children[0].run, index: 1, .timedOut), at: 3)
    driven.give(.itemsRead(driven.reads[0].run, items: [], isLast: true), at: 4)
    if let write = driven.writes.first { driven.give(.resultsWritten(write.run, output: 1), at: 5) }
    return SnapshotScene("map-ended-badly", driven)
  }

  private static func mapWaiting() throws -> SnapshotScene {
    let processor =
      #""ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"D","States":{"D":{"Type":"Pass","End":true}}}"#
    var driven = try Driven(
      single(#""Type":"Map","MaxConcurrency":1,"ToleratedFailurePercentage":100,\#(processor)"#), input: "[1,2,3,4]")
    let run = driven.children[0].run
    driven.give(.childEnded(run, index: 0, .failed(error: "E", cause: nil)), at: 1)
    driven.give(.childEnded(run, index: 1, .timedOut), at: 2)
    driven.give(.abort(error: nil, cause: nil), at: 3)
    try driven.redrive(at: 4)
    return SnapshotScene("map-waiting", driven)
  }

  private static func mapRedriven() throws -> SnapshotScene {
    var driven = try running("")
    driven.give(.abort(error: "Stop", cause: nil), at: 3)
    try driven.redrive(at: 9)
    return SnapshotScene("map-redriven", driven)
  }

  private static func ended() throws -> Driven {
    var driven = try running("")
    driven.give(.itemsRead(driven.reads[0].run, items: [], isLast: true), at: 3)
    var next = 1
    while next < driven.children.count {
      driven.give(.childEnded(driven.children[next].run, index: next, .succeeded(output: .integer(next))), at: 4)
      next += 1
    }
    return driven
  }

  private static func mapWriting() throws -> SnapshotScene { SnapshotScene("map-writing", try ended()) }

  private static func mapReleased() throws -> SnapshotScene {
    var driven = try ended()
    driven.give(.resultsWritten(driven.writes[0].run, output: ["w": true]), at: 5)
    return SnapshotScene("map-released", driven)
  }

  private static func mapChild() throws -> SnapshotScene {
    let driven = try Driven(
      single(
        #""Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"D","States":{\#(task("D"))}}"#
      ), input: #"[{"k":1}]"#)
    var child = driven.execution.child(driven.children[0].request, name: "c", seed: .fixed(4))
    _ = child.handle(.start, at: Timestamp(milliseconds: 1_000))
    return SnapshotScene("map-child", child)
  }

  // MARK: Beginnings and ends

  private static func notBegun() throws -> SnapshotScene {
    let execution = Execution(
      try StateMachine(parsing: single(#""Type":"Succeed""#)), input: 1, inputText: " 1 ",
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(3), quotas: .unlimited)
    return SnapshotScene("not-begun", execution)
  }

  private static func succeeded() throws -> SnapshotScene {
    SnapshotScene("succeeded", try Driven(machine("P", #""P":{"Type":"Pass","Next":"S"},"S":{"Type":"Succeed"}"#)))
  }

  private static func evaluationFailed() throws -> SnapshotScene {
    let definition = machine(
      "S", #""S":{"Type":"Pass","Output":"{% $missing.x + {} %}","End":true}"#, also: #""QueryLanguage":"JSONata","#)
    return SnapshotScene("evaluation-failed", try Driven(definition))
  }

  private static func timedOut() throws -> SnapshotScene {
    var driven = try Driven(
      machine("W", #""W":{"Type":"Wait","Seconds":60,"End":true}"#, also: #""TimeoutSeconds":5,"#))
    driven.give(.timersFired([driven.timers[0].id]), at: 5)
    return SnapshotScene("timed-out", driven)
  }

  private static func deadlineMissed() throws -> SnapshotScene {
    var driven = try Driven(callback)
    driven.give(.taskSubmitted(driven.tasks[0].id, output: 1), at: 1)
    driven.give(.timersFired([driven.timers[0].id]), at: 90)
    return SnapshotScene("deadline-missed", driven)
  }

  private static func aborted() throws -> SnapshotScene {
    var driven = try Driven(both)
    driven.give(.abort(error: "Stop", cause: "by hand"), at: 3)
    return SnapshotScene("aborted", driven)
  }
}
