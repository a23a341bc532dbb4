import Logging
import Metrics
import StatesRuntime

/// Counts what the host does, and logs what its owner should know.
struct ServerObserver: ExecutionObserver {
  private let logger: Logger
  private let started = Counter(label: "step_functions_executions_started")
  private let ended: [ExecutionResult.Status: Counter]
  private let tasks = Metrics.Timer(label: "step_functions_task")
  private let attempts = Counter(label: "step_functions_task_attempts")
  private let commits = Metrics.Timer(label: "step_functions_commit")
  private let committedBytes = Counter(label: "step_functions_committed_bytes")
  private let committedExecutions = Counter(label: "step_functions_committed_executions")
  private let stalled = Counter(label: "step_functions_stalled")
  private let broken = Counter(label: "step_functions_broken")

  init(_ logger: Logger) {
    self.logger = logger
    let statuses: [ExecutionResult.Status] = [.succeeded, .failed, .timedOut, .aborted]
    ended = Dictionary(
      uniqueKeysWithValues: statuses.map {
        ($0, Counter(label: "step_functions_executions_ended", dimensions: [("status", $0.rawValue)]))
      })
  }

  func observe(_ event: HostEvent) {
    switch event {
    case .started(let arn, _):
      started.increment()
      logger.debug("execution started", metadata: ["execution": "\(arn)"])
    case .ended(let arn, _, let status):
      ended[status]?.increment()
      logger.debug("execution ended", metadata: ["execution": "\(arn)", "status": "\(status.rawValue)"])
    case .taskAttempt: attempts.increment()
    case .taskReturned(_, _, let time): tasks.record(duration: time)
    case .committed(let executions, let bytes, let time):
      commits.record(duration: time)
      committedBytes.increment(by: bytes)
      committedExecutions.increment(by: executions)
    case .recovered(let count): if count > 0 { logger.info("took up executions", metadata: ["count": "\(count)"]) }
    case .stalled(let arn, let error):
      stalled.increment()
      logger.error("cannot write, trying again", metadata: ["execution": "\(arn)", "error": "\(error)"])
    case .broken(let arn, let reason):
      broken.increment()
      logger.critical("an execution cannot continue", metadata: ["execution": "\(arn)", "reason": "\(reason)"])
    case .history, .written, .parked, .loaded: break
    }
  }
}

/// Tells several observers.
struct ObserverList: ExecutionObserver {
  let observers: [any ExecutionObserver]

  func observe(_ event: HostEvent) { for observer in observers { observer.observe(event) } }
}
