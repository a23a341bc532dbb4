import LanguageSupport

/// The trace headers of executions that run in this process and were started with one.
final class TraceHeaders: Sendable {
  private let headers = Locked<[String: String]>([:])

  /// The header of an execution; `nil` if it has none, has ended, or was taken up after a restart.
  subscript(executionARN: String) -> String? { headers.withLock { $0[executionARN] } }

  /// An execution is about to start.
  func begin(_ executionARN: String, _ header: String?) {
    guard let header else { return }
    headers.withLock { $0[executionARN] = header }
  }

  /// An execution has ended, or has not started.
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
  /// - Returns: the header; `nil` if there is none, or the execution was taken up after a restart.
  public func traceHeader(of executionArn: String) -> String? { scope.core.traces[executionArn] }
}
