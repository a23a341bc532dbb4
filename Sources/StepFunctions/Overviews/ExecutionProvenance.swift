import StatesEngine
import StatesLanguage
public import StatesRuntime

/// Where an execution comes from, besides what DescribeExecution says.
public struct ExecutionProvenance: Sendable, Hashable {
  /// The task of another execution that has started it; `nil` if none has.
  public var startedBy: StartingTask?
  /// The case of the mock file that answers for its tasks, which it was started with: `<state machine ARN>#<case>`.
  public var testCase: String?
  /// For a child of a map run that runs in this process, the execution at the top of its tree: the one that
  /// ``StatesRuntime/HostEvent/written(executionARN:)`` names when something has happened to the child.
  public var topExecutionArn: String?

  /// Creates it.
  public init(startedBy: StartingTask? = nil, testCase: String? = nil, topExecutionArn: String? = nil) {
    self.startedBy = startedBy
    self.testCase = testCase
    self.topExecutionArn = topExecutionArn
  }
}

extension StepFunctionsService {
  /// Where an execution comes from, besides what DescribeExecution says.
  ///
  /// - Parameter executionArn: the ARN of a standard execution, or of a child of a map run.
  /// - Throws: `ExecutionDoesNotExist`, `InvalidArn`.
  public func executionProvenance(
    of executionArn: String
  ) async throws(StepFunctionsError) -> ExecutionProvenance {
    let arn = try scope.executionARN(executionArn)
    let execution = try await scope.describedExecution(arn, executionArn)
    var provenance = ExecutionProvenance(testCase: ExecutionAttributes(execution.attributes).testCase)
    do throws(HostError) {
      provenance.startedBy = try await host.startingTask(of: executionArn)
      guard let top = host.top(ofChild: executionArn) else { return provenance }
      provenance.topExecutionArn = top
      provenance.testCase = ExecutionAttributes(try await host.describe(top).attributes).testCase
    } catch {
      throw StepFunctionsError(error)
    }
    return provenance
  }
}
