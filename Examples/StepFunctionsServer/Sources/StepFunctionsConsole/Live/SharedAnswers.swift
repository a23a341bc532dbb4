/// Answers that pages share that ask for the same within a moment, so that a hundred open pages cost as much as one.
actor SharedAnswers {
  private struct Entry {
    let answer: Task<HTML?, any Error>
    let end: ContinuousClock.Instant
  }

  private var entries: [String: Entry] = [:]

  /// How long an answer is good.
  private static let lifetime = Duration.milliseconds(250)
  private static let maximumCount = 256

  /// The answer to a request; made if there is no fresh one.
  ///
  /// - Parameter key: all that the answer depends on.
  func answer(_ key: String, _ make: @escaping @Sendable () async throws -> HTML?) async throws -> HTML? {
    let now = ContinuousClock.now
    if let entry = entries[key], entry.end > now { return try await entry.answer.value }
    entries = entries.filter { $0.value.end > now }
    if entries.count >= Self.maximumCount { return try await make() }
    let answer = Task { try await make() }
    entries[key] = Entry(answer: answer, end: now.advanced(by: Self.lifetime))
    return try await answer.value
  }
}
