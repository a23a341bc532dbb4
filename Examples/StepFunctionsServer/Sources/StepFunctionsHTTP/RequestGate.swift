import NIOConcurrencyHelpers

/// Counts the requests that are under way, and the bytes of their bodies.
final class RequestGate: Sendable {
  /// What a request has taken, to be given back.
  struct Pass: Sendable {
    fileprivate var isPoll: Bool
    fileprivate var bytes: Int
  }

  private struct State {
    var requests = 0
    var polls = 0
    var bytes = 0
  }

  private let limits: HTTPLimits
  private let state = NIOLockedValueBox(State())

  init(_ limits: HTTPLimits) { self.limits = limits }

  /// How many requests are under way, those that wait for a task included.
  var count: Int { state.withLockedValue { $0.requests + $0.polls } }

  /// Lets a request in, unless there are too many.
  ///
  /// - Parameters:
  ///   - isPoll: whether it waits for a task of an activity.
  ///   - bytes: the size of its body, at most.
  func enter(isPoll: Bool, bytes: Int) -> Pass? {
    state.withLockedValue { state in
      guard isPoll ? state.polls < limits.polls : state.requests < limits.requests,
        bytes <= limits.totalBodyBytes - state.bytes
      else { return nil }
      if isPoll { state.polls += 1 } else { state.requests += 1 }
      state.bytes += bytes
      return Pass(isPoll: isPoll, bytes: bytes)
    }
  }

  /// The request has been answered.
  func leave(_ pass: Pass) {
    state.withLockedValue { state in
      if pass.isPoll { state.polls -= 1 } else { state.requests -= 1 }
      state.bytes -= pass.bytes
    }
  }
}
