/// How far an attempt at a Task state has come.
enum TaskProgress: String, Sendable {
  /// Scheduled; nobody has taken it up.
  case scheduled
  /// Taken up by a worker.
  case started
  /// The request was answered; the job's or the callback's end is awaited.
  case submitted
}
