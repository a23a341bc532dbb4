import JSONPath
package import OrderedJSON
package import StatesLanguage

extension StateMachine.State {
  /// The result of a state's work, if that can be told from what the state has put out: if nothing was selected from it or
  /// computed of it.
  package func result(fromOutput output: JSON) -> JSON? {
    guard assign == nil, dataFlow.output == nil, dataFlow.resultSelector == nil, dataFlow.givesWholeOutput else {
      return nil
    }
    switch dataFlow.resultPath {
    case .replace: return output
    case .discard: return .array([])
    case .path(let path):
      // If there is nothing, the state does not put its result there any more, and any result shows that.
      var value = output
      for step in path.steps {
        switch step {
        case .name(let name): value = value[name] ?? .null
        case .index(let index): value = value[index] ?? .null
        }
      }
      return value
    }
  }
}
