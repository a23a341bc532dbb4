import Logging
import StatesRuntime

/// Tells the log what the host does.
struct HostLog: ExecutionObserver {
  let logger: Logger

  func observe(_ event: HostEvent) {
    switch event {
    case .started(let arn, _): logger.info("started", metadata: ["order": "\(OrderWorkflow.order(of: arn))"])
    case .ended(let arn, _, let status):
      logger.info("ended", metadata: ["order": "\(OrderWorkflow.order(of: arn))", "status": "\(status.rawValue)"])
    case .stalled(let arn, let error):
      logger.error("cannot write, trying again", metadata: ["execution": "\(arn)", "error": "\(error)"])
    case .broken(let arn, let reason):
      logger.critical("cannot continue", metadata: ["execution": "\(arn)", "reason": "\(reason)"])
    case .history, .written, .taskAttempt, .taskReturned, .parked, .loaded, .recovered, .committed: break
    }
  }
}
