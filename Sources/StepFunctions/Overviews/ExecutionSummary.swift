import LanguageSupport
public import StatesEngine
import StatesLanguage
import StatesRuntime

/// The executions of a state machine in a few numbers.
public struct ExecutionSummary: Sendable, Hashable {
  /// A number of executions that were counted up to a limit.
  public struct Count: Sendable, Hashable, CustomStringConvertible {
    /// The number, no larger than the limit.
    public var value: Int
    /// Whether there are more than that.
    public var isLowerBound: Bool

    /// Creates a count.
    public init(_ value: Int, isLowerBound: Bool = false) {
      self.value = value
      self.isLowerBound = isLowerBound
    }

    /// `100`, or `100+` for a lower bound.
    public var description: String { isLowerBound ? "\(value)+" : "\(value)" }
  }

  /// Executions that run.
  public var running: Count
  /// Executions that have failed, timed out or been aborted within the period.
  public var unsuccessful: Count
  /// The latest start of all executions that were looked at; `nil` if there is none.
  public var lastStart: Timestamp?

  /// Creates a summary.
  public init(running: Count, unsuccessful: Count, lastStart: Timestamp?) {
    self.running = running
    self.unsuccessful = unsuccessful
    self.lastStart = lastStart
  }
}

extension StepFunctionsService {
  /// Counts the executions of a standard state machine that run and that have lately ended without success.
  ///
  /// Costs three reads of the store and no more rows than about three times the limit, however many executions there are.
  ///
  /// ``ExecutionSummary/lastStart`` is exact as long as the limit is not reached. Beyond it, the executions looked at are
  /// the latest to start among those that run, and the latest to end among the others: one that started after all of these
  /// and ended before them may be missed.
  ///
  /// - Parameters:
  ///   - stateMachineArn: the ARN of a state machine, a version or an alias.
  ///   - period: how long ago executions may have ended that count as unsuccessful; a day by default.
  ///   - limit: up to how many are counted, from 1 to 1,000.
  /// - Throws: `InvalidArn`, `StateMachineDoesNotExist`, `StateMachineTypeNotSupported` for an express state machine.
  public func executionSummary(
    of stateMachineArn: String, endedWithin period: Duration = .seconds(86_400), limit: Int = 100
  ) async throws(StepFunctionsError) -> ExecutionSummary {
    _ = try await scope.standardMachine(scope.unlabeledMachineARN(stateMachineArn), stateMachineArn)
    let limit = min(max(limit, 1), 1_000)
    let since = scope.now.advanced(byMilliseconds: -max(period, .zero).wholeMilliseconds)
    let running = try await scope.rows(stateMachineArn, [.running], limit: limit + 1)
    let unsuccessful = try await scope.rows(stateMachineArn, [.failed, .timedOut, .aborted], limit: limit + 1)
    let succeeded = try await scope.rows(stateMachineArn, [.succeeded], limit: limit)
    // Ended executions are listed by the time of their end.
    let recent = unsuccessful.prefix { ($0.stopped ?? $0.listed) >= since }
    return ExecutionSummary(
      running: ExecutionSummary.Count(running.count, limit: limit),
      unsuccessful: ExecutionSummary.Count(recent.count, limit: limit),
      lastStart: [running, unsuccessful, succeeded].joined().map(\.started).max())
  }
}

extension ExecutionSummary.Count {
  fileprivate init(_ found: Int, limit: Int) { self.init(min(found, limit), isLowerBound: found > limit) }
}

extension ServiceScope {
  /// The latest executions of a list.
  fileprivate func rows(
    _ list: String, _ statuses: Set<ExecutionRow.Status>, limit: Int
  ) async throws(StepFunctionsError) -> [ExecutionRow] {
    do throws(HostError) {
      return try await core.host.executions(ExecutionQuery(list: list, statuses: statuses, limit: limit))
    } catch {
      throw StepFunctionsError(error)
    }
  }
}
