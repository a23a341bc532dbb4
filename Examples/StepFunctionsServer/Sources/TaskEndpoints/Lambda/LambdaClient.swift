import NIOHTTP1
import OrderedJSON
import StatesEngine
import StatesRuntime
import WebText

/// Invokes functions through Lambda's API, which also emulators have.
///
/// - SeeAlso: AWS Lambda API Reference, "Invoke".
struct LambdaClient: Sendable {
  let aws: AWSClient

  /// Invokes a function.
  ///
  /// - Returns: the outcome; `nil` if no endpoint is configured.
  /// - Throws: `CancellationError`.
  func invoke(_ call: FunctionCall) async throws -> TaskReport.Outcome? {
    var request = AWSRequest()
    // AWS finds a function of another account or region by its whole ARN; emulators often know names only.
    let reference = aws.settings.isAWS(.lambda) ? call.reference : call.function.name
    request.path = "/2015-03-31/functions/\(PercentEncoding.encode(reference))/invocations"
    if let qualifier = call.qualifier { request.query = [("Qualifier", qualifier)] }
    request.headers.add(name: "Content-Type", value: "application/json")
    request.headers.add(name: "X-Amz-Invocation-Type", value: call.invocationType)
    if let logType = call.logType { request.headers.add(name: "X-Amz-Log-Type", value: logType) }
    if let context = call.clientContext { request.headers.add(name: "X-Amz-Client-Context", value: context) }
    request.body = call.body
    do {
      guard let answer = try await aws.call(.lambda, request, timeout: aws.settings.functionTimeout) else { return nil }
      return try outcome(answer, call)
    } catch let failure as TaskFailure {
      return .failed(error: failure.error, cause: failure.cause)
    } catch let problem as EndpointProblem {
      return problem.outcome(errorPrefix: "Lambda")
    }
  }

  private func outcome(_ answer: EndpointAnswer, _ call: FunctionCall) throws(TaskFailure) -> TaskReport.Outcome {
    guard answer.isSuccess else {
      let failure = AWSFailure(answer)
      switch call.form {
      case .function, .optimized: return failure.outcome(of: OptimizedService.lambda, .lambda)
      case .sdk: return failure.outcome(of: .lambda)
      }
    }
    return try FunctionResult(
      payload: answer.body, status: answer.status, functionError: answer.header("x-amz-function-error"),
      executedVersion: answer.header("x-amz-executed-version"), logResult: answer.header("x-amz-log-result"),
      metadata: answer.sdkMetadata
    ).outcome(for: call.form)
  }
}

extension EndpointProblem {
  /// The outcome of a call of a service that gave no answer: the SDKs' clients report it.
  func outcome(errorPrefix: String) -> TaskReport.Outcome {
    switch self {
    case .tooLong: .failed(error: "States.DataLimitExceeded", cause: reason)
    case .tooSlow, .connection, .badAddress:
      .failed(error: errorPrefix + ".SdkClientException", cause: "Unable to execute HTTP request: \(reason)")
    }
  }
}
