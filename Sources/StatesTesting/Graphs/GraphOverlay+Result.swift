import OrderedJSON
import StatesEngine
public import StatesGraph
public import StatesRuntime

extension GraphOverlay {
  /// Creates the overlay of an execution that has run, with the children of its distributed Maps.
  ///
  /// ```swift
  /// let result = test.run()
  /// let picture = StateGraph(test.machine).svg(GraphOverlay(of: result))
  /// ```
  ///
  /// Executions of other state machines, which tasks have started, are not shown.
  public init(of result: ExecutionResult) {
    let machine = result.execution.machine
    self.init(of: machine)
    for execution in [result.execution] + result.children {
      var writer = ByteWriter()
      execution.history.writeHistory(to: &writer, includesData: false)
      // What an execution writes can be read, and is about its own states; else nothing is added.
      if let history = try? JSON(parsing: writer.bytes) { try? add(history: history, of: machine) }
    }
  }
}
