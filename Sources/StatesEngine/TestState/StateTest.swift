public import OrderedJSON
public import StatesLanguage

/// One state of a machine, tested on its own: it is entered with an input, does its work once, and is left.
///
/// It is the engine that runs it, so the state does here what it does in an execution. Waits take no time; an error is
/// given to Retry and Catch, and what they say is told instead of done.
///
/// ```swift
/// var test = try StateTest(machine, state: place, input: ["total": 12], context: [:])
/// let outcome = try test.run { _ in .succeeded(["StatusCode": 200]) }
/// ```
///
/// - SeeAlso: Step Functions API, "TestState".
public struct StateTest: Sendable {
  /// Work that a state leaves to others.
  public enum Work: Sendable {
    /// A task.
    case task(TaskRequest)
    /// A Parallel state's branches.
    case branches(input: JSON)
    /// A Map state's iterations, by their inputs: items or batches; `nil` where the dataset is not known.
    case iterations(inputs: [JSON]?)
  }

  /// What came of such work.
  public enum WorkResult: Sendable {
    /// A task's result, the branches' or the iterations' outputs, or what a ResultWriter gives.
    case succeeded(JSON)
    /// An error; either part may be absent.
    case failed(error: String?, cause: String?)
    /// The task could not be started at all: no Retry, no Catch.
    case rejected(cause: String)
  }

  /// Why a test has no outcome: what the state's work gave cannot be its result.
  public enum Refusal: Error, Sendable, Hashable {
    /// A Map's work gave more or fewer outputs than there are iterations.
    case outputsDoNotMatchIterations(outputs: Int, iterations: Int)
  }

  /// How a test ended.
  public enum Status: String, Sendable, Hashable {
    /// The state succeeded.
    case succeeded = "SUCCEEDED"
    /// The state failed, and nothing retries or catches it.
    case failed = "FAILED"
    /// The state failed, and a retrier would have it done again.
    case retriable = "RETRIABLE"
    /// The state failed, and a catcher took the error.
    case caughtError = "CAUGHT_ERROR"
  }

  /// What came of a test.
  public struct Outcome: Sendable {
    /// How it ended.
    public var status: Status
    /// The state's output, or the catcher's.
    public var output: JSON?
    /// The error's name.
    public var error: String?
    /// The error's cause.
    public var cause: String?
    /// Where control would go.
    public var nextState: String?
    /// What happened to the data on the way.
    public var inspection: StateInspection
  }

  /// How often the retrier that matches an error has answered before.
  public var retrierRetryCount = 0
  /// How many iterations of a distributed Map failed, of those whose outputs its work gives.
  public var mapIterationFailureCount = 0
  /// Reads the dataset of a distributed Map; where there is none, or it gives `nil`, nothing is known of the items.
  public var readItems: (@Sendable (ItemReadingRequest) throws -> [MapRunItem]?)?

  var execution: Execution
  var inspection: StateInspection
  /// Why the test cannot go on, once that is known.
  var refusal: Refusal?
  let state: StateMachine.State

  /// The one branch there is: it stands in the state.
  static let branch = 0

  /// A test that has not begun.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - place: the state, by its place in `StateMachine.states`.
  ///   - input: its input.
  ///   - variables: the variables that it sees.
  ///   - context: all of the context object that it sees.
  ///   - time: when it is entered.
  ///   - seed: what tokens and random functions come from.
  ///   - quotas: what is bounded.
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

  /// Runs the state once. A test is run once only.
  ///
  /// - Parameter perform: does what the state leaves to others; asked at most once.
  /// - Returns: how the state ended.
  /// - Throws: ``Refusal`` when `perform` gave what cannot be a result of the state.
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

  /// What is told of a state that has been left.
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
      // A catcher's ResultPath is the last of its steps, so the output is what it gave.
      if state.queryLanguage == .jsonPath { execution.observed?.combined = execution.branches[Self.branch].input }
      return left(.caughtError, after: error)
    } catch let failure {
      let shown = withoutPlace(failure)
      outcome.error = shown.name
      outcome.cause = shown.cause
      if failure.isTerminal { return outcome }
      // The service says that the error was caught, though the catcher's own fields failed.
      outcome.status = .caughtError
      outcome.nextState = execution.machine.states[catcher.next].name
      return outcome
    }
  }

  /// The error without the words about a place in a history: a state on its own has none.
  private func withoutPlace(_ error: StateError) -> StateError {
    let words = ErrorText.inState(state.name, enteredAt: execution.branches[Self.branch].enteredEvent, "")
    guard let cause = error.cause, cause.utf8.starts(with: words.utf8) else { return error }
    var result = error
    result.cause = String(cause.utf8.dropFirst(words.utf8.count))
    return result
  }
}
