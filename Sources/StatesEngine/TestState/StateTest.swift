public import OrderedJSON
public import StatesLanguage

/// One state of a machine, tested on its own: it is entered with an input, does its work once, and is exited.
///
/// The state is run by the engine, so it behaves as in an execution. Waits take no time; an error is passed to Retry
/// and Catch, and their decision is reported instead of carried out.
///
/// ```swift
/// var test = try StateTest(machine, state: place, input: ["total": 12], context: [:])
/// let outcome = try test.run { _ in .succeeded(["StatusCode": 200]) }
/// ```
///
/// - SeeAlso: Step Functions API, "TestState".
public struct StateTest: Sendable {
  /// Work that a state delegates.
  public enum Work: Sendable {
    /// A task.
    case task(TaskRequest)
    /// A Parallel state's branches.
    case branches(input: JSON)
    /// A Map state's iterations, by their inputs: items or batches; `nil` if the dataset is not known.
    case iterations(inputs: [JSON]?)
  }

  /// The result of such work.
  public enum WorkResult: Sendable {
    /// A task's result, the outputs of the branches or iterations, or the result of a ResultWriter.
    case succeeded(JSON)
    /// An error; either part may be absent.
    case failed(error: String?, cause: String?)
    /// The task could not be started: no Retry, no Catch.
    case rejected(cause: String)
  }

  /// Why a test has no outcome: the result of the state's work is not possible.
  public enum Refusal: Error, Sendable, Hashable {
    /// A Map's work returned more or fewer outputs than there are iterations.
    case outputsDoNotMatchIterations(outputs: Int, iterations: Int)
  }

  /// The status of a test.
  public enum Status: String, Sendable, Hashable {
    /// The state succeeded.
    case succeeded = "SUCCEEDED"
    /// The state failed, and the error was neither retried nor caught.
    case failed = "FAILED"
    /// The state failed, and a retrier would retry it.
    case retriable = "RETRIABLE"
    /// The state failed, and a catcher caught the error.
    case caughtError = "CAUGHT_ERROR"
  }

  /// The outcome of a test.
  public struct Outcome: Sendable {
    /// Its status.
    public var status: Status
    /// The state's output, or the catcher's.
    public var output: JSON?
    /// The error's name.
    public var error: String?
    /// The error's cause.
    public var cause: String?
    /// The next state.
    public var nextState: String?
    /// The data at each step.
    public var inspection: StateInspection
  }

  /// How often the retrier that matches an error has already retried.
  public var retrierRetryCount = 0
  /// How many iterations of a distributed Map failed, among those with outputs.
  public var mapIterationFailureCount = 0
  /// The deadline that was missed, if the error that the work reports is that: a catcher may tell heartbeats from others.
  package var missedDeadline: MissedDeadline.Kind?
  /// Reads the dataset of a distributed Map; without this, or if it returns `nil`, the items are unknown.
  public var readItems: (@Sendable (ItemReadingRequest) throws -> [MapRunItem]?)?

  var execution: Execution
  var inspection: StateInspection
  /// The items of a Map, before `ItemSelector` and `ItemBatcher`, once they are known.
  package internal(set) var items: [JSON]?
  /// Why the test cannot continue, once that is known.
  var refusal: Refusal?
  let state: StateMachine.State

  /// The only branch, which is in the state.
  static let branch = 0

