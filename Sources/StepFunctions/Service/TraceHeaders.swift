import LanguageSupport
import OrderedJSON
public import StatesRuntime

/// The trace headers of executions that run in this process and were started with one.
final class TraceHeaders: Sendable {
  /// How many are kept.
  private static let most = 100_000
  private let headers = Locked<[String: String]>([:])

  /// The header of an execution; `nil` if it has none, or nothing has happened to it here.
  subscript(executionARN: String) -> String? { headers.withLock { $0[executionARN] } }

  /// Something has happened to an execution.
  func note(_ executionARN: String, _ source: HistorySource) {
    guard let header = source.attributes?["traceHeader"]?.stringValue else { return }
    headers.withLock { headers in
      // The end of one that another process takes over is not seen here.
      if headers.count < Self.most { headers[executionARN] = header }
    }
  }

  /// An execution has ended.
  func end(_ executionARN: String) {
    headers.withLock { headers in
      if !headers.isEmpty { headers[executionARN] = nil }
    }
  }
}

extension StepFunctionsService {
  /// The X-Ray trace header that an execution was started with, for what its tasks call.
  ///
  /// - Parameter executionArn: the ARN of an execution that runs in this process.
  /// - Returns: the header; `nil` if there is none, or nothing has happened to the execution since the process started.
  public func traceHeader(of executionArn: String) -> String? { scope.core.traces[executionArn] }
}

extension HistorySource {
  /// What the state machine says about logging, as it was when the execution started; `nil` if nothing is logged.
  ///
  /// - SeeAlso: Step Functions API, "LoggingConfiguration".
  public var loggingConfiguration: LoggingConfiguration? {
    guard attributes?["logging"] != nil else { return nil }
    return ExecutionAttributes(attributes).logging
  }
}
