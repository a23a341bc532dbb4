import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime
import StepFunctions
import Testing

/// ValidateStateMachineDefinition, TestState.
@Suite struct CheckTests {
  private let service = ServiceScene().service

  // MARK: ValidateStateMachineDefinition

  @Test func aValidDefinitionIsOK() async throws {
    let answer = try await service.validateStateMachineDefinition(definition: ServiceScene.pass)
    #expect(answer == ValidateStateMachineDefinitionOutput(result: .ok, diagnostics: [], truncated: false))
  }

  @Test func problemsAreAnswers() async throws {
    let answer = try await service.validateStateMachineDefinition(definition: "{}")
    #expect(answer.result == .fail)
    #expect(
      answer.diagnostics == [
        ValidateStateMachineDefinitionDiagnostic(
          severity: .error, code: "SCHEMA_VALIDATION_FAILED", message: "These fields are required: [States, StartAt]",
          location: "/")
      ])
    #expect(answer.truncated == false)
  }

  @Test func problemsAreCutOff() async throws {
    let states = (0..<5).map { #""S\#($0)":{"Type":"Pass","Next":"X\#($0)"}"# }.joined(separator: ",")
    let definition = #"{"StartAt":"S0","States":{\#(states)}}"#
    let all = try await service.validateStateMachineDefinition(definition: definition)
    #expect(all.diagnostics.count > 3)
    let some = try await service.validateStateMachineDefinition(definition: definition, maxResults: 3)
    #expect(some.diagnostics == Array(all.diagnostics.prefix(3)))
    #expect(some.truncated == true)
    #expect(
      try await service.validateStateMachineDefinition(definition: definition, maxResults: 0).truncated == false)
    await expectRefusal(.validation) {
      try await service.validateStateMachineDefinition(definition: definition, maxResults: 101)
    }
  }

  @Test func warningsAreToldOnRequest() async throws {
    let definition = #"{"StartAt":"P","States":{"P":{"Type":"Pass","Result":"$.a","End":true}}}"#
    let errors = try await service.validateStateMachineDefinition(definition: definition)
    #expect(errors.diagnostics == [])
    let all = try await service.validateStateMachineDefinition(definition: definition, severity: .warning)
    #expect(all.result == .ok)
    #expect(all.diagnostics.map(\.severity) == [.warning])
  }

  @Test func theTypeCounts() async throws {
    let definition = ServiceScene.activity(ServiceScene.arn("activity:a"))
    #expect(try await service.validateStateMachineDefinition(definition: definition).result == .ok)
    #expect(try await service.validateStateMachineDefinition(definition: definition, type: .express).result == .fail)
  }

  // MARK: TestState

  @Test func aStateIsTested() async throws {
    let answer = try await service.testState(
      definition: #"{"Type":"Pass","Result":{"b":2},"Next":"N"}"#, input: #"{"a":1}"#, inspectionLevel: .debug)
    #expect(answer.status == .succeeded)
    #expect(answer.output == #"{"b":2}"#)
    #expect(answer.nextState == "N")
    #expect(answer.inspectionData?.input == #"{"a":1}"#)
    #expect(answer.inspectionData?.result == #"{"b":2}"#)
    let brief = try await service.testState(definition: #"{"Type":"Pass","End":true}"#)
    #expect(brief.inspectionData == nil)
  }

  @Test func aMockStandsInForTheWork() async throws {
    let task =
      #"{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true,"Retry":[{"ErrorEquals":["E"],"IntervalSeconds":1,"BackoffRate":2,"MaxAttempts":5}]}"#
    let answer = try await service.testState(definition: task, mock: MockInput(result: #"{"ok":true}"#))
    #expect(answer.output == #"{"ok":true}"#)
    let retried = try await service.testState(
      definition: task, inspectionLevel: .debug,
      mock: MockInput(errorOutput: MockErrorOutput(error: "E", cause: "C")),
      stateConfiguration: TestStateConfiguration(retrierRetryCount: 4))
    #expect(retried.status == .retriable)
    #expect(retried.error == "E")
    #expect(retried.cause == "C")
    #expect(retried.inspectionData?.errorDetails?.retryBackoffIntervalSeconds == 16)
    #expect(retried.inspectionData?.errorDetails?.retryIndex == 0)
  }

  @Test func aTaskWithoutAMockIsDoneByItsHandler() async throws {
    var resources = ResourceRouter()
    resources.function("now") { _ in ["now": true] }
    resources.function("later") { _ async in
      await Task.yield()
      return ["later": true]
    }
    let service = ServiceScene(resources).service
    for name in ["now", "later"] {
      let answer = try await service.testState(
        definition: ServiceScene.task(name), roleArn: ServiceScene.role)
      #expect(answer.output == #"{"\#(name)":true}"#)
    }
    await expectRefusal(.validation, "RoleArn must be specified when testing a Task state") {
      try await service.testState(definition: ServiceScene.task("now"))
    }
    let unknown = try await service.testState(definition: ServiceScene.task("other"), roleArn: ServiceScene.role)
    #expect(unknown.status == .failed)
    #expect(unknown.cause?.contains("No handler is registered") == true)
  }

  @Test func aStateOfAWholeDefinitionIsTested() async throws {
    #expect(try await service.testState(definition: ServiceScene.other, stateName: "P").output == "1")
    await expectRefusal(.validation, "State not found in definition") {
      try await service.testState(definition: ServiceScene.other, stateName: "X")
    }
  }

  @Test func variablesAndContextAreGiven() async throws {
    let state = #"{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $v %}","End":true}"#
    #expect(try await service.testState(definition: state, variables: #"{"v":7}"#).output == "7")
  }

  @Test func whatCannotBeTestedIsRefused() async throws {
    await expectRefusal(.invalidDefinition) { try await service.testState(definition: #"{"Type":"Nope"}"#) }
    await expectRefusal(.invalidExecutionInput) {
      try await service.testState(definition: #"{"Type":"Pass","End":true}"#, input: "not json")
    }
    await expectRefusal(.invalidArn) {
      try await service.testState(definition: ServiceScene.task("f"), roleArn: "nonsense")
    }
    await expectRefusal(.validation, "State type 'Pass' is not supported when a mock is specified") {
      try await service.testState(definition: #"{"Type":"Pass","End":true}"#, mock: MockInput(result: "{}"))
    }
  }
}
