import LanguageSupport

/// The executions of a host that have not ended, by number and by ARN: in memory, or left to the store.
final class HostTable: Sendable {
  /// Where an execution is.
  enum Place: Sendable {
    /// Nobody has this number.
    case free
    /// In memory.
    case resident(HostedExecution)
    /// In the store.
    case parked
    /// It is being read from the store, and these wait for it.
    case loading([CheckedContinuation<Void, Never>])
    /// It cannot go on here.
    case broken(HostError)

    /// Whether it takes memory, or is about to.
    var isResident: Bool {
      switch self {
      case .resident, .loading: true
      case .free, .parked, .broken: false
      }
    }
  }

  fileprivate struct Entry: Sendable {
    var arn: String
    var place: Place
  }

  fileprivate struct State: Sendable {
    var entries: [Entry] = []
    var free: [Int] = []
    var numbers: [String: Int] = [:]
    var residentCount = 0
    var waiting: [Int: [CheckedContinuation<Void, Never>]] = [:]
  }

  private let state = Locked(State())

  /// How many executions are in memory, and how many there are.
  var counts: (resident: Int, all: Int) { state.withLock { ($0.residentCount, $0.numbers.count) } }

  /// A number for a new execution; `nil` if one of that ARN has not ended.
  func reserve(_ arn: String) -> Int? {
    state.withLock { state in
      guard state.numbers[arn] == nil else { return nil }
      state.residentCount += 1
      return state.add(Entry(arn: arn, place: .loading([])))
    }
  }

  /// Adds an execution that is in the store; gives its number, also where it is known.
  func park(_ arn: String) -> Int {
    state.withLock { $0.numbers[arn] ?? $0.add(Entry(arn: arn, place: .parked)) }
  }

  /// The number of an execution that has not ended.
  func number(of arn: String) -> Int? { state.withLock { $0.numbers[arn] } }

  /// The ARN and the place of a number.
  func entry(_ number: Int) -> (arn: String, place: Place)? {
    state.withLock { state in
      guard state.entries.indices.contains(number) else { return nil }
      if case .free = state.entries[number].place { return nil }
      return (state.entries[number].arn, state.entries[number].place)
    }
  }

  /// All executions in memory.
  var residents: [HostedExecution] {
    state.withLock { state in
      state.entries.compactMap { if case .resident(let execution) = $0.place { execution } else { nil } }
    }
  }

  /// Whoever comes first reads a parked execution: `true` for that one.
  func beginLoading(_ number: Int) -> Bool {
    state.withLock { state in
      guard state.entries.indices.contains(number), case .parked = state.entries[number].place else { return false }
      state.entries[number].place = .loading([])
      state.residentCount += 1
      return true
    }
  }

  /// Waits until an execution has been read.
  func awaitLoading(_ number: Int) async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        guard state.entries.indices.contains(number), case .loading(var waiting) = state.entries[number].place else {
          return true
        }
        waiting.append(continuation)
        state.entries[number].place = .loading(waiting)
        return false
      }
      if isOver { continuation.resume() }
    }
  }

  /// Says where an execution is from now on.
  func put(_ number: Int, _ place: Place) {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard state.entries.indices.contains(number) else { return [] }
      state.residentCount += (place.isResident ? 1 : 0) - (state.entries[number].place.isResident ? 1 : 0)
      defer { state.entries[number].place = place }
      var waiting: [CheckedContinuation<Void, Never>] = []
      if case .loading(let loading) = state.entries[number].place { waiting = loading }
      // Whoever waits for its end waits in vain.
      if case .broken = place { waiting += state.waiting.removeValue(forKey: number) ?? [] }
      return waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// An execution that was met in memory has left it.
  func didLeave(_ number: Int, _ execution: HostedExecution) {
    let isStillThere = state.withLock { state in
      guard state.entries.indices.contains(number), case .resident(let other) = state.entries[number].place else {
        return false
      }
      return other === execution
    }
    if isStillThere { put(number, .parked) }
  }

  /// Removes an execution that has ended, or that is no longer this host's.
  func remove(_ number: Int) {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard state.entries.indices.contains(number) else { return [] }
      var waiting = state.waiting.removeValue(forKey: number) ?? []
      if state.entries[number].place.isResident { state.residentCount -= 1 }
      switch state.entries[number].place {
      case .free: return waiting
      case .loading(let more): waiting += more
      case .resident, .parked, .broken: break
      }
      state.numbers[state.entries[number].arn] = nil
      state.entries[number] = Entry(arn: "", place: .free)
      state.free.append(number)
      return waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Waits until an execution has ended or has gone elsewhere; returns at once if it is not here.
  func awaitEnd(of arn: String) async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        guard let number = state.numbers[arn] else { return true }
        if case .broken = state.entries[number].place { return true }
        state.waiting[number, default: []].append(continuation)
        return false
      }
      if isOver { continuation.resume() }
    }
  }
}

extension HostTable.State {
  fileprivate mutating func add(_ entry: HostTable.Entry) -> Int {
    let number: Int
    if let place = free.popLast() {
      number = place
      entries[place] = entry
    } else {
      number = entries.count
      entries.append(entry)
    }
    numbers[entry.arn] = number
    return number
  }
}
