import LanguageSupport

/// Those in this process who listen to the signals of a store.
final class SignalListeners: Sendable {
  private struct State: Sendable {
    var continuations: [Int: AsyncStream<String?>.Continuation] = [:]
    var count = 0
    var isClosed = false
  }

  /// How many topics wait for one who does not take them.
  private static let bufferCount = 256

  private let state = Locked(State())

  /// How many listen.
  var count: Int { state.withLock { $0.continuations.count } }

  /// Tells all of a topic, or with `nil` that signals may have been lost.
  func tell(_ topic: String?) {
    let all = state.withLock { state in state.continuations.sorted { $0.key < $1.key }.map(\.value) }
    for continuation in all { continuation.yield(topic) }
  }

  /// The topics from now on.
  func add() -> AsyncStream<String?> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: String?.self, bufferingPolicy: .bufferingNewest(Self.bufferCount))
    let number: Int? = state.withLock { state in
      if state.isClosed { return nil }
      state.count += 1
      state.continuations[state.count] = continuation
      return state.count
    }
    guard let number else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.state.withLock { $0.continuations.removeValue(forKey: number) }
    }
    return stream
  }

  /// Nobody is told anything any more.
  func close() {
    let all = state.withLock { state in
      state.isClosed = true
      defer { state.continuations = [:] }
      return Array(state.continuations.values)
    }
    for continuation in all { continuation.finish() }
  }
}
