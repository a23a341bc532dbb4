import Foundation
import StatesBuilder
import Testing

/// Sources that `asl build --swift` has written, compiled with the tests: in `Written`, from the definitions in
/// `Tests/Fixtures/Definitions`. After a change of the writer, they are written again by the command.
@Suite struct WrittenSourceTests {
  struct Source: Sendable, CustomTestStringConvertible {
    var name: String
    var workflow: Workflow
    var testDescription: String { name }
  }

  static let sources = [
    Source(name: "AllFieldsJSONPath", workflow: AllFieldsJSONPath.workflow),
    Source(name: "AllFieldsJSONata", workflow: AllFieldsJSONata.workflow),
    Source(name: "DeepAndLarge", workflow: DeepAndLarge.workflow),
    Source(name: "HostileNames", workflow: HostileNames.workflow),
    Source(name: "OrderFulfillment", workflow: OrderFulfillment.workflow),
    Source(name: "Generated", workflow: Generated.workflow),
  ]

  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  private static func definition(_ name: String) throws -> String {
    try String(contentsOf: tests.appendingPathComponent("Fixtures/Definitions/\(name).asl.json"), encoding: .utf8)
  }

  @Test(arguments: sources) func buildsTheDefinitionThatItWasWrittenFrom(source: Source) throws {
    let original = try JSON(parsing: try Self.definition(source.name))
    #expect(source.workflow.definition == original)
    #expect(DefinitionOrder.text(source.workflow.definition) == DefinitionOrder.text(original))
    #expect(source.workflow.diagnostics().filter { $0.severity == .error } == [])
  }

  @Test(arguments: sources) func isWhatIsWritten(source: Source) throws {
    let file = Self.tests.appendingPathComponent("StatesBuilderTests/Written/\(source.name).swift")
    let written = try Workflow(parsing: try Self.definition(source.name)).swiftSource(name: source.name)
    #expect(written == (try String(contentsOf: file, encoding: .utf8)))
  }

  @Test(arguments: sources) func canBeWrittenFromWhatItBuilds(source: Source) throws {
    let again = try Workflow(parsing: source.workflow.aslText)
    #expect(again.swiftSource(name: source.name) == source.workflow.swiftSource(name: source.name))
  }
}

/// What the order of members means in a definition: that of states and in payloads is kept, that of fields is not.
enum DefinitionOrder {
  private static let payloads: Set<String> = [
    "Parameters", "Arguments", "Assign", "Output", "Result", "ResultSelector", "ItemSelector", "BatchInput",
    "Credentials", "Items",
  ]

  /// A string that is equal for definitions that only differ in the order of fields.
  static func text(_ value: JSON) -> String {
    switch value {
    case .null, .bool, .string: return value.description
    // A number in a field is no more than its value.
    case .number(let number): return "\(number.doubleValue)"
    case .array(let elements): return "[" + elements.map(text).joined(separator: ",") + "]"
    case .object(let object):
      let members = object.members.map { member -> String in
        let inner =
          if payloads.contains(member.key) {
            member.value.description
          } else if member.key == "States", let states = member.value.objectValue {
            states.members.map { "\($0.key):\(text($0.value))" }.joined(separator: ",")
          } else {
            text(member.value)
          }
        return "\(member.key):\(inner)"
      }
      return "{" + members.sorted().joined(separator: ",") + "}"
    }
  }
}
