import LanguageSupport
import StatesEngine
import StatesLanguage
import StatesRuntime

/// The tokens that workers of activities get: the token of the task, the ARN of the activity, and a signature.
///
/// So it can be said of a task that has ended long ago which activity it was of, and that it ever was: a host remembers
/// closed tokens only for a while. Tokens of `.waitForTaskToken` tasks are those of the host.
struct ActivityToken {
  /// The token of the host.
  let token: String
  /// The ARN of the activity; `nil` for other tasks.
  let activity: String?

  /// The token that a worker gets.
  static func text(_ token: String, activity: String, key: RandomSeed) -> String {
    let suffix = Base64.encode(Array(activity.utf8))
    return "\(token).\(suffix).\(signature(token, suffix, key))"
  }

  /// - Parameter text: the token as a caller gives it.
  init?(_ text: String, key: RandomSeed) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1 else {
      token = text
      activity = nil
      return
    }
    guard parts.count == 3, Self.signature(parts[0], parts[1], key) == parts[2],
      let bytes = Base64.decode(parts[1], .strict)
    else { return nil }
    token = parts[0]
    activity = String(decoding: bytes, as: UTF8.self)
  }

  private static func signature(_ token: String, _ suffix: String, _ key: RandomSeed) -> String {
    Hexadecimal.text(key.code(of: Array("activity \(token) \(suffix)".utf8)).prefix(16))
  }
}

extension ServiceScope {
  /// Answers a task with its token.
  ///
  /// - Parameters:
  ///   - text: the token.
  ///   - check: what else may be wrong with the request, of less weight than an unknown token, and of more than one whose
  ///     task has ended.
  ///   - answer: answers with the token of the host.
  func answer(
    _ text: String, check: () throws(StepFunctionsError) -> Void = { () throws(StepFunctionsError) in },
    _ answer: (ExecutionHost, String) async throws(HostError) -> Void
  ) async throws(StepFunctionsError) {
    guard let token = ActivityToken(text, key: try await core.signingKey()) else { throw .invalidToken }
    if let activity = token.activity {
      guard let arn = ARN(activity), owns(arn) else { throw .invalidToken }
    } else {
      let execution: String?
      do throws(HostError) {
        execution = try await core.host.execution(ofToken: token.token)
      } catch {
        throw StepFunctionsError(error)
      }
      // The task of another region or account is unknown here.
      if let execution, ARN(execution).map({ owns($0) }) != true { throw .invalidToken }
    }
    try check()
    do throws(HostError) {
      try await answer(core.host, token.token)
    } catch {
      if case .token = error {
        guard let activity = token.activity else {
          if case .token(let problem) = error, problem.code == .invalidToken { throw .invalidToken }
          throw .taskTimedOut
        }
        throw .taskTimedOut(activity: activity)
      }
      throw StepFunctionsError(error)
    }
  }
}
