import LanguageSupport
import OrderedJSON
import StatesTesting
import Testing

@testable import StatesEngine

/// Inputs and ids are read back as they were written down, and nothing else is read.
@Suite struct WireFormTests {
  static let task = TaskID(branch: 3, serial: -7)
  static let run = MapRunID(branch: 0, serial: 2_147_483_647)

  static let inputs: [(Execution.Input, String)] = [
    (.start, #"[1,"start"]"#),
    (.taskStarted(task, worker: nil), #"[1,"taskStarted",[3,-7],null]"#),
    (.taskStarted(task, worker: "w"), #"[1,"taskStarted",[3,-7],"w"]"#),
    (.taskSubmitted(task, output: ["a": 1.50]), #"[1,"taskSubmitted",[3,-7],{"a":1.5}]"#),
    (.taskSucceeded(task, output: .null), #"[1,"taskSucceeded",[3,-7],null,null]"#),
    (.taskSucceeded(task, output: [1], text: "[ 1 ]"), #"[1,"taskSucceeded",[3,-7],[1],"[ 1 ]"]"#),
    (.taskFailed(task, error: nil, cause: "c"), #"[1,"taskFailed",[3,-7],null,"c"]"#),
    (.taskRejected(task, cause: ""), #"[1,"taskRejected",[3,-7],""]"#),
    (.taskHeartbeat(task), #"[1,"taskHeartbeat",[3,-7]]"#),
    (.missingActivities(["b", "a"]), #"[1,"missingActivities",["a","b"]]"#),
    (.stateMachineDeleted, #"[1,"stateMachineDeleted"]"#),
    (
      .timersFired([
        TimerID(branch: 1, serial: 2, kind: .wait), TimerID(branch: 1, serial: 2, kind: .retry),
        TimerID(branch: 1, serial: 2, kind: .taskTimeout), TimerID(branch: 1, serial: 2, kind: .heartbeat),
        TimerID(branch: -1, serial: 0, kind: .execution),
      ]),
      #"[1,"timersFired",[["wait",1,2],["retry",1,2],["timeout",1,2],["heartbeat",1,2],["execution",-1,0]]]"#
    ),
    (.abort(error: "e", cause: nil), #"[1,"abort","e",null]"#),
    (
      .itemsRead(run, items: [MapRunItem(value: ["n": 1], key: "k", source: "s")], isLast: false, total: 9),
      #"[1,"itemsRead",[0,2147483647],[[{"n":1},"k","s"]],false,9]"#
    ),
    (.itemsRead(run, items: []), #"[1,"itemsRead",[0,2147483647],[],true,null]"#),
    (.itemReadingFailed(run, error: "e", cause: "c"), #"[1,"itemReadingFailed",[0,2147483647],"e","c"]"#),
    (
      .updateMapRun(
        mapRunARN: "r", maxConcurrency: 0, toleratedFailureCount: 7, toleratedFailurePercentage: 12.5),
      #"[1,"updateMapRun","r",0,7,12.5]"#
    ),
    (.updateMapRun(mapRunARN: "r", toleratedFailurePercentage: 100), #"[1,"updateMapRun","r",null,null,100]"#),
    (.updateMapRun(mapRunARN: "r", toleratedFailurePercentage: 0.1), #"[1,"updateMapRun","r",null,null,0.1]"#),
    (.childEnded(run, index: 4, .succeeded(output: 1)), #"[1,"childEnded",[0,2147483647],4,["succeeded",1]]"#),
    (
      .childEnded(run, index: 4, .failed(error: nil, cause: nil)),
      #"[1,"childEnded",[0,2147483647],4,["failed",null,null]]"#
    ),
    (.childEnded(run, index: 4, .timedOut), #"[1,"childEnded",[0,2147483647],4,["timedOut"]]"#),
    (.childEnded(run, index: 4, .aborted), #"[1,"childEnded",[0,2147483647],4,["aborted"]]"#),
    (.resultsWritten(run, output: [:]), #"[1,"resultsWritten",[0,2147483647],{}]"#),
    (.resultWritingFailed(run, error: "e", cause: "c"), #"[1,"resultWritingFailed",[0,2147483647],"e","c"]"#),
  ]

  @Test func everyInputHasItsForm() throws {
    for (input, form) in Self.inputs {
      #expect(input.wireForm.description == form)
      #expect(try Execution.Input(wireForm: input.wireForm).wireForm.description == form)
    }
  }

  @Test(arguments: [
    "null", "{}", "[]", "[1]", #"["start"]"#, #"[2,"start"]"#, #"[1.0,"start"]"#, #"[1,"stop"]"#, #"[1,"start",null]"#,
    #"[1,"taskHeartbeat"]"#, #"[1,"taskHeartbeat",[1]]"#, #"[1,"taskHeartbeat",[-1,0]]"#,
    #"[1,"taskHeartbeat",[1,"0"]]"#,
    #"[1,"taskHeartbeat",[1,2147483648]]"#, #"[1,"taskHeartbeat",[1,0],0]"#, #"[1,"taskStarted",[1,0]]"#,
    #"[1,"taskStarted",[1,0],1]"#, #"[1,"taskSucceeded",[1,0],1,"2"]"#, #"[1,"taskSucceeded",[1,0],1,"x"]"#,
    #"[1,"missingActivities",["b","a"]]"#, #"[1,"missingActivities",["a","a"]]"#, #"[1,"timersFired",[["nap",1,2]]]"#,
    #"[1,"timersFired",[["wait",-1,2]]]"#, #"[1,"timersFired",[["execution",0,2]]]"#, #"[1,"timersFired",{}]"#,
    #"[1,"itemsRead",[0,1],[[1,null]],true,null]"#, #"[1,"itemsRead",[0,1],[],1,null]"#,
    #"[1,"itemsRead",[0,1],[],true,-1]"#, #"[1,"childEnded",[0,1],-1,["aborted"]]"#,
    #"[1,"childEnded",[0,1],0,"aborted"]"#, #"[1,"updateMapRun","r",-1,null,null]"#,
    #"[1,"updateMapRun","r",null,1.5,null]"#, #"[1,"updateMapRun","r",null,null,101]"#,
    #"[1,"updateMapRun","r",null,null,100.0]"#, #"[1,"updateMapRun","r",null,null]"#,
    #"[1,"updateMapRun",null,null,null,null]"#,
    #"[1,"childEnded",[0,1],0,["aborted",1]]"#, #"[1,"childEnded",[0,1],0,["failed",null]]"#, #"[1,"abort",1,null]"#,
  ])
  func nothingElseIsRead(form: String) throws {
    let json = try JSON(parsing: form)
    #expect(throws: WireFormError.self) { try Execution.Input(wireForm: json) }
  }

  @Test func anErrorSaysWhereAndWhatWasExpected() throws {
    let error = #expect(throws: WireFormError.self) {
      try Execution.Input(wireForm: [1, "timersFired", [["wait", 1, 2], ["wait", 1, 2.5]]])
    }
    #expect(error?.description == "/2/1/2: expected an integer from -2147483648 to 2147483647")
  }

  /// Whatever is changed, what is still read is written again as it was.
  @Test func whatIsReadIsWrittenAgain() throws {
    var random = SplitMix64(seed: 12)
    var read = 0
    for _ in 0..<20_000 {
      guard let (input, _) = Self.inputs.randomElement(using: &random) else { continue }
      var bytes = Array(input.wireForm.description.utf8)
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch random.next() % 3 {
        case 0: bytes[place] = Array(#"0123456789-.[]{}",:aen"#.utf8).randomElement(using: &random) ?? 0x30
        case 1: bytes.remove(at: place)
        default: bytes.insert(0x31, at: place)
        }
      }
      guard let json = try? JSON(parsing: bytes), let input = try? Execution.Input(wireForm: json) else { continue }
      read += 1
      #expect(input.wireForm == json)
      #expect(input.wireForm.description == json.description)
    }
    #expect(read > 100)
  }
}
