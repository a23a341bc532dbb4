/// One attempt at a Task state, from scheduling to its end.
struct TaskAttempt: Sendable {
  /// How far it has come.
  enum Progress: String, Sendable {
    /// Scheduled; nobody has taken it up.
    case scheduled
    /// Taken up by a worker.
    case started
    /// The request was answered; the job's or the callback's end is awaited.
    case submitted
  }

  let request: TaskRequest
  var progress = Progress.scheduled
}
