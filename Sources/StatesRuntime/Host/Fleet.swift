import LanguageSupport

/// What a host knows of the others that share its store: what it has asked them for, and what they want of it.
final class Fleet: Sendable {
  private struct State: Sendable {
    /// How long ago the lease was renewed; `nil` if the host has had none.
    var sinceRenewal: (@Sendable () -> Duration)?
    var watched: Set<NestedWatch> = []
    /// The requests to other hosts that have not been answered, by their names.
    var asked: [String: Asked] = [:]
    var askedCount: UInt64 = 0
    /// The requests of other hosts that are being carried out.
    var underway: Set<String> = []
    /// Those that were carried out lately: until that is durable, the store has them still.
    var carriedOut: Set<String> = []
    var line = Line<String>()
    var searches: [String: Search] = [:]
    /// Those who look for something else, by topic.
    var listeners: [String: [Wakeup]] = [:]
  }

  private struct Asked: Sendable {
    let wakeup = Wakeup()
    var answer: HostAnswer?
  }

  /// A task that waits for an execution, which another host may have.
  struct NestedWatch: Hashable, Sendable {
    let parent: ExecutionNumber
    let child: String
  }

  /// The tasks of an activity at other hosts, while workers wait here.
  private struct Search: Sendable {
    let wakeup = Wakeup()
    var workers = 0
    /// The documents of the tasks that are being asked for.
    var taking: Set<String> = []
    var isUnderway = false
  }

  /// How many executions are claimed at once: so few that hosts share those of one that has died.
  static let claimCount = 32
  /// How many requests are read at once, and carried out at the same time.
  static let inboxCount = 256
  private static let rememberedCount = 4_096
  /// The topic of the signal that a task of an activity waits for a worker.
  static let activities = "activities"

  /// The inbox of this host, and the topic of the signal that there is something in it.
  let inbox: String
  /// How the store tells hosts that something waits for them, if it can.
  let signals: (any StoreSignals)?
  /// Wakes the one who looks into the inbox.
  let mail = Wakeup()
  /// Wakes the one who renews the lease and takes over what others leave.
  let leaseKeeper = Wakeup()

  private let state = Locked(State())

  init(_ store: any ExecutionStore, owner: String) {
    inbox = HostInbox.name(of: owner)
    signals = store as? any StoreSignals
  }

  /// Takes up a signal, or with `nil` that signals may have been lost.
  func hear(_ topic: String?) {
    if topic == nil || topic == inbox { mail.wake() }
    let wakeups = state.withLock { state in
      let searches = topic == nil || topic == Self.activities ? state.searches.values.map(\.wakeup) : []
      return searches + (topic.map { state.listeners[$0] ?? [] } ?? state.listeners.values.flatMap { $0 })
    }
    for wakeup in wakeups { wakeup.wake() }
  }

  /// Whoever waits for other hosts looks whether this one is closed.
  func wakeAll() {
    hear(nil)
    leaseKeeper.wake()
    for asked in state.withLock({ Array($0.asked.values) }) { asked.wakeup.wake() }
  }

  /// What wakes someone when there is something for a topic.
  func wakeup(for topic: String) -> Wakeup {
    let wakeup = Wakeup()
    state.withLock { $0.listeners[topic, default: []].append(wakeup) }
    return wakeup
  }

  // MARK: Ownership

  /// Whether the host has had a lease: without one, others would take its executions over at once.
  var hasLease: Bool { state.withLock { $0.sinceRenewal != nil } }

  /// The host has a lease.
  ///
  /// - Parameter sinceRenewal: how long it has had it.
  /// - Returns: how long it had had the last one then.
  func didRenew(_ sinceRenewal: @escaping @Sendable () -> Duration) -> Duration {
    let last = state.withLock { state in
      defer { state.sinceRenewal = sinceRenewal }
      return state.sinceRenewal
    }
    return last?() ?? .zero
  }

  /// Whether the lease may have expired, by the store's clock: it has not been renewed in time.
  func isLate(_ lease: Duration) -> Bool {
    state.withLock { $0.sinceRenewal }.map { Self.isLate($0(), lease) } ?? false
  }

  /// Whether so long after a renewal the lease may have expired.
  static func isLate(_ pause: Duration, _ lease: Duration) -> Bool { pause > lease / 3 * 2 }

