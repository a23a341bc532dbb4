import NIOConcurrencyHelpers
public import StatesRuntime

/// Learns from the host of the executions that something has changed, for the pages that are open.
///
/// It costs nothing as long as no page is: give it to the service as its observer, alone or with others.
///
/// ```swift
/// let feed = ConsoleFeed()
/// let service = StepFunctionsService(observer: feed)
/// StepFunctionsConsole(feed: feed) { service }.add(to: router)
/// ```
public final class ConsoleFeed: ExecutionObserver, Sendable {
  /// Something that pages watch: an execution, a state machine's list, or all lists.
  private struct Subject {
    var version: UInt64 = 0
    var watchers = 0
    var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
  }

  private struct State {
    var subjects: [String: Subject] = [:]
    var lastNumber: UInt64 = 0
    var cancelled: Set<UInt64> = []
  }

  private let state = NIOLockedValueBox(State())

  /// The subject of pages that show all state machines.
  static let everything = "*"

  /// How many pages can be kept up to date at the same time; further ones ask from time to time.
  static let maximumWatchers = 1_024

  /// Creates a feed that no page watches.
  public init() {}

  /// Notes what has changed.
  public func observe(_ event: HostEvent) {
    switch event {
    case .written(let arn): change([arn])
    case .started(let arn, let machine), .ended(let arn, let machine, _): change([arn, machine, Self.everything])
    case .history, .taskAttempt, .taskReturned, .parked, .loaded, .recovered, .committed, .stalled, .broken: break
    }
  }

  private func change(_ names: [String]) {
    let waiting = state.withLockedValue { state -> [CheckedContinuation<Void, Never>] in
      if state.subjects.isEmpty { return [] }
      var waiting: [CheckedContinuation<Void, Never>] = []
      for name in names {
        guard let index = state.subjects.index(forKey: name) else { continue }
        state.subjects.values[index].version &+= 1
        waiting += state.subjects.values[index].waiting.values
        state.subjects.values[index].waiting = [:]
      }
      return waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// How many pages watch.
  var watcherCount: Int { state.withLockedValue { $0.subjects.values.reduce(0) { $0 + $1.watchers } } }

  /// Begins to watch a subject; `false` if too many pages watch already.
  func begin(_ name: String) -> Bool {
    state.withLockedValue { state in
      guard state.subjects.values.reduce(0, { $0 + $1.watchers }) < Self.maximumWatchers else { return false }
      state.subjects[name, default: Subject()].watchers += 1
      return true
    }
  }

  /// Ends what ``begin(_:)`` began.
  func end(_ name: String) {
    state.withLockedValue { state in
      guard var subject = state.subjects[name] else { return }
      subject.watchers -= 1
      state.subjects[name] = subject.watchers > 0 ? subject : nil
    }
  }

  /// The version of a subject that is watched.
  func version(of name: String) -> UInt64 { state.withLockedValue { $0.subjects[name]?.version ?? 0 } }

  /// Waits until a subject that is watched has another version, or the current task is cancelled.
  func change(of name: String, after version: UInt64) async {
    let number = state.withLockedValue { state in
      state.lastNumber &+= 1
      return state.lastNumber
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDone = state.withLockedValue { state in
          if state.cancelled.remove(number) != nil { return true }
          guard let subject = state.subjects[name], subject.version == version else { return true }
          state.subjects[name]?.waiting[number] = continuation
          return false
        }
        if isDone { continuation.resume() }
      }
    } onCancel: {
      let continuation = state.withLockedValue { state -> CheckedContinuation<Void, Never>? in
        if let continuation = state.subjects[name]?.waiting.removeValue(forKey: number) { return continuation }
        state.cancelled.insert(number)
        return nil
      }
      continuation?.resume()
    }
    state.withLockedValue { _ = $0.cancelled.remove(number) }
  }
}
