import HTTPTypes
import StepFunctions

/// Why a page cannot be shown, or an action not be done: a page of its own says so.
struct ConsoleProblem: Error, Sendable {
  let status: HTTPResponse.Status
  let title: String
  let message: String

  init(_ status: HTTPResponse.Status, _ title: String, _ message: String) {
    self.status = status
    self.title = title
    self.message = message
  }

  /// What the service refuses.
  init(_ error: StepFunctionsError) {
    switch error.code {
    case .executionDoesNotExist, .stateMachineDoesNotExist, .activityDoesNotExist, .resourceNotFound:
      self.init(.notFound, "Not found", error.message)
    case .internalFailure, .serviceUnavailable:
      self.init(.serviceUnavailable, "The service cannot answer", error.message)
    default: self.init(.badRequest, error.code.rawValue, error.message)
    }
  }

  /// A request without what it needs.
  static func missing(_ name: String) -> ConsoleProblem {
    ConsoleProblem(.badRequest, "Incomplete address", "The address of this page lacks '\(name)'.")
  }
}