  /// Creates a test that has not started.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - place: the index of the state in `StateMachine.states`.
  ///   - input: its input.
  ///   - variables: the variables that it sees.
  ///   - context: the complete context object that it sees.
  ///   - time: when it is entered.
  ///   - seed: the seed of tokens and random functions.
  ///   - quotas: the limits.
  public init(
    _ machine: StateMachine, state place: Int, input: JSON, variables: JSON.Object = [:], context: JSON.Object,
    at time: Timestamp = .virtualStart, seed: UInt64 = 0,
    quotas: ExecutionQuotas = .service
  ) {
    precondition(machine.states.indices.contains(place), "the machine has no state in place \(place)")
    state = machine.states[place]
    execution = Execution(
      machine, input: input, inputText: nil, identity: ExecutionIdentity(stateMachineName: "TestState", name: "test"),
      seed: .fixed(seed), quotas: quotas, startAt: place, item: nil)
    execution.now = time
    execution.startTime = time
    execution.fixedContext = context
    execution.observed = ObservedSteps()
    let branch = Branch(
      state: Int32(place), parent: -1, slot: 0, lastEvent: 0, input: execution.input, variables: variables)
    execution.branches.append(branch)
    execution.variableDepthBound = JSON.object(variables).depth(upTo: quotas.maximumDepth)
    inspection = StateInspection(input: input)
  }

  /// Runs the state once. A test can only be run once.
  ///
  /// - Parameter perform: performs the delegated work of the state; called at most once.
  /// - Returns: the outcome.
  /// - Throws: ``Refusal`` if `perform` returned an impossible result for the state.
  public mutating func run(_ perform: (Work) -> WorkResult) throws(Refusal) -> Outcome {
    execution.branches[Self.branch].retryCount = Int32(clamping: retrierRetryCount)
    execution.enter(Self.branch)
    var outcome: Outcome
    do throws(StateError) {
      try work(perform)
      outcome = left(.succeeded)
    } catch {
      if let refusal { throw refusal }
      outcome = failed(withoutPlace(error))
    }
    observe()
    outcome.inspection = inspection
    return outcome
  }

  // MARK: The end

  /// The outcome of a state that has been exited.
  private func left(_ status: Status, after error: StateError? = nil) -> Outcome {
    var outcome = Outcome(status: status, error: error?.name, cause: error?.cause, inspection: inspection)
    if case .succeeded(let output) = execution.status {
      outcome.output = output.json
    } else {
      outcome.output = execution.branches[Self.branch].input.json
      outcome.nextState = execution.machine.states[Int(execution.branches[Self.branch].state)].name
    }
    return outcome
  }

  private mutating func failed(_ error: StateError) -> Outcome {
    var outcome = Outcome(status: .failed, error: error.name, cause: error.cause, inspection: inspection)
    if error.isTerminal { return outcome }
    if let place = state.retrier(for: error) {
      inspection.retryIndex = place
      let retrier = state.retriers[place]
      if retrierRetryCount < retrier.maxAttempts {
        inspection.retryBackoffMilliseconds = retrier.delayMilliseconds(beforeRetry: retrierRetryCount + 1)
        outcome.status = .retriable
        return outcome
      }
    }
    guard let place = state.catcher(for: error) else { return outcome }
    inspection.catchIndex = place
    let catcher = state.catchers[place]
    do throws(StateError) {
      _ = try execution.leave(Self.branch, state, by: catcher, after: error)
      // A catcher's ResultPath is the last of its steps, so the output is its result.
      if state.queryLanguage == .jsonPath { execution.observed?.combined = execution.branches[Self.branch].input }
      return left(.caughtError, after: error)
    } catch let failure {
      let shown = withoutPlace(failure)
      outcome.error = shown.name
      outcome.cause = shown.cause
      if failure.isTerminal { return outcome }
      // The service reports that the error was caught, although the catcher's own fields failed.
      outcome.status = .caughtError
      outcome.nextState = execution.machine.states[catcher.next].name
      return outcome
    }
  }

  /// The error without the reference to an event: a state on its own has no history.
  func withoutPlace(_ error: StateError) -> StateError {
    let words = ErrorText.inState(state.name, enteredAt: execution.branches[Self.branch].enteredEvent, "")
    guard let cause = error.cause, cause.utf8.starts(with: words.utf8) else { return error }
    var result = error
    result.cause = String(cause.utf8.dropFirst(words.utf8.count))
    return result
  }
}
