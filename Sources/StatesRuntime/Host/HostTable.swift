import LanguageSupport

/// The number of an execution in a host, for as long as it has not ended: no other ever has it.
struct ExecutionNumber: Hashable, Sendable {
  fileprivate let index: UInt32
  /// How many have had that index before.
  fileprivate let generation: UInt32
}

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
    /// It cannot go on here. Indirect, as there is a place for each execution that waits, and few are broken.
    indirect case broken(HostError)

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
    var generation: UInt32 = 0
  }

  fileprivate struct State: Sendable {
    var entries: [Entry] = []
    var free: [Int] = []
    var numbers: [String: ExecutionNumber] = [:]
    var residentCount = 0
    var isClosed = false
    /// Those that wait for the end of an execution.
    var waiting: [ExecutionNumber: [Int: CheckedContinuation<Void, Never>]] = [:]
    var waiterCount = 0
    /// Those that were cancelled before they lay down.
    var cancelled: Set<Int> = []
  }

  private let state = Locked(State())

  /// How many executions are in memory, and how many there are.
  var counts: (resident: Int, all: Int) { state.withLock { ($0.residentCount, $0.numbers.count) } }

  /// A number for a new execution; `nil` if one of that ARN has not ended.
  func reserve(_ arn: String) -> ExecutionNumber? {
    state.withLock { state in
      guard state.numbers[arn] == nil else { return nil }
      state.residentCount += 1
      return state.add(Entry(arn: arn, place: .loading([])))
    }
  }

  /// Adds an execution that is in the store; gives its number, also where it is known.
  func park(_ arn: String) -> ExecutionNumber {
    state.withLock { $0.numbers[arn] ?? $0.add(Entry(arn: arn, place: .parked)) }
  }

  /// The number of an execution that has not ended.
  func number(of arn: String) -> ExecutionNumber? { state.withLock { $0.numbers[arn] } }

  /// The ARN and the place of a number.
  func entry(_ number: ExecutionNumber) -> (arn: String, place: Place)? {
    state.withLock { state in
      guard let index = state.index(of: number) else { return nil }
      return (state.entries[index].arn, state.entries[index].place)
    }
  }

  /// All executions.
  var all: [(arn: String, number: ExecutionNumber)] { state.withLock { $0.numbers.map { ($0.key, $0.value) } } }

  /// Removes an execution that is parked; `false` if it is not, or no longer.
  func removeParked(_ number: ExecutionNumber) -> Bool {
    let isParked = state.withLock { state in
      guard let index = state.index(of: number), case .parked = state.entries[index].place else { return false }
      // Nobody reads it from now on.
      state.entries[index].place = .broken(.lost(state.entries[index].arn))
      return true
    }
    if isParked { remove(number) }
    return isParked
  }

  /// All executions in memory.
  var residents: [HostedExecution] {
    state.withLock { state in
      state.entries.compactMap { if case .resident(let execution) = $0.place { execution } else { nil } }
    }
  }

  /// Those that are being read, or start.
  var loading: [ExecutionNumber] {
    state.withLock { state in
      state.entries.enumerated().compactMap { index, entry in
        guard case .loading = entry.place else { return nil }
        return ExecutionNumber(index: UInt32(truncatingIfNeeded: index), generation: entry.generation)
      }
    }
  }

  /// Whoever comes first reads a parked execution: `true` for that one.
  func beginLoading(_ number: ExecutionNumber) -> Bool {
    state.withLock { state in
      guard let index = state.index(of: number), case .parked = state.entries[index].place else { return false }
      state.entries[index].place = .loading([])
      state.residentCount += 1
      return true
    }
  }

  /// Waits until an execution has been read.
  func awaitLoading(_ number: ExecutionNumber) async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        guard let index = state.index(of: number), case .loading(var waiting) = state.entries[index].place else {
          return true
        }
        waiting.append(continuation)
        state.entries[index].place = .loading(waiting)
        return false
      }
      if isOver { continuation.resume() }
    }
  }

  /// Says where an execution is from now on.
  func put(_ number: ExecutionNumber, _ place: Place) {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard let index = state.index(of: number) else { return [] }
      state.residentCount += (place.isResident ? 1 : 0) - (state.entries[index].place.isResident ? 1 : 0)
      defer { state.entries[index].place = place }
      var waiting: [CheckedContinuation<Void, Never>] = []
      if case .loading(let loading) = state.entries[index].place { waiting = loading }
      // Whoever waits for its end waits in vain.
      if case .broken = place { waiting += state.takeWaiting(number) }
      return waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// An execution that was met in memory has left it.
  func didLeave(_ number: ExecutionNumber, _ execution: HostedExecution) {
    let isStillThere = state.withLock { state in
      guard let index = state.index(of: number), case .resident(let other) = state.entries[index].place else {
        return false
      }
      return other === execution
    }
    if isStillThere { put(number, .parked) }
  }

  /// Removes an execution that has ended, or that is no longer this host's.
  func remove(_ number: ExecutionNumber) {
    let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      guard let index = state.index(of: number) else { return [] }
      var waiting = state.takeWaiting(number)
      let entry = state.entries[index]
      if entry.place.isResident { state.residentCount -= 1 }
      if case .loading(let more) = entry.place { waiting += more }
      state.numbers[entry.arn] = nil
      state.entries[index] = Entry(arn: "", place: .free, generation: entry.generation &+ 1)
      state.free.append(index)
      return waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Nobody waits for an end any more, now or later.
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.waiting = [:] }
      return state.waiting.values.flatMap(\.values)
    }
    for continuation in waiting { continuation.resume() }
  }

  /// Waits until an execution has ended or has gone elsewhere; returns at once if it is not here, or the host is closed,
  /// and when the current task is cancelled.
  func awaitEnd(of arn: String) async {
    let waiter = state.withLock { state in
      state.waiterCount += 1
      return state.waiterCount
    }
    defer { _ = state.withLock { $0.cancelled.remove(waiter) } }
    await withTaskCancellationHandler {
      await lieDown(waiter, arn)
    } onCancel: {
      cancel(waiter, arn)
    }
  }

  private func cancel(_ waiter: Int, _ arn: String) {
    let continuation = state.withLock { state in
      let number = state.numbers[arn]
      let continuation = number.flatMap { state.waiting[$0]?.removeValue(forKey: waiter) }
      if let number, state.waiting[number]?.isEmpty == true { state.waiting[number] = nil }
      if continuation == nil { state.cancelled.insert(waiter) }
      return continuation
    }
    continuation?.resume()
  }

  private func lieDown(_ waiter: Int, _ arn: String) async {
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        if state.cancelled.contains(waiter) { return true }
        guard !state.isClosed, let number = state.numbers[arn], let index = state.index(of: number) else { return true }
        if case .broken = state.entries[index].place { return true }
        state.waiting[number, default: [:]][waiter] = continuation
        return false
      }
      if isOver { continuation.resume() }
    }
  }
}

extension HostTable.State {
  /// Those that have waited for the end of an execution, in the order in which they came.
  fileprivate mutating func takeWaiting(_ number: ExecutionNumber) -> [CheckedContinuation<Void, Never>] {
    guard let waiting = waiting.removeValue(forKey: number) else { return [] }
    return waiting.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Where the entry of a number is; `nil` if nobody has that number any more.
  fileprivate func index(of number: ExecutionNumber) -> Int? {
    let index = Int(number.index)
    guard entries.indices.contains(index), entries[index].generation == number.generation else { return nil }
    if case .free = entries[index].place { return nil }
    return index
  }

  fileprivate mutating func add(_ entry: HostTable.Entry) -> ExecutionNumber {
    var entry = entry
    let index: Int
    if let place = free.popLast() {
      index = place
      entry.generation = entries[place].generation
      entries[place] = entry
    } else {
      index = entries.count
      entries.append(entry)
    }
    // More than that do not fit into memory.
    let number = ExecutionNumber(index: UInt32(truncatingIfNeeded: index), generation: entry.generation)
    numbers[entry.arn] = number
    return number
  }
}
