import StatesBuilder
import Testing

@Suite struct WorkflowTests {
  private enum Step: String, StateNaming, CaseIterable { case one, two, three }

  @Test func printsTheFieldsOfTheMachineFirst() {
    let workflow = Workflow(startAt: Step.two) {
      Pass(Step.one).end()
      Pass(Step.two).next(Step.one)
    }
    .comment("c").version("1.0").timeoutSeconds(60).queryLanguage(.jsonata)
    #expect(
      workflow.definition.description
        == #"{"Comment":"c","Version":"1.0","TimeoutSeconds":60,"QueryLanguage":"JSONata","StartAt":"two","#
        + #""States":{"one":{"Type":"Pass","End":true},"two":{"Type":"Pass","Next":"one"}}}"#)
    #expect(workflow.diagnostics() == [])
  }

  @Test func startsAtTheFirstStateByDefault() throws {
    let workflow = Workflow { Succeed(Step.three) }
    #expect(workflow.definition["StartAt"] == "three")
    #expect(try workflow.stateMachine().states.map(\.name) == ["three"])
    #expect(workflow.aslText.hasPrefix("{\n  \"StartAt\": \"three\",\n"))
  }

  @Test(arguments: [true, false]) func blocksTakeConditionsLoopsAndLists(isLong: Bool) {
    func others() -> [any WorkflowState] { [Succeed(Step.three)] }
    let workflow = Workflow {
      if isLong {
        Pass(Step.one).next(Step.two)
      }
      if isLong { Pass(Step.two).next(Step.three) } else { Wait(Step.two, seconds: 1).next(Step.three) }
      for number in 0..<(isLong ? 2 : 0) { Pass(StateName("n\(number)")).end() }
      others()
    }
    let names = isLong ? ["one", "two", "n0", "n1", "three"] : ["two", "three"]
    #expect(workflow.states.map(\.name.description) == names)
    #expect(workflow.definition["States"]?["two"]?["Type"] == (isLong ? "Pass" : "Wait"))
  }

  @Test(
    arguments: [
      (Workflow { Pass(Step.one).next(Step.two) }, "Missing 'Next' target: two", "/States/one/Next"),
      (Workflow(startAt: Step.two) { Succeed(Step.one) }, "Missing 'Next' target: two", "/StartAt"),
      (Workflow { Pass(Step.one).resultPath("r").end() }, "Value is not a Reference Path", "/States/one/ResultPath"),
      (
        Workflow {
          Pass(Step.one).end()
          Succeed(Step.one)
        }, "Duplicate", "one"
      ),
      (Workflow { Pass(Step.one).parameters([:]).end() }.queryLanguage(.jsonata), "'Parameters'", "/States/one"),
    ] as [(Workflow, String, String)])
  func problemsNameTheirState(workflow: Workflow, message: String, location: String) throws {
    let problems = workflow.diagnostics()
    #expect(
      problems.contains { $0.message.contains(message) && ($0.location ?? "").contains(location) }, "\(problems)")
    let error = #expect(throws: InvalidDefinition.self) { try workflow.stateMachine() }
    #expect(error?.description.contains(message) == true)
  }

  @Test func aMachineWithoutStatesIsAProblemNotACrash() {
    let workflow = Workflow {}
    #expect(workflow.definition.description == #"{"States":{}}"#)
    #expect(!workflow.diagnostics().isEmpty)
  }

  @Test func expressMachinesAreCheckedAsSuch() throws {
    let workflow = Workflow {
      Task(Step.one, resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken").end()
    }
    #expect(throws: InvalidDefinition.self) { try workflow.stateMachine(type: .express) }
    #expect(workflow.diagnostics(type: .express).contains { $0.severity == .error })
  }

  @Test func readsADefinitionIntoTypedStates() throws {
    let text = """
      {"QueryLanguage": "JSONata", "StartAt": "P", "States": {
        "P": {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}], "Next": "M"},
        "M": {"Type": "Map", "Items": [1], "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Fail"}}}, "End": true}
      }}
      """
    let workflow = try Workflow(parsing: text)
    #expect(workflow.startAt == StateName("P"))
    #expect(workflow.states.map(\.name.description) == ["P", "M"])
    let parallel = try #require(workflow.states.first as? Parallel)
    #expect(parallel.branches.first?.states.first is Succeed)
    let map = try #require(workflow.states.last as? Map)
    #expect(map.processor?.states.first is Fail)
    #expect(workflow.definition.description == (try JSON(parsing: text)).description)
  }

  @Test func statesOfADefinitionCanBeChanged() throws {
    var workflow = try Workflow(
      parsing:
        #"{"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "End": true}}}"#
    )
    workflow.states = workflow.states.map { state in (state as? Task)?.retry(.all, maxAttempts: 5) ?? state }
    #expect(workflow.definition["States"]?["T"]?["Retry"]?[0]?["MaxAttempts"] == 5)
    #expect(try workflow.stateMachine().states.first?.retriers.count == 1)
  }

  @Test(arguments: [
    "[]", "{", #"{"StartAt": "A", "States": {}}"#, #"{"StartAt": ${x}, "States": {"A": {"Type": "Succeed"}}}"#,
  ])
  func refusesWhatTheServiceWouldRefuse(text: String) {
    let error = #expect(throws: InvalidDefinition.self) { try Workflow(parsing: text) }
    #expect(error?.diagnostics.isEmpty == false)
  }
}
