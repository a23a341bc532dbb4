import Foundation
import Testing

/// What the types of StatesBuilder refuse.
@Suite struct BuilderTypecheckTests {
  private static let prelude = """
    import StatesBuilder
    enum Step: String, StateNaming { case one, two }

    """

  @Test func whatIsRightCompiles() throws {
    let result = try Typecheck.run(
      Self.prelude + """
        let workflow = Workflow(startAt: Step.one) {
          Wait(Step.one, seconds: 5).next(Step.two)
          Choice(Step.two) { When(Variable("$.a").isPresent(true), next: Step.one) }.default(Step.two)
        }
        func concurrently() { _ = _Concurrency.Task { 5 } }
        """)
    #expect(result.isSuccess, "\(result.errors)")
  }

  /// A line each, of which none compiles.
  private static let refused = [
    "Pass(Step.one).next(Step.too)", "Pass(Step.one).next(\"two\")", "Choice(Step.one) {}.default(Step.tow)",
    "Workflow(startAt: Step.oen) {}", "Catch([.all], next: Step.twoo)", "Pass(Step.once)",
    "When(Variable(\"$.a\").isPresent(true), next: Step.thre)",
    "Succeed(Step.one).end()", "Choice(Step.one) {}.next(Step.two)", "Fail(Step.one).output(1)",
    "Wait(Step.one, seconds: 5).retry(.all)", "Pass(Step.one).resultSelector([:])", "Wait(Step.one)",
    "Map(Step.one) {}.arguments([:])", "Succeed(Step.one).assign([:])", "Task(Step.one)",
    "Pass(Step.one).parameters([.path(\"$.x\")])", "Task(Step.one, resource: \"r\").timeoutSeconds(\"5\")",
    "When(Variable(\"$.a\"), next: Step.two)", "Variable(\"$.a\").numericEquals(\"1\")",
    "Parallel(Step.one) { Pass(Step.two) }", "Workflow { Branch {} }", "Task { 5 }",
  ]

  @Test func whatIsWrongDoesNotCompile() throws {
    let first = Self.prelude.split(separator: "\n", omittingEmptySubsequences: false).count
    let lines = Self.refused.enumerated().map { "func f\($0)() { _ = \($1) }" }
    let result = try Typecheck.run(Self.prelude + lines.joined(separator: "\n"))
    #expect(!result.isSuccess)
    for (place, line) in Self.refused.enumerated() {
      #expect(result.errors.contains("snippet.swift:\(first + place):"), "\(line)")
    }
    #expect(result.errors.contains("type 'Step' has no member 'too'"))
    #expect(result.errors.contains("this Task is a state; write _Concurrency.Task for Swift's"))
  }
}
