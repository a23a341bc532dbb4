import OrderedJSON
import StatesLanguage
import Testing

/// For every rule a definition that breaks it, and a twin that keeps it and all the others.
@Suite struct ValidationRuleTests {
  @Test(arguments: RuleCase.errors)
  func breaksTheRule(example: RuleCase) {
    let found = problems(in: example.bad, type: example.type)
    #expect(found.contains { $0.code == example.rule.rawValue }, "found \(found)")
    #expect(found.allSatisfy { $0.severity == .error })
    #expect(found.allSatisfy { !$0.message.isEmpty && $0.position.line >= 1 && $0.position.column >= 1 })
  }

  @Test(arguments: RuleCase.errors)
  func acceptsTheTwin(example: RuleCase) {
    let found = problems(in: example.good, type: example.type).filter { $0.severity == .error }
    #expect(found.isEmpty)
  }

  @Test func everyRuleHasAnExample() {
    let shown = Set(RuleCase.errors.map(\.rule)).union(RuleCase.warnings.map(\.rule))
    let missing = DiagnosticRule.allCases.filter { !shown.contains($0) }
    #expect(missing.isEmpty)
  }
}

/// For every warning a definition that draws it, and a twin that does not.
@Suite struct ValidationWarningTests {
  @Test(arguments: RuleCase.warnings)
  func warnsAndAccepts(example: RuleCase) {
    let result = validated(example.bad, type: example.type)
    #expect(result.isValid)
    #expect(result.diagnostics.contains { $0.code == example.rule.rawValue }, "found \(result.diagnostics)")
    #expect(result.diagnostics.allSatisfy { $0.severity == .warning })
  }

  @Test(arguments: RuleCase.warnings)
  func leavesTheTwinAlone(example: RuleCase) {
    let found = problems(in: example.good, type: example.type)
    #expect(!found.contains { $0.code == example.rule.rawValue || $0.severity == .error }, "found \(found)")
  }

  @Test func warningsWaitUntilThereIsNoError() {
    let text = one(#""Type":"Pass","Result":{"a.$":"$.b"},"End":true,"Nxt":1"#)
    #expect(problems(in: text).map(\.code) == ["ASL206"])
    let always = Validator(settings: .init(warnings: .always)).validate(SourceText(text))
    #expect(always.diagnostics.map(\.code) == ["ASL206", "ASLW03"])
    let never = Validator(settings: .init(warnings: .never)).validate(
      SourceText(one(#""Type":"Pass","Result":"$.b","End":true"#)))
    #expect(never.diagnostics.isEmpty)
  }
}

/// A rule, a definition that breaks it, and one that keeps it.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let rule: DiagnosticRule
  let bad: String
  let good: String
  var type = StateMachineType.standard

  init(_ rule: DiagnosticRule, _ bad: String, _ good: String, type: StateMachineType = .standard) {
    self.rule = rule
    self.bad = bad
    self.good = good
    self.type = type
  }

  var testDescription: String { rule.rawValue }
}
