import OrderedJSON
import StatesBuilder
import StatesTesting

/// A definition becomes a value of the builder, which has the same JSON, and Swift source that is always the same.
func checkBuilder(_ text: [UInt8], _ type: StateMachineType) throws(BrokenPromise) {
  let workflow: Workflow
  do throws(InvalidDefinition) {
    workflow = try Workflow(parsing: SourceText(bytes: text), type: type)
  } catch {
    // A placeholder in the position of a value is valid, but no value.
    return try promise(!error.diagnostics.isEmpty, "invalid for the builder, without a reason")
  }
  guard let json = try? JSON(parsing: text) else { throw BrokenPromise("the builder reads what is not JSON") }
  try promise(workflow.definition == json, "the builder makes another definition of it")
  let source = workflow.swiftSource(name: "Fuzzed")
  try promise(source == workflow.swiftSource(name: "Fuzzed"), "two Swift sources for one definition")
  try promise(source.utf8.count <= 1 << 16 + 256 * text.count, "Swift source of \(source.utf8.count) bytes")
}
