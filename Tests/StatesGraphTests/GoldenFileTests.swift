import OrderedJSON
import StatesGraph
import Testing

/// The pictures are the ones that are kept: what changes them shows in the difference of files.
@Suite struct GoldenFileTests {
  @Test(arguments: Fixtures.names)
  func svg(name: String) throws {
    try Fixtures.compare(StateGraph(Fixtures.machine(name)).svg(), with: "\(name).svg")
  }

  @Test(arguments: Fixtures.names)
  func mermaid(name: String) throws {
    try Fixtures.compare(StateGraph(Fixtures.machine(name)).mermaid(), with: "\(name).mmd")
  }

  @Test(arguments: Fixtures.names)
  func dot(name: String) throws {
    try Fixtures.compare(StateGraph(Fixtures.machine(name)).dot(), with: "\(name).dot")
  }

  @Test func allWritersShowAnExecution() throws {
    let machine = try Fixtures.machine("catchers")
    let overlay = try GraphOverlay(history: JSON(parsing: Fixtures.history("catchers")), of: machine)
    let graph = StateGraph(machine)
    try Fixtures.compare(graph.svg(overlay), with: "catchers.overlay.svg")
    try Fixtures.compare(graph.mermaid(overlay), with: "catchers.overlay.mmd")
    try Fixtures.compare(graph.dot(overlay), with: "catchers.overlay.dot")
  }
}
