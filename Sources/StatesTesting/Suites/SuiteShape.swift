/// The objects of a suite's file and their members: one table, which both the reader and the schema for editors follow.
enum SuiteShape: String, CaseIterable {
  case suite, testCase, answer, expectation, state, mockConfig, limits

  /// What a member may contain.
  indirect enum Kind: Sendable {
    case any
    case text
    case number
    case flag
    /// A JSONata expression in `{% … %}`.
    case expression
    case shape(SuiteShape)
    case list(Kind)
    /// A value, or a list of such values.
    case oneOrMore(Kind)
    /// Values by names that the suite chooses.
    case byName(Kind)
    /// One of the strings.
    case choice([String])
    /// One of two kinds.
    case either(Kind, Kind)
  }

  /// A member.
  struct Field: Sendable {
    let name: String
    let kind: Kind
    let summary: String
    var isRequired = false
  }

  /// What the object is, for messages.
  var title: String {
    switch self {
    case .suite: "a suite"
    case .testCase: "a case"
    case .answer: "an answer"
    case .expectation: "an expectation"
    case .state: "the expectation of a state"
    case .mockConfig: "a mock file's case"
    case .limits: "limits"
    }
  }

  var fields: [Field] {
    switch self {
    case .suite:
      [
        Field(name: "$schema", kind: .text, summary: "The schema of this file, for editors."),
        Self.comment,
        Field(
          name: "definition", kind: .text,
          summary: "The definition's file, from this file's folder; template.json#LogicalId for one in a template.",
          isRequired: true),
        Field(name: "type", kind: .choice(["STANDARD", "EXPRESS"]), summary: "The type of the state machine."),
        Field(name: "substitutions", kind: .byName(.any), summary: "Values of ${placeholders} in the definition."),
        Field(name: "stateMachineName", kind: .text, summary: "The name of the state machine in ARNs."),
        Field(
          name: "stateMachines", kind: .byName(.text),
          summary: "The files of state machines that tasks start, by name or ARN."),
        Field(name: "startTime", kind: .text, summary: "When executions start: 2024-01-01T00:00:00Z by default."),
        Field(name: "seed", kind: .number, summary: "What everything random comes from."),
        Field(
          name: "datasets", kind: .byName(.byName(.text)),
          summary: "What distributed Maps read: buckets, keys, content."),
        Self.mocks, Self.mockConfigField,
        Field(name: "input", kind: .any, summary: "The input of cases that have none."),
        Field(
          name: "minimumCoverage", kind: .number, summary: "The percentage of the definition that the cases must reach."
        ),
        Field(name: "cases", kind: .list(.shape(.testCase)), summary: "The cases.", isRequired: true),
      ]
    case .testCase:
      [
        Field(name: "name", kind: .text, summary: "The case's name, unique in the suite.", isRequired: true),
        Self.comment,
        Field(name: "skip", kind: .flag, summary: "Whether the case is left out, and reported as such."),
        Field(name: "input", kind: .any, summary: "The input of the execution."),
        Field(name: "inputFile", kind: .text, summary: "The file of the input, from this file's folder."),
        Self.mocks, Self.mockConfigField,
        Field(name: "expect", kind: .shape(.expectation), summary: "What must be true afterward.", isRequired: true),
      ]
    case .answer:
      [
        Field(name: "return", kind: .any, summary: "The task succeeds with this result."),
        Field(
          name: "evaluate", kind: .expression,
          summary: "The task succeeds with the value of this expression over $input."),
        Field(name: "throw", kind: .text, summary: "The task fails with this error."),
        Field(name: "cause", kind: .text, summary: "The cause of the error."),
        Field(name: "hang", kind: .flag, summary: "The task never answers."),
        Field(name: "after", kind: .number, summary: "How many seconds the task takes, in virtual time."),
        Field(name: "submitted", kind: .any, summary: "The answer to the request of a job or callback."),
        Field(name: "worker", kind: .text, summary: "The name of the activity's worker."),
        Field(
          name: "times", kind: .number, summary: "For how many attempts in a row this is the answer: 1 by default."),
        Field(
          name: "when", kind: .any,
          summary: "Answers only tasks whose input includes this, or for which the expression over $input is true."),
      ]
    case .expectation:
      [
        Field(
          name: "status", kind: .choice(["SUCCEEDED", "FAILED", "TIMED_OUT", "RUNNING", "ABORTED"]),
          summary: "How the execution ends: SUCCEEDED by default, FAILED if an error is expected."),
        Field(name: "output", kind: .any, summary: "The output, exactly."),
        Field(name: "outputIncludes", kind: .any, summary: "What the output includes: the members that are named."),
        Field(
          name: "satisfies", kind: .oneOrMore(.expression),
          summary: "Expressions over $input, $output, $status, $error, $cause, $path and $duration that must be true."),
        Field(name: "error", kind: .text, summary: "The name of the error."),
        Field(name: "cause", kind: .text, summary: "The cause, exactly."),
        Field(name: "causeIncludes", kind: .text, summary: "What the cause contains."),
        Field(name: "path", kind: .list(.text), summary: "The states that are entered, exactly."),
        Field(name: "pathIncludes", kind: .oneOrMore(.text), summary: "States that are entered, in this order."),
        Field(name: "pathExcludes", kind: .oneOrMore(.text), summary: "States that are not entered."),
        Field(
          name: "branches", kind: .byName(.list(.list(.text))),
          summary: "The states that are entered in the branches of Parallel states."),
        Field(name: "states", kind: .byName(.shape(.state)), summary: "What happens in states."),
        Field(
          name: "calls", kind: .byName(.list(.any)),
          summary: "What Task states send to their resources, for each attempt."),
        Field(
          name: "duration", kind: .either(.number, .shape(.limits)),
          summary: "How many seconds the execution takes, in virtual time."),
      ]
    case .state:
      [
        Field(name: "visits", kind: .number, summary: "How often the state is entered."),
        Field(name: "attempts", kind: .number, summary: "How many attempts its last visit makes."),
        Field(name: "input", kind: .any, summary: "The input of its last visit, exactly."),
        Field(name: "inputIncludes", kind: .any, summary: "What the input of its last visit includes."),
        Field(name: "output", kind: .any, summary: "The output of its last visit, exactly."),
        Field(name: "outputIncludes", kind: .any, summary: "What the output of its last visit includes."),
        Field(name: "inputs", kind: .list(.any), summary: "The inputs of all visits."),
        Field(name: "outputs", kind: .list(.any), summary: "The outputs of all visits that left the state."),
        Field(name: "error", kind: .text, summary: "The error of its last attempt, caught or not."),
      ]
    case .mockConfig:
      [
        Field(
          name: "file", kind: .text, summary: "A MockConfigFile.json of Step Functions Local, from this file's folder.",
          isRequired: true),
        Field(name: "stateMachine", kind: .text, summary: "The state machine in it; its only one by default."),
        Field(name: "testCase", kind: .text, summary: "The test case in it; its only one by default."),
      ]
    case .limits:
      [
        Field(name: "atLeast", kind: .number, summary: "The least value."),
        Field(name: "atMost", kind: .number, summary: "The greatest value."),
      ]
    }
  }

  private static let comment = Field(name: "comment", kind: .any, summary: "Anything, for readers.")

  private static let mocks = Field(
    name: "mocks", kind: .byName(.oneOrMore(.shape(.answer))),
    summary: "The answers of Task states, one for each attempt, the last one for all that follow. A name such as "
      + "Ship[2] is that iteration's state; Payments/Charge is a state of the state machine Payments.")

  private static let mockConfigField = Field(
    name: "mockConfig", kind: .shape(.mockConfig), summary: "Answers from a mock file of Step Functions Local.")
}
