import OrderedJSON
import StatesLanguage
import Testing

/// Whatever fix is offered in any of the rules' examples: it mends what it is offered for.
@Suite struct ValidationFixTableTests {
  private static let examples = RuleCase.errors + RuleCase.warnings

  @Test(arguments: examples)
  func everyFixMendsItsProblem(example: RuleCase) {
    let source = SourceText(example.bad)
    for problem in problems(in: example.bad, type: example.type) {
      for fix in problem.fixes {
        let (bytes, count) = source.applying([fix])
        let fixed = String(decoding: bytes, as: UTF8.self)
        let rest = problems(in: fixed, type: example.type)
        #expect(count == 1)
        #expect(rest.allSatisfy { $0.code != "ASL101" }, "\(fix.summary) breaks the text: \(fixed)")
        #expect(
          !rest.contains {
            $0.code == problem.code && $0.location == problem.location && $0.message == problem.message
          },
          "\(fix.summary) does not mend \(problem): \(fixed)")
      }
    }
  }

  @Test(arguments: examples)
  func textsThatAreAllFixableBecomeValid(example: RuleCase) {
    guard let fixed = Self.fixed(example) else { return }
    let rest = problems(in: fixed, type: example.type).filter { $0.severity == .error || !$0.fixes.isEmpty }
    #expect(rest.isEmpty, "left of \(example.bad) is \(fixed)")
  }

  /// The rules of which some example has a fix.
  @Test func theRulesWithFixesAreKnown() {
    var rules: Set<String> = []
    for example in Self.examples {
      for problem in problems(in: example.bad, type: example.type) where !problem.fixes.isEmpty {
        rules.insert(problem.code)
      }
    }
    let expected: Set<String> = [
      "ASL101", "ASL105", "ASL109", "ASL203", "ASL206", "ASL208", "ASL209", "ASL211", "ASL213",
      "ASL301", "ASL302", "ASL401", "ASL402", "ASL403", "ASL404", "ASL506", "ASL509",
      "ASL702", "ASL816", "ASL818", "ASL822", "ASL823", "ASL826", "ASL831", "ASL841", "ASL854",
      "ASL862", "ASL863", "ASL865", "ASL866", "ASL869", "ASL870", "ASL875", "ASL878", "ASL885",
      "ASL901", "ASL910", "ASL912", "ASL913", "ASLW01", "ASLW02", "ASLW08", "ASLW09",
      "ASLW12", "ASLW17", "ASLW51", "ASLW54", "ASLW57", "ASLW58",
    ]
    #expect(rules == expected)
  }

  /// The text with first fixes applied until none is left; `nil` if some problem has none.
  private static func fixed(_ example: RuleCase) -> String? {
    var text = example.bad
    for _ in 0..<10 {
      let found = problems(in: text, type: example.type)
      if found.isEmpty { break }
      let fixes = found.compactMap(\.fixes.first)
      if fixes.count < found.count { return nil }
      let (bytes, count) = SourceText(text).applying(fixes)
      if count == 0 { break }
      text = String(decoding: bytes, as: UTF8.self)
    }
    return text
  }
}
