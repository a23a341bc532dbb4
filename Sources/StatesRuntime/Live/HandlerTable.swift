import StatesEngine

/// The tasks whose handlers are running or queued: a limited number at once, the rest in a queue.
struct HandlerTable {
  typealias Address = ExecutionTree.Address<TaskID>

  private enum Entry {
    /// Waits in the queue.
    case queued(TaskRequest)
    /// Its handler runs, and was the one of that number to begin.
    case running(Task<Void, Never>, number: Int)
  }

  private let limit: Int
  private var entries: [Address: Entry] = [:]
  /// The queue; tasks that have been cancelled meanwhile no longer have an entry.
  private var line: [Address] = []
  private var head = 0
  /// How many handlers are running, including cancelled ones that have not returned yet.
  private var runningCount = 0
  private var begunCount = 0

  init(limit: Int) { self.limit = max(1, limit) }

  /// The tasks that have not been reported on: those whose handlers run, then the line.
  var inOrder: [Address] {
    var running: [(task: Address, number: Int)] = []
    for (task, entry) in entries {
      if case .running(_, let number) = entry { running.append((task, number)) }
    }
    return running.sorted { $0.number < $1.number }.map(\.task)
      + line[head...].filter { task in
        if case .queued = entries[task] { true } else { false }
      }
  }

  mutating func add(_ task: Address, _ request: TaskRequest) {
    entries[task] = .queued(request)
    line.append(task)
  }

  /// The next task to start, if there is one and room for it. It must be started.
  mutating func next() -> (task: Address, request: TaskRequest)? {
    guard runningCount < limit else { return nil }
    while head < line.count {
      let task = line[head]
      head += 1
      if case .queued(let request) = entries[task] {
        runningCount += 1
        return (task, request)
      }
    }
    line.removeAll(keepingCapacity: true)
    head = 0
    return nil
  }

  mutating func begin(_ task: Address, _ handler: Task<Void, Never>) {
    entries[task] = .running(handler, number: begunCount)
    begunCount += 1
  }

  /// The handler has returned; returns whether its report is still awaited.
  mutating func end(_ task: Address) -> Bool {
    runningCount -= 1
    return entries.removeValue(forKey: task) != nil
  }

  /// The task is no longer awaited: cancels its handler, or removes it from the queue.
  mutating func cancel(_ task: Address) {
    if case .running(let handler, _) = entries.removeValue(forKey: task) { handler.cancel() }
  }

  mutating func cancelAll() {
    for case .running(let handler, _) in entries.values { handler.cancel() }
    entries.removeAll()
    line.removeAll()
    head = 0
  }
}
