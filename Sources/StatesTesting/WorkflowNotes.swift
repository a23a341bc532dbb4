import StatesRuntime

/// What a ``WorkflowTest`` knows about a run besides what the execution did.
struct WorkflowNotes: RunNotes {
  /// The state machines that tasks could start.
  var stateMachines: KnownStateMachines
  /// The answers that were not used.
  var unusedMocks: [UnusedMock]
}

extension ExecutionResult {
  var workflowNotes: WorkflowNotes? { notes as? WorkflowNotes }

  /// The mocks of the test that the run has not used, in the order of their states' names; none for a result that is not that
  /// of a ``WorkflowTest``.
  ///
  /// ```swift
  /// #expect(test.run(input: order).unusedMocks == [])
  /// ```
  public var unusedMocks: [UnusedMock] { workflowNotes?.unusedMocks ?? [] }
}
