import OrderedJSON
import StatesTesting

/// Drives one execution by hand: what it wants done is answered in turn, some of it badly, without a driver's care for
/// what can be asked.
struct Hand {
  private(set) var execution: Execution
  private var commands: [Execution.Command] = []
  private var answered = 0

  init(_ execution: Execution) { self.execution = execution }

  mutating func give(_ input: Execution.Input, at time: Timestamp? = nil) {
    commands.append(contentsOf: execution.handle(input, at: time ?? execution.now))
  }

  /// Goes on with an execution that was restored.
  mutating func resume() {
    commands.append(contentsOf: execution.pendingCommands())
    driveOn()
  }

  /// Goes on with an execution that ended badly; says whether it could.
  mutating func redrive() -> Bool {
    guard let wanted = try? execution.redrive(at: execution.now) else { return false }
    commands = wanted
    driveOn()
    return true
  }

  private mutating func driveOn() {
    for _ in 0..<200 where !step() { return }
  }

  /// Answers one command; `false` when there is none.
  mutating func step() -> Bool {
    while !commands.isEmpty {
      let command = commands.removeFirst()
      answered += 1
      switch command {
      case .scheduleTask(let id, let task):
        if task.taskToken != nil {
          give(.taskStarted(id, worker: nil))
          give(.taskSubmitted(id, output: ["s": 1]))
          give(.taskHeartbeat(id))
        }
        give(answered % 3 == 0 ? .taskFailed(id, error: "E", cause: "c") : .taskSucceeded(id, output: ["n": 4]))
      case .awaitTask(let id, _): give(.taskSucceeded(id, output: ["n": 5]))
      case .setTimer(let id, let time): give(.timersFired([id]), at: time)
      case .readItems(let id, let request):
        let items = (0..<3).map { MapRunItem(value: .integer($0), source: "s3://b/k") }
        give(.itemsRead(id, items: items, isLast: request.position > 0 || answered % 2 == 0, total: 3))
      case .startChild(let id, let request), .redriveChild(let id, let request):
        let failed = answered % 5 == 0
        give(.childEnded(id, index: request.index, failed ? .failed(error: "E", cause: nil) : .succeeded(output: 1)))
      case .writeResults(let id, _): give(.resultsWritten(id, output: ["written": true]))
      case .cancelTask, .cancelTimer, .stopChildren, .leaveChildren, .dropChildren, .finished: continue
      }
      return true
    }
    return false
  }
}
