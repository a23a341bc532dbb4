import OrderedJSON
import StatesLanguage
import Testing

/// Templates for tests, and what comes out of them.
enum Templates {
  /// A template with one state machine, `Flow`, whose definition is a Pass state with a result.
  ///
  /// - Parameters:
  ///   - result: the result, JSON with functions.
  ///   - resources: members of `Resources` before the machine, each with a comma after it.
  ///   - sections: members of the template after `Resources`, each with a comma before it.
  static func pass(_ result: String, resources: String = "", sections: String = "") -> String {
    #"""
    {"Resources": {\#(resources) "Flow": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"Definition":
      {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": \#(result), "End": true}}}}}}\#(sections)}
    """#
  }

  /// The result of the Pass state of `pass`, with its functions replaced by what they give.
  static func result(_ template: String, _ substitutions: [String: String] = [:]) throws -> JSON? {
    let (text, _) = try definition(template, substitutions)
    return try JSON(parsing: text.bytes)["States"]?["A"]?["Result"]
  }

  /// The definition of a state machine, and the notes on it.
  static func definition(
    _ template: String, _ substitutions: [String: String] = [:], of logicalID: String = "Flow"
  ) throws -> (text: SourceText, notes: [String]) {
    let template = try DefinitionTemplate(
      parsing: SourceText(template, name: "t.json"), substitutions: DefinitionSubstitutions(substitutions))
    let machine = try template.machine(logicalID)
    guard case .text(let text) = machine.definition else {
      Issue.record("the definition is not in the template")
      return (SourceText(""), [])
    }
    return (text, machine.notes.map(\.description))
  }

  /// Why a state machine cannot be read.
  static func problem(_ template: String, of logicalID: String = "Flow") -> String? {
    do throws(TemplateProblem) {
      _ = try DefinitionTemplate(parsing: SourceText(template)).machine(logicalID)
      return nil
    } catch {
      return error.description
    }
  }
}
