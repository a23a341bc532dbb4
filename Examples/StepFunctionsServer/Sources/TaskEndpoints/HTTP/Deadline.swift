/// Runs an operation, and cancels it when it takes too long, or a week.
///
/// - Returns: what the operation returns, or `nil` if it was cancelled because the time was up.
/// - Throws: what the operation throws.
func withTimeout<Result: Sendable>(
  _ timeout: Duration, _ operation: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
  try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await operation() }
    group.addTask {
      try await Task.sleep(for: min(max(timeout, .zero), .seconds(604_800)))
      return nil
    }
    defer { group.cancelAll() }
    // Two tasks were added, so that there is a first one.
    guard let first = try await group.next() else { return nil }
    return first
  }
}
