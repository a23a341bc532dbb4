import OrderedJSON
import StatesGraph
import StatesTesting

/// Every state machine can be drawn, the same each time, in pictures that are not much larger than it.
func checkPictures(of machine: StateMachine, _ overlay: GraphOverlay? = nil) throws(BrokenPromise) {
  let graph = StateGraph(machine)
  let pictures = [graph.svg(overlay), graph.mermaid(overlay), graph.dot(overlay)]
  let again = StateGraph(machine)
  try promise(
    pictures == [again.svg(overlay), again.mermaid(overlay), again.dot(overlay)], "two pictures of one definition")
  let bound = 1 << 16 + 4_096 * (graph.nodes.count + graph.edges.count) + 64 * machine.definition.bytes.count
  for picture in pictures {
    try promise(!picture.isEmpty && picture.utf8.count <= bound, "a picture of \(picture.utf8.count) bytes")
  }
}

/// A history can be shown on the picture of its state machine, or the problem says something.
func checkOverlay(of history: JSON, on machine: StateMachine) throws(BrokenPromise) {
  let overlay: GraphOverlay
  do throws(GraphOverlay.HistoryProblem) {
    overlay = try GraphOverlay(history: history, of: machine)
  } catch {
    return try promise(!error.description.isEmpty, "a problem that says nothing")
  }
  try promise(overlay.statuses.count == machine.states.count, "not a status for each state")
  try checkPictures(of: machine, overlay)
}
