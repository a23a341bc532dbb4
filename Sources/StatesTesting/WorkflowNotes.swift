import StatesRuntime

/// What a ``WorkflowTest`` knows about a run besides what the execution did.
struct WorkflowNotes: RunNotes {
  /// The state machines that tasks could start.
  var stateMachines: KnownStateMachines
  /// The answers that were not used.
  var unusedMocks: [UnusedMock]
  /// What looks like a mistake of the test.
  var warnings: [String]
}

extension ExecutionResult {
  var workflowNotes: WorkflowNotes? { notes as? WorkflowNotes }

  /// What looks like a mistake of the test: an input that is a string with JSON in it. Also written to standard error.
  public var warnings: [String] { workflowNotes?.warnings ?? [] }

  /// The mocks of the test that the run has not used, in the order of their states' names; none for a result that is not that
  /// of a ``WorkflowTest``.
  ///
  /// ```swift
  /// #expect(test.run(input: order).unusedMocks == [])
  /// ```
  public var unusedMocks: [UnusedMock] { workflowNotes?.unusedMocks ?? [] }
}
