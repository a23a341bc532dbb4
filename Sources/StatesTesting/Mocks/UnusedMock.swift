/// Answers of a mock that a run has not used.
public struct UnusedMock: Sendable, Hashable {
  /// The name that was mocked, with an iteration if it has one: `Ship[2]`.
  public var state: String
  /// The state machine that has the state; `nil` for the one under test.
  public var stateMachine: String?
  /// Whether the mock only answers some inputs.
  public var isConditional: Bool
  /// The numbers of the unused answers, from 1.
  public var answers: [Int]
  /// How many answers the mock has.
  public var count: Int

  /// Creates a description of unused answers.
  public init(
    state: String, stateMachine: String? = nil, isConditional: Bool = false, answers: [Int], count: Int
  ) {
    self.state = state
    self.stateMachine = stateMachine
    self.isConditional = isConditional
    self.answers = answers
    self.count = count
  }
}

extension UnusedMock: CustomStringConvertible {
  /// `the mock of 'Ship[9]' was not used`, or `answer 3 of 3 of the mock of 'Ship' was not used`.
  public var description: String {
    let mock =
      (isConditional ? "a conditional mock" : "the mock") + " of '\(state)'"
      + (stateMachine.map { " in '\($0)'" } ?? "")
    if answers.count == count { return mock + " was not used" }
    let list = answers.map(String.init).joined(separator: ", ")
    return answers.count == 1
      ? "answer \(list) of \(count) of \(mock) was not used" : "answers \(list) of \(count) of \(mock) were not used"
  }
}