  /// Takes over what others have left, if that was last done so long ago: a host does not answer.
  func hurry(after pause: Duration) {
    if let sinceRenewal = state.withLock({ $0.sinceRenewal }), sinceRenewal() > pause { leaseKeeper.wake() }
  }

  /// A task waits for an execution; `false` if it is watched already.
  func beginWatching(_ watch: NestedWatch) -> Bool { state.withLock { $0.watched.insert(watch).inserted } }

  func endWatching(_ watch: NestedWatch) { _ = state.withLock { $0.watched.remove(watch) } }

  // MARK: Asking others

  /// Whether answers are awaited.
  var isAsking: Bool { state.withLock { !$0.asked.isEmpty } }

  /// Another host is asked for something: gives a name that no other request has, and wakes who waits for the answer.
  func beginAsking(at time: String) -> (name: String, wakeup: Wakeup) {
    state.withLock { state in
      state.askedCount &+= 1
      let asked = Asked()
      // In the order of the requests, for those of the same millisecond.
      let count = String(state.askedCount)
      let name = "\(inbox)-\(time)-\(String(repeating: "0", count: max(0, 20 - count.count)))\(count)"
      state.asked[name] = asked
      return (name, asked.wakeup)
    }
  }

  /// Takes up an answer; `false` if nobody waits for it.
  func take(_ answer: HostAnswer, to name: String) -> Bool {
    let wakeup = state.withLock { state -> Wakeup? in
      state.asked[name]?.answer = answer
      return state.asked[name]?.wakeup
    }
    wakeup?.wake()
    return wakeup != nil
  }

  /// The answer to a request.
  func answer(to name: String) -> HostAnswer? { state.withLock { $0.asked[name]?.answer } }

  func endAsking(_ name: String) { _ = state.withLock { $0.asked.removeValue(forKey: name) } }

  // MARK: Being asked

  /// A request is to be carried out; `false` if it is being carried out, or has been.
  func begin(_ request: String) -> Bool {
    state.withLock { state in
      guard state.underway.count < Self.inboxCount, !state.carriedOut.contains(request) else { return false }
      return state.underway.insert(request).inserted
    }
  }

  func end(_ request: String) { _ = state.withLock { $0.underway.remove(request) } }

  /// What a request has led to is about to be written down with its answer: it must not be carried out again meanwhile.
  func didCarryOut(_ request: String) {
    state.withLock { state in
      guard state.carriedOut.insert(request).inserted else { return }
      state.line.append(request)
      while state.carriedOut.count > Self.rememberedCount, let oldest = state.line.popFirst() {
        state.carriedOut.remove(oldest)
      }
    }
  }

  // MARK: Activities

  /// A worker is about to wait for a task of an activity; `true` if a search for one is to begin.
  func beginSearch(_ activity: String) -> Bool {
    state.withLock { state in
      var search = state.searches[activity] ?? Search()
      search.workers += 1
      defer {
        search.isUnderway = true
        state.searches[activity] = search
      }
      return !search.isUnderway
    }
  }

  /// The worker waits.
  func hurrySearch(_ activity: String) { state.withLock { $0.searches[activity]?.wakeup }?.wake() }

  /// The worker waits no more.
  func endSearch(_ activity: String) { state.withLock { $0.searches[activity]?.workers -= 1 } }

  /// Goes on with a search, unless no worker waits any more: then it is over.
  func goOn(_ activity: String) -> Wakeup? {
    state.withLock { state in
      guard let search = state.searches[activity] else { return nil }
      if search.workers > 0 { return search.wakeup }
      state.searches[activity] = nil
      return nil
    }
  }

  /// How many tasks of an activity are being asked for.
  func takingCount(_ activity: String) -> Int { state.withLock { $0.searches[activity]?.taking.count ?? 0 } }

  /// A task is asked for; `false` if it is already.
  func beginTaking(_ task: String, of activity: String) -> Bool {
    state.withLock { $0.searches[activity]?.taking.insert(task).inserted ?? false }
  }

  /// Whether a task is being asked for.
  func isTaking(_ task: String, of activity: String) -> Bool {
    state.withLock { $0.searches[activity]?.taking.contains(task) ?? false }
  }

  func endTaking(_ task: String, of activity: String) {
    let wakeup = state.withLock { state in
      state.searches[activity]?.taking.remove(task)
      return state.searches[activity]?.wakeup
    }
    wakeup?.wake()
  }
}
