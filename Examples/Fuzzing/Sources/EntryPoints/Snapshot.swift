import OrderedJSON
import StatesTesting

/// A snapshot; or a number and changes: the snapshot of an execution after so many inputs is taken, then each line puts
/// a value where a pointer, or the number of a node in document order, says. Such a case stays what it is when the form
/// of snapshots changes.
func fuzzSnapshot(_ bytes: [UInt8]) throws(BrokenPromise) {
  guard let machine = SuspendedMachine.machine else { throw BrokenPromise("the definition is invalid") }
  var snapshot = bytes
  if let first = bytes.first, (0x30...0x39).contains(first) {
    let lines = bytes.split(separator: 0x0a)
    let step = lines.first.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
    let known = SuspendedMachine.snapshots
    guard !known.isEmpty else { throw BrokenPromise("there are no snapshots") }
    var document = known[step % known.count]
    for line in lines.dropFirst().prefix(8) { Changes.apply(line, to: &document) }
    snapshot = JSONPrinter.compact.bytes(document)
  }
  guard let taken = try? ExecutionSnapshot(bytes: snapshot),
    let restored = try? Execution(restoring: taken, machine: machine)
  else { return }
  var hand = Hand(restored)
  hand.resume()
  _ = hand.execution.mapRun("")
  _ = hand.execution.snapshot().bytes
  if hand.redrive() { _ = hand.execution.snapshot().bytes }
  _ = Budget.text(ExecutionResult(execution: hand.execution))
}

/// A workflow in which an execution waits for everything that it can wait for, and its snapshots on the way.
enum SuspendedMachine {
  static let machine = try? StateMachine(parsing: definition)

  /// The snapshots of its execution between any two inputs.
  static let snapshots: [JSON] = {
    guard let machine else { return [] }
    var hand = Hand(Budget.execution(machine, input: ["n": 1, "items": [1, 2, 3]]))
    hand.give(.start)
    var snapshots = [hand.execution.snapshot().json]
    while snapshots.count < 64, hand.step() { snapshots.append(hand.execution.snapshot().json) }
    return snapshots
  }()

  private static let definition = """
    {"StartAt":"Wait","TimeoutSeconds":100000,"States":{
      "Wait":{"Type":"Wait","Seconds":60,"Assign":{"n.$":"$.n"},"Next":"Both"},
      "Both":{"Type":"Parallel","Next":"Each","ResultPath":"$.both","Retry":[{"ErrorEquals":["X"]}],"Branches":[
        {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:a",
          "Retry":[{"ErrorEquals":["E"],"IntervalSeconds":5}],"End":true}}},
        {"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":7,"End":true}}}]},
      "Each":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"ResultPath":"$.each","Next":"Spread",
        "ItemProcessor":{"StartAt":"C","States":{"C":{"Type":"Task","TimeoutSeconds":30,"HeartbeatSeconds":9,
          "Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",
          "Parameters":{"FunctionName":"c","Payload.$":"$$.Task.Token"},"End":true}}}},
      "Spread":{"Type":"Map","ResultPath":"$.spread","Next":"Last","Label":"L","ToleratedFailurePercentage":50,
        "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON","MaxItems":5},
          "Parameters":{"Bucket":"b","Key":"k"}},"ItemBatcher":{"MaxItemsPerBatch":2},
        "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"p"}},
        "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"D",
          "States":{"D":{"Type":"Pass","End":true}}}},
      "Last":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:last",
        "Catch":[{"ErrorEquals":["E"],"Next":"Done"}],"End":true},
      "Done":{"Type":"Pass","Parameters":{"n.$":"$n","token.$":"States.UUID()"},"End":true}}}
    """
}
