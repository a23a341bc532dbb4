import ExecutionStoreSuite
import LanguageSupport
import StatesEngine

@testable import StatesRuntime

/// What files are on: memory that forgets, on a loss of power, what was not synced: any of it, by a seed.
///
/// Each write or truncation since a file's last sync is kept or lost by itself, a write sector by sector; of the names
/// of the folder a beginning of the changes is kept, as by a journal. Faults make operations fail: a write may be made
/// in part, a sync may forget what it should have kept, as Linux does.
final class SimulatedMedium: Sendable {
  struct State: Sendable {
    /// What is on the medium for sure.
    var durable: [Int: [UInt8]] = [:]
    var durableNames: [String: Int] = [:]
    /// What a process sees.
    var current: [Int: [UInt8]] = [:]
    var names: [String: Int] = [:]
    /// What was done since the last sync, in order.
    var unsynced: [Int: [Operation]] = [:]
    var unsyncedNames: [NameOperation] = []
    var nextFile = 0
    /// Files of an earlier generation cannot do anything: their process is dead.
    var generation = 0
    var isLocked = false
    var fault = StoreFault.none
    /// After how many operations the fault comes.
    var countdown = 0
    /// Why the system refuses to open or to change files; `nil` if it does not.
    var openRefusal: String?
    var changeRefusal: String?
    var random = SplitMix64(seed: 0)
    var isDead = false
  }

  enum Operation: Sendable {
    case write([UInt8], Int)
    case truncate(Int)
  }

  enum NameOperation: Sendable {
    case add(String, Int)
    case rename(String, String)
    case remove(String)
  }

  let state = Locked(State())

  // MARK: Faults

  func fail(_ fault: StoreFault) {
    state.withLock { state in
      state.fault = fault
      switch fault {
      case .none, .full: state.countdown = 0
      case .once(let seed), .dead(let seed):
        state.random = SplitMix64(seed: seed)
        state.countdown = state.random.below(14)
      }
    }
  }

  /// The process dies; with a loss of power, what was not synced is kept or lost by the seed.
  func crash(seed: UInt64, losesPower: Bool = true) {
    state.withLock { state in
      if losesPower { Self.losePower(&state, seed: seed) }
      state.generation += 1
      state.isLocked = false
      state.isDead = false
      state.fault = .none
    }
  }

  private static func losePower(_ state: inout State, seed: UInt64) {
    state.random = SplitMix64(seed: seed)
    for operation in state.unsyncedNames.prefix(state.random.below(state.unsyncedNames.count + 1)) {
      apply(operation, &state.durableNames)
    }
    var files: [Int: [UInt8]] = [:]
    for file in state.durableNames.values.sorted() {
      var bytes = state.durable[file] ?? []
      for operation in state.unsynced[file] ?? [] {
        switch (operation, state.random.below(3)) {
        case (_, 0): apply(operation, &bytes)
        case (.write(let data, let offset), 1):
          for start in stride(from: 0, to: data.count, by: 64) where state.random.below(2) == 0 {
            apply(.write(Array(data[start..<min(start + 64, data.count)]), offset + start), &bytes)
          }
        default: break
        }
      }
      files[file] = bytes
    }
    state.durable = files
    state.current = files
    state.names = state.durableNames
    state.unsynced = [:]
    state.unsyncedNames = []
  }

  // MARK: Contents

  /// All files by their paths.
  var files: [String: [UInt8]] {
    get { state.withLock { state in state.names.mapValues { state.current[$0] ?? [] } } }
    set {
      state.withLock { state in
        state = State(generation: state.generation)
        for (path, bytes) in newValue {
          state.nextFile += 1
          state.names[path] = state.nextFile
          state.current[state.nextFile] = bytes
        }
        state.durable = state.current
        state.durableNames = state.names
      }
    }
  }

  static func apply(_ operation: Operation, _ bytes: inout [UInt8]) {
    switch operation {
    case .write(let data, let offset):
      if bytes.count < offset + data.count {
        bytes += [UInt8](repeating: 0, count: offset + data.count - bytes.count)
      }
      bytes.replaceSubrange(offset..<(offset + data.count), with: data)
    case .truncate(let size):
      bytes = Array(bytes.prefix(size)) + [UInt8](repeating: 0, count: max(0, size - bytes.count))
    }
  }

  static func apply(_ operation: NameOperation, _ names: inout [String: Int]) {
    switch operation {
    case .add(let name, let file): names[name] = file
    case .rename(let old, let new):
      names[new] = names[old]
      names[old] = nil
    case .remove(let name): names[name] = nil
    }
  }

  /// Does something, unless a fault comes first.
  ///
  /// - Parameters:
  ///   - changes: whether a file or a name is changed.
  ///   - needsRoom: whether that fails on a full medium.
  ///   - half: what is done of it all the same when it fails.
  func operate<Answer: Sendable>(
    generation: Int, changes: Bool = true, needsRoom: Bool = false,
    _ body: (inout State) -> Result<Answer, StorageProblem>, half: (inout State) -> Void = { _ in }
  ) throws(StorageProblem) -> Answer {
    let result: Result<Answer, StorageProblem> = state.withLock { state in
      if state.isDead || generation != state.generation {
        return .failure(StorageProblem(.other, "the process is dead"))
      }
      if changes, let refusal = state.changeRefusal { return .failure(StorageProblem(.other, refusal)) }
      switch state.fault {
      case .none: break
      case .full:
        guard needsRoom else { break }
        half(&state)
        return .failure(StorageProblem(.full, "no space left on device"))
      case .once, .dead:
        if state.countdown == 0 {
          if case .dead = state.fault { state.isDead = true }
          state.fault = .none
          half(&state)
          return .failure(StorageProblem(.other, "a fault was injected"))
        }
        state.countdown -= 1
      }
      return body(&state)
    }
    return try result.get()
  }
}

