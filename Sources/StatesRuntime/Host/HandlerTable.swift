import StatesEngine

/// The tasks of an execution that wait for a handler, or whose handlers run.
struct HandlerTable {
  typealias Address = ExecutionTree.Address<TaskID>

  private enum Entry {
    /// Waits for its turn.
    case queued(TaskRequest)
    /// It has its turn; its handler is called once that has been written down.
    case begun(number: Int)
    /// Its handler runs, and was the one of that number to begin.
    case running(Task<Void, Never>, number: Int)
  }

  private var entries: [Address: Entry] = [:]
  /// Those that wait; tasks that have been cancelled meanwhile no longer have an entry.
  private var line = Line<Address>()
  private var queuedCount = 0
  private var begunCount = 0

  /// Whether no task waits and no handler runs.
  var isEmpty: Bool { entries.isEmpty }

  /// Whether a task waits for its turn.
  var hasQueued: Bool { queuedCount > 0 }

  /// The tasks that have not been reported on: those that have had their turn, then the line.
  var inOrder: [Address] {
    var begun: [(task: Address, number: Int)] = []
    for (task, entry) in entries {
      switch entry {
      case .begun(let number), .running(_, let number): begun.append((task, number))
      case .queued: break
      }
    }
    return begun.sorted { $0.number < $1.number }.map(\.task)
      + line.remaining.filter { task in
        if case .queued = entries[task] { true } else { false }
      }
  }

  mutating func add(_ task: Address, _ request: TaskRequest) {
    entries[task] = .queued(request)
    line.append(task)
    queuedCount += 1
  }

  /// The next task, which has its turn now.
  mutating func next() -> (task: Address, request: TaskRequest)? {
    while let task = line.popFirst() {
      guard case .queued(let request) = entries[task] else { continue }
      queuedCount -= 1
      entries[task] = .begun(number: begunCount)
      begunCount += 1
      return (task, request)
    }
    return nil
  }

  /// Whether a task has had its turn and is still awaited.
  func isBegun(_ task: Address) -> Bool {
    if case .begun = entries[task] { true } else { false }
  }

  /// Its handler has been called.
  mutating func run(_ task: Address, _ handler: Task<Void, Never>) {
    guard case .begun(let number) = entries[task] else { return }
    entries[task] = .running(handler, number: number)
  }

  /// The handler has returned; returns whether its report is still awaited.
  mutating func end(_ task: Address) -> Bool { entries.removeValue(forKey: task) != nil }

  /// The task is no longer awaited: takes it from the line, or returns its handler, to be cancelled.
  mutating func cancel(_ task: Address) -> Task<Void, Never>? {
    switch entries.removeValue(forKey: task) {
    case .queued:
      queuedCount -= 1
      return nil
    case .running(let handler, _): return handler
    case .begun, nil: return nil
    }
  }

  /// Nothing is awaited any more: returns the handlers that run, in the order in which they began.
  mutating func cancelAll() -> [Task<Void, Never>] {
    var handlers: [(handler: Task<Void, Never>, number: Int)] = []
    for case .running(let handler, let number) in entries.values { handlers.append((handler, number)) }
    entries.removeAll()
    line = Line()
    queuedCount = 0
    return handlers.sorted { $0.number < $1.number }.map(\.handler)
  }
}
