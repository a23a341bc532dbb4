/// Which operations have been answered and which refused how: what a test of random requests has seen.
struct Tally {
  private(set) var answers: [String: Int] = [:]
  private(set) var refusals: [String: [String: Int]] = [:]

  /// - Parameter code: the code of the error; `nil` for an answer.
  mutating func add(_ operation: String, _ code: String?) {
    if let code {
      refusals[operation, default: [:]][code, default: 0] += 1
    } else {
      answers[operation, default: 0] += 1
    }
  }

  /// All codes with which something was refused.
  var codes: Set<String> { Set(refusals.values.flatMap(\.keys)) }
}