extension SplitMix64 {
  mutating func below(_ bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }
}

/// The file system as one process sees it: when the process has died, nothing that is left of it can do anything.
struct SimulatedFileSystem: StorageFileSystem {
  let medium: SimulatedMedium
  let generation: Int

  init(_ medium: SimulatedMedium) {
    self.medium = medium
    generation = medium.state.withLock { $0.generation }
  }

  func makeFolder(_ path: String) throws(StorageProblem) {}

  func names(in folder: String) throws(StorageProblem) -> [String] {
    try medium.operate(generation: generation, changes: false) {
      .success($0.names.keys.map { String($0.dropFirst(folder.utf8.count + 1)) })
    }
  }

  func open(_ path: String) throws(StorageProblem) -> any StorageFile {
    let file: Int = try medium.operate(generation: generation, changes: false) { state in
      if let refusal = state.openRefusal { return .failure(StorageProblem(.other, "\(path): \(refusal)")) }
      guard let file = state.names[path] else { return .failure(StorageProblem(.other, "\(path): no such file")) }
      return .success(file)
    }
    return File(medium: medium, file: file, generation: generation)
  }

  func create(_ path: String) throws(StorageProblem) -> any StorageFile {
    let file: Int = try medium.operate(generation: generation, needsRoom: true) { state in
      if let file = state.names[path] {
        state.current[file] = []
        state.unsynced[file, default: []].append(.truncate(0))
        return .success(file)
      }
      state.nextFile += 1
      state.names[path] = state.nextFile
      state.current[state.nextFile] = []
      state.unsyncedNames.append(.add(path, state.nextFile))
      return .success(state.nextFile)
    }
    return File(medium: medium, file: file, generation: generation)
  }

  func rename(_ path: String, to newPath: String) throws(StorageProblem) {
    try medium.operate(generation: generation) { state in
      SimulatedMedium.apply(.rename(path, newPath), &state.names)
      state.unsyncedNames.append(.rename(path, newPath))
      return .success(())
    }
  }

  func remove(_ path: String) throws(StorageProblem) {
    try medium.operate(generation: generation) { state in
      SimulatedMedium.apply(.remove(path), &state.names)
      state.unsyncedNames.append(.remove(path))
      return .success(())
    }
  }

  func syncFolder(_ path: String) throws(StorageProblem) {
    try medium.operate(generation: generation) { state in
      state.durableNames = state.names
      state.unsyncedNames = []
      return .success(())
    }
  }

  func lock(_ path: String, holder: String) throws(StorageProblem) -> StorageLocking {
    try medium.operate(generation: generation) { state in
      if state.isLocked { return .success(.held(by: "another store")) }
      state.isLocked = true
      return .success(.taken(Lock(medium: medium, generation: generation)))
    }
  }

  final class Lock: Sendable {
    let medium: SimulatedMedium
    let generation: Int

    init(medium: SimulatedMedium, generation: Int) {
      self.medium = medium
      self.generation = generation
    }

    deinit {
      let generation = generation
      medium.state.withLock { if $0.generation == generation { $0.isLocked = false } }
    }
  }

  // MARK: Files

  final class File: StorageFile {
    let medium: SimulatedMedium
    let file: Int
    let generation: Int

    init(medium: SimulatedMedium, file: Int, generation: Int) {
      self.medium = medium
      self.file = file
      self.generation = generation
    }

    func size() throws(StorageProblem) -> UInt64 {
      try medium.operate(generation: generation, changes: false) { .success(UInt64($0.current[file]?.count ?? 0)) }
    }

    func read(_ count: Int, at offset: UInt64) throws(StorageProblem) -> [UInt8] {
      // Reads do not count as operations that can fail, so that faults meet commits.
      let bytes: [UInt8]? = medium.state.withLock { state in
        state.generation == generation ? state.current[file] ?? [] : nil
      }
      guard let bytes else { throw StorageProblem(.other, "the process is dead") }
      let start = min(Int(clamping: offset), bytes.count)
      return Array(bytes[start..<min(start + count, bytes.count)])
    }

    func write(_ bytes: [UInt8], at offset: UInt64) throws(StorageProblem) {
      try medium.operate(generation: generation, needsRoom: true) { state in
        self.write(bytes, Int(offset), &state)
        return .success(())
      } half: { state in
        self.write(Array(bytes.prefix(state.random.below(bytes.count + 1))), Int(offset), &state)
      }
    }

    private func write(_ bytes: [UInt8], _ offset: Int, _ state: inout SimulatedMedium.State) {
      SimulatedMedium.apply(.write(bytes, offset), &state.current[file, default: []])
      state.unsynced[file, default: []].append(.write(bytes, offset))
    }

    func truncate(to size: UInt64) throws(StorageProblem) {
      try medium.operate(generation: generation) { state in
        SimulatedMedium.apply(.truncate(Int(size)), &state.current[file, default: []])
        state.unsynced[file, default: []].append(.truncate(Int(size)))
        return .success(())
      }
    }

    func sync() throws(StorageProblem) {
      try medium.operate(generation: generation) { state in
        for operation in state.unsynced[file] ?? [] {
          SimulatedMedium.apply(operation, &state.durable[file, default: []])
        }
        state.unsynced[file] = []
        return .success(())
      } half: { state in
        // The pages count as clean: no later sync writes them.
        if state.random.below(2) == 0 { state.unsynced[file] = [] }
      }
    }
  }
}
