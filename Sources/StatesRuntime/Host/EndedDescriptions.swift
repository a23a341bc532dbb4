import LanguageSupport

/// The descriptions of executions that have ended lately, for those who ask right after.
final class EndedDescriptions: Sendable {
  fileprivate struct State: Sendable {
    var descriptions: [String: (description: ExecutionDescription, byteCount: Int)] = [:]
    var line = Line<String>()
    var byteCount = 0
  }

  /// How many bytes of inputs, outputs and causes are kept.
  private static let limit = 4 << 20

  private let state = Locked(State())

  subscript(arn: String) -> ExecutionDescription? { state.withLock { $0.descriptions[arn]?.description } }

  func add(_ description: ExecutionDescription) {
    let count =
      512 + description.input.utf8.count + (description.output?.utf8.count ?? 0) + (description.cause?.utf8.count ?? 0)
    state.withLock { state in
      state.remove(description.executionARN)
      state.descriptions[description.executionARN] = (description, count)
      state.line.append(description.executionARN)
      state.byteCount += count
      while state.byteCount > Self.limit, let oldest = state.line.popFirst() { state.remove(oldest) }
    }
  }

  /// It goes on.
  func forget(_ arn: String) { state.withLock { $0.remove(arn) } }
}

extension EndedDescriptions.State {
  fileprivate mutating func remove(_ arn: String) {
    if let former = descriptions.removeValue(forKey: arn) { byteCount -= former.byteCount }
  }
}
