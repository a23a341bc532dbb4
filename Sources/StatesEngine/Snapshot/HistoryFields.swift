import OrderedJSON
import StatesLanguage

// The fields of a history in snapshots.

extension HistoryEvent: SnapshotRecord {
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let previous = try coder.field("previous", value) { $0.previous }
    let timestamp = try coder.field("timestamp", value) { $0.timestamp }
    let details = try coder.variant(value?.details)
    // Events are numbered when all of them have been read.
    return HistoryEvent(timestamp: timestamp, details: details, number: 0, previous: previous)
  }
}

extension HistoryEventDetails: SnapshotVariants {
  static let variants: [SnapshotVariant<HistoryEventDetails>] = [
    .init("entered", Self.stateEntered) {
      if case .stateEntered(let state, let input) = $0 { (state, input) } else { nil }
    },
    .init("exited", Self.stateExited) {
      if case .stateExited(let state, let output, let assigned) = $0 { (state, output, assigned) } else { nil }
    },
    .init("taskScheduled", Self.taskScheduled) { if case .taskScheduled(let task) = $0 { task } else { nil } },
    .init("taskStarted", Self.taskStarted) {
      if case .taskStarted(let task, let worker) = $0 { (task, worker) } else { nil }
    },
    .init("taskSubmitted", Self.taskSubmitted) {
      if case .taskSubmitted(let task, let output) = $0 { (task, output) } else { nil }
    },
    .init("taskSucceeded", Self.taskSucceeded) {
      if case .taskSucceeded(let task, let output) = $0 { (task, output) } else { nil }
    },
    .init("taskFailed", Self.taskFailed) {
      if case .taskFailed(let task, let error) = $0 { (task, error) } else { nil }
    },
    .init("taskTimedOut", Self.taskTimedOut) {
      if case .taskTimedOut(let task, let error) = $0 { (task, error) } else { nil }
    },
    .init("iterationStarted", Self.mapIterationStarted) {
      if case .mapIterationStarted(let state, let index) = $0 { (state, index) } else { nil }
    },
    .init("iterationSucceeded", Self.mapIterationSucceeded) {
      if case .mapIterationSucceeded(let state, let index) = $0 { (state, index) } else { nil }
    },
    .init("iterationFailed", Self.mapIterationFailed) {
      if case .mapIterationFailed(let state, let index) = $0 { (state, index) } else { nil }
    },
    .init("iterationAborted", Self.mapIterationAborted) {
      if case .mapIterationAborted(let state, let index) = $0 { (state, index) } else { nil }
    },
    .init("stateAborted", Self.stateAborted) { if case .stateAborted(let state) = $0 { state } else { nil } },
    .init("mapStarted", Self.mapStateStarted) { if case .mapStateStarted(let length) = $0 { length } else { nil } },
    .init("mapSucceeded", { .mapStateSucceeded }) { if case .mapStateSucceeded = $0 { () } else { nil } },
    .init("mapFailed", { .mapStateFailed }) { if case .mapStateFailed = $0 { () } else { nil } },
    .init("parallelStarted", { .parallelStateStarted }) { if case .parallelStateStarted = $0 { () } else { nil } },
    .init("parallelSucceeded", { .parallelStateSucceeded }) {
      if case .parallelStateSucceeded = $0 { () } else { nil }
    },
    .init("parallelFailed", { .parallelStateFailed }) { if case .parallelStateFailed = $0 { () } else { nil } },
    .init("runStarted", Self.mapRunStarted) { if case .mapRunStarted(let arn) = $0 { arn } else { nil } },
    .init("runSucceeded", { .mapRunSucceeded }) { if case .mapRunSucceeded = $0 { () } else { nil } },
    .init("runFailed", Self.mapRunFailed) { if case .mapRunFailed(let error) = $0 { error } else { nil } },
    .init("runRedriven", Self.mapRunRedriven) {
      if case .mapRunRedriven(let arn, let count) = $0 { (arn, count) } else { nil }
    },
    .init("evaluationFailed", { .evaluationFailed(EvaluationFailure(state: $0, error: $1, cause: $2, location: $3)) }) {
      if case .evaluationFailed(let failure) = $0 {
        (failure.state, failure.error, failure.cause, failure.location)
      } else {
        nil
      }
    },
    .init("started", Self.executionStarted) {
      if case .executionStarted(let input, let role) = $0 { (input, role) } else { nil }
    },
    .init("succeeded", Self.executionSucceeded) {
      if case .executionSucceeded(let output) = $0 { output } else { nil }
    },
    .init("failed", Self.executionFailed) { if case .executionFailed(let error) = $0 { error } else { nil } },
    .init("timedOut", Self.executionTimedOut) { if case .executionTimedOut(let error) = $0 { error } else { nil } },
    .init("aborted", Self.executionAborted) { if case .executionAborted(let error) = $0 { error } else { nil } },
    .init("redriven", Self.executionRedriven) { if case .executionRedriven(let count) = $0 { count } else { nil } },
  ]
}

extension ErrorOutput: SnapshotRecord {
  static func fields(_ value: ErrorOutput?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> ErrorOutput {
    try ErrorOutput(error: coder.field("error", value) { $0.error }, cause: coder.field("cause", value) { $0.cause })
  }
}

extension AssignedVariables: SnapshotCodable {
  static func code(_ value: AssignedVariables?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> AssignedVariables
  {
    AssignedVariables(try JSON.Object.code(value?.values, &coder))
  }
}
