/// The progress of an attempt of a Task state.
enum TaskProgress: String, Sendable {
  /// Scheduled; no worker has started it.
  case scheduled
  /// Started by a worker.
  case started
  /// The request was answered; the end of the job or the callback is awaited.
  case submitted
}
