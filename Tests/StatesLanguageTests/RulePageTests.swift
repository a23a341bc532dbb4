import Foundation
import OrderedJSON
import StatesLanguage
import Testing

/// The page of the documentation that lists every rule.
@Suite struct RulePageTests {
  /// With `WRITE_RULE_PAGE` in its environment the test writes the page.
  @Test func thePageIsUpToDate() throws {
    let text = RulePage.text
    if ProcessInfo.processInfo.environment["WRITE_RULE_PAGE"] != nil {
      try text.write(to: RulePage.file, atomically: true, encoding: .utf8)
    }
    let page = try String(contentsOf: RulePage.file, encoding: .utf8)
    let isSame = page == text
    #expect(isSame, "write the page anew: WRITE_RULE_PAGE=1 swift test --filter thePageIsUpToDate")
  }

  @Test(arguments: DiagnosticRule.allCases)
  func theExampleBreaksItsRuleAlone(rule: DiagnosticRule) throws {
    let example = try #require(RulePage.example(of: rule), "no example breaks \(rule) and nothing else")
    #expect(RulePage.codes(of: example.bad, example.type) == [rule.rawValue])
  }

  /// As on the page, formatted over several lines.
  @Test(arguments: DiagnosticRule.allCases)
  func whatIsShownBreaksTheRuleToo(rule: DiagnosticRule) throws {
    let example = try #require(RulePage.example(of: rule))
    let shown = RulePage.shown(example.bad, example.type)
    if shown.isWhole { #expect(RulePage.codes(of: shown.text, example.type) == [rule.rawValue]) }
  }

  @Test(arguments: DiagnosticRule.allCases)
  func theFixedFormKeepsTheRule(rule: DiagnosticRule) throws {
    let example = try #require(RulePage.example(of: rule))
    let found = problems(in: example.good, type: example.type)
    #expect(!found.contains { $0.code == rule.rawValue || $0.severity == .error }, "found \(found)")
  }

  /// Codes are for users, names for code.
  @Test func noNameIsACode() {
    let names = DiagnosticRule.allCases.map { "\($0)" }
    #expect(Set(names).count == names.count)
    #expect(!names.contains { $0.hasPrefix("asl") })
  }
}
