import StatesEngine
import StatesGraph
import StatesTesting

/// The bars of one visit: what it waited for, and each attempt of its work.
struct TimelineBars: Sendable {
  struct Bar: Sendable, Hashable {
    let kind: Kind
    let start: Timestamp
    let end: Timestamp
    let title: String
  }

  /// How a bar looks.
  enum Kind: String, Sendable, Hashable {
    case succeeded = "work succeeded"
    case failed = "work failed"
    case caught = "work caught"
    case aborted = "work aborted"
    case running = "work running"
    /// For a worker, an answer, or time.
    case waiting
    /// Before a retry.
    case pause
    /// Of a state whose work is done by the states inside it.
    case succeededSpan = "span succeeded"
    case failedSpan = "span failed"
    case caughtSpan = "span caught"
    case abortedSpan = "span aborted"
    case runningSpan = "span running"

    /// Whether its own state does nothing in it.
    var isThin: Bool {
      switch self {
      case .succeeded, .failed, .caught, .aborted, .running, .waiting: false
      case .pause, .succeededSpan, .failedSpan, .caughtSpan, .abortedSpan, .runningSpan: true
      }
    }
  }

  let bars: [Bar]

  /// - Parameters:
  ///   - redrives: when the execution was redriven.
  ///   - now: the end of what has not ended.
  init(_ visit: ExecutionTrace.Visit, status: GraphOverlay.Status, redrives: [Timestamp] = [], until now: Timestamp) {
    let end = visit.left ?? now
    var bars: [Bar] = []
    let isContainer = visit.state.type == .parallel || visit.state.type == .map
    if !visit.attempts.isEmpty {
      var before: Timestamp?
      for (index, attempt) in visit.attempts.enumerated() {
        // While the execution had ended, nothing waited.
        if let before, before < attempt.scheduled, !redrives.contains(where: { before < $0 && $0 <= attempt.scheduled })
        {
          bars.append(Bar(kind: .pause, start: before, end: attempt.scheduled, title: "pause before the retry"))
        }
        let isLast = index == visit.attempts.count - 1
        let (ending, until) = isLast ? (status, end) : (.failed, attempt.scheduled)
        bars +=
          isContainer
          ? [
            Bar(
              kind: Kind(spanOf: ending), start: attempt.scheduled, end: attempt.ended ?? until,
              title: "attempt \(index + 1)")
          ]
          : Self.bars(attempt, number: index + 1, ending, until: until)
        before = attempt.ended
      }
      // An attempt that failed, and whose retry has not begun.
      if let before, status == .running || status == .aborted, before < end {
        bars.append(Bar(kind: .pause, start: before, end: end, title: "pause before the retry"))
      }
    } else if visit.state.type == .wait {
      bars.append(Bar(kind: .waiting, start: visit.entered, end: end, title: "waiting"))
    } else {
      bars.append(Bar(kind: Kind(status), start: visit.entered, end: end, title: status.text))
    }
    self.bars = bars
  }

  private static func bars(
    _ attempt: ExecutionTrace.Attempt, number: Int, _ status: GraphOverlay.Status, until now: Timestamp
  ) -> [Bar] {
    let end = attempt.ended ?? now
    let kind: Kind =
      switch attempt.end {
      case .open: Kind(status)
      case .succeeded: .succeeded
      case .failed: status == .caught ? .caught : .failed
      case .aborted: .aborted
      }
    let error = attempt.error?.error.map { ": \($0)" } ?? ""
    let title = "attempt \(number)\(error)"
    guard attempt.isAnsweredFromOutside else {
      return [Bar(kind: kind, start: attempt.scheduled, end: end, title: title)]
    }
    // An activity's task waits until a worker takes it; that of a token all the time.
    let taken = attempt.waitsForWorker ? attempt.started : attempt.ended
    var bars: [Bar] = []
    if let taken {
      bars.append(
        Bar(
          kind: .waiting, start: attempt.scheduled, end: taken,
          title: "waiting for \(attempt.waitsForWorker ? "a worker" : "an answer")"))
      bars.append(Bar(kind: kind, start: taken, end: end, title: title))
    } else {
      bars.append(
        Bar(
          kind: .waiting, start: attempt.scheduled, end: end,
          title: "waiting for \(attempt.waitsForWorker ? "a worker" : "an answer")"))
    }
    return bars
  }
}

extension TimelineBars.Kind {
  init(_ status: GraphOverlay.Status) {
    switch status {
    case .succeeded, .notReached: self = .succeeded
    case .failed: self = .failed
    case .caught: self = .caught
    case .aborted: self = .aborted
    case .running: self = .running
    }
  }
}

extension TimelineBars.Kind {
  /// A span around what is done inside.
  init(spanOf status: GraphOverlay.Status) {
    switch status {
    case .succeeded, .notReached: self = .succeededSpan
    case .failed: self = .failedSpan
    case .caught: self = .caughtSpan
    case .aborted: self = .abortedSpan
    case .running: self = .runningSpan
    }
  }
}

extension ExecutionTrace.Attempt {
  /// Whether it is a task of an activity, which begins when a worker takes it.
  fileprivate var waitsForWorker: Bool { if case .activity? = request?.resource { true } else { false } }

  /// Whether its time is that of an answer from outside.
  fileprivate var isAnsweredFromOutside: Bool {
    switch request?.resource {
    case .activity?: true
    case .integration(let integration)?: integration.pattern == .waitForTaskToken
    case .lambdaFunction?, nil: false
    }
  }
}
