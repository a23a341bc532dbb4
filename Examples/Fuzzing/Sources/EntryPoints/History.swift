import OrderedJSON
import StatesTesting

/// A definition; then a history, or changes to the history of an execution of the definition: each line puts a value where
/// a pointer, or the number of a node in document order, says.
func fuzzHistory(_ bytes: [UInt8]) throws(BrokenPromise) {
  var parts = Parts(bytes)
  guard let text = parts.next(), let rest = parts.last() else { return }
  guard let machine = try? StateMachine(parsing: text) else { return }
  let own = Budget.run(machine, input: Parts.document)
  var test = ReplayTest(machine)
  test.quotas = Budget.quotas
  let isChange = rest.first.map { (0x30...0x39).contains($0) || $0 == 0x2f } ?? true
  guard isChange else {
    if let document = try? JSON(parsing: rest) { try checkOverlay(of: document, on: machine) }
    return try replay(test) { () throws(RecordedHistory.Problem) in try .init(parsing: rest) }
  }
  guard !own.history.isEmpty else { return }
  var document = JSON.array(own.history.map(\.json))
  for line in rest.split(separator: 0x0a).prefix(8) { Changes.apply(line, to: &document) }
  try checkOverlay(of: document, on: machine)
  let events = document.arrayValue ?? []
  try replay(test) { () throws(RecordedHistory.Problem) in try .init(events: events) }
}

private func replay(
  _ test: ReplayTest, _ history: () throws(RecordedHistory.Problem) -> RecordedHistory
) throws(BrokenPromise) {
  let recorded: RecordedHistory
  do throws(RecordedHistory.Problem) {
    recorded = try history()
  } catch {
    return try promise(!error.message.isEmpty, "an error that says nothing")
  }
  let report = test.replay(recorded)
  try promise(report.recordedCount == recorded.events.count, "not as many events as the history has")
  try promise(report.replayedCount <= report.recordedCount, "more events than the history has")
  try promise(!report.isSame || report.replayedCount == report.recordedCount, "the same, but not all of it")
  try promise(!report.description.isEmpty && report.json["verdict"] != nil, "a report that says nothing")
}
