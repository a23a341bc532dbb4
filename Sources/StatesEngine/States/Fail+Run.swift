import JSONPath
import OrderedJSON
import StatesLanguage

extension Execution {
  mutating func runFail(_ b: Int, _ state: StateMachine.State, _ fail: FailState) throws(StateError) -> Step {
    let error = try text(fail.error, "Error", in: b)
    let cause = try text(fail.cause, "Cause", in: b)
    throw StateError(.ordinary, name: error, cause: cause)
  }

  private mutating func text(_ source: TextSource?, _ field: String, in b: Int) throws(StateError) -> String? {
    switch source {
    case nil: return nil
    case .literal(let text): return text
    case .expression(let expression): return try text(expression, in: b)
    case .dynamic(let dynamic):
      let value: JSON
      do throws(TemplateError) {
        value = try dynamic.evaluate(
          in: scope(b, branches[b].input.json, needsContext: dynamic.usesContext), random: &random,
          fieldName: field + "Path")
      } catch {
        throw runtimeError(b, error.message)
      }
      guard let text = value.stringValue else {
        throw runtimeError(b, "The \(field)Path field must refer to a string but was: \(value)")
      }
      return text
    }
  }
}
