import StatesTesting
import Testing

@Suite struct ContextObjectTests {
  /// What a path finds in the context object of a state in front of `End`.
  private func found(_ path: String, input: String = #"{"a":1}"#) -> String? {
    run(single(#""Type":"Pass","InputPath":"\#(path)""#), input: input)?.outputText
  }

  @Test func anotherExecutionsIdentity() {
    let first = ExecutionIdentity(stateMachineName: "M", name: "e", region: "eu-west-1", account: "2")
    #expect(
      first.named("other")
        == ExecutionIdentity(stateMachineName: "M", name: "other", region: "eu-west-1", account: "2"))
    #expect(first.named("e") == first)
  }

  @Test(arguments: [
    ("$$.Execution.Id", #""arn:aws:states:us-east-1:111111111111:execution:StateMachine:test""#),
    ("$$.Execution.Name", #""test""#), ("$$.Execution.Input", #"{"a":1}"#),
    ("$$.Execution.StartTime", #""2024-01-01T00:00:00.000Z""#), ("$$.Execution.RedriveCount", "0"),
    ("$$.Execution.RoleArn", #""arn:aws:iam::111111111111:role/StateMachine-role""#),
    ("$$.StateMachine.Id", #""arn:aws:states:us-east-1:111111111111:stateMachine:StateMachine""#),
    ("$$.StateMachine.Name", #""StateMachine""#), ("$$.State.Name", #""S""#),
    ("$$.State.EnteredTime", #""2024-01-01T00:00:00.000Z""#),
  ])
  func members(path: String, value: String) { #expect(found(path) == value) }

  @Test(arguments: ["$$.State.RetryCount", "$$.Task.Token", "$$.Map.Item.Index", "$$.Execution.RedriveTime"])
  func whatAPassDoesNotSee(path: String) { #expect(found(path) == nil) }

  @Test func theWholeInItsOrder() {
    let result = run(single(#""Type":"Pass","InputPath":"$$""#))?.output
    #expect(result?.objectValue?.keys == ["Execution", "StateMachine", "State"])
    #expect(
      result?["Execution"]?.objectValue?.keys == ["Id", "Input", "StartTime", "Name", "RoleArn", "RedriveCount"])
    #expect(result?["StateMachine"]?.objectValue?.keys == ["Id", "Name"])
    #expect(result?["State"]?.objectValue?.keys == ["Name", "EnteredTime"])
  }

  @Test func theInputStaysThatOfTheExecution() {
    expectOutput(
      machine(
        "A",
        #""A":{"Type":"Pass","Result":0,"Next":"B"},"B":{"Type":"Pass","InputPath":"$$.Execution.Input","End":true}"#),
      input: #"{"a": 1}"#, #"{"a":1}"#)
  }

  @Test func enteredTimeMovesAndStartTimeStays() {
    expectValue(
      machine(
        "A",
        #""A":{"Type":"Wait","Seconds":61,"Next":"B"},"B":{"Type":"Pass","Parameters":{"start.$":"$$.Execution.StartTime","entered.$":"$$.State.EnteredTime"},"End":true}"#
      ), ["start": "2024-01-01T00:00:00.000Z", "entered": "2024-01-01T00:01:01.000Z"])
  }

  @Test func retryCountCountsUp() {
    let definition = machine(
      "T",
      task(
        "T",
        #""Parameters":{"n.$":"$$.State.RetryCount"},"Retry":[{"ErrorEquals":["A"]},{"ErrorEquals":["B"]}],"Catch":[{"ErrorEquals":["C"],"Assign":{"n.$":"$$.State.RetryCount"},"Next":"P"}],"End":true"#
      ) + #","P":{"Type":"Pass","InputPath":"$n","End":true}"#)
    let result = run(definition, mocks: ["T": [.throw("A"), .throw("B"), .throw("C")]])
    let sent = result?.events(.lambdaFunctionScheduled).map { $0.json["lambdaFunctionScheduledEventDetails"]?["input"] }
    #expect(sent == [#"{"n":0}"#, #"{"n":1}"#, #"{"n":2}"#])
    #expect(result?.outputText == "2")
  }

  @Test func enteredTimeStaysThroughRetries() {
    let definition = machine(
      "T",
      task(
        "T",
        #""Parameters":{"t.$":"$$.State.EnteredTime"},"Retry":[{"ErrorEquals":["E"],"IntervalSeconds":100}],"End":true"#
      ))
    expectOutput(definition, mocks: ["T": [.throw("E"), .call { $0 }]], #"{"t":"2024-01-01T00:00:00.000Z"}"#)
  }

  /// A child of a distributed Map does not see whose child it is; an inline Map in it shows its items all the same.
  @Test func aDistributedChildSeesExecutionMachineAndState() throws {
    let inner =
      #""Inner":{"Type":"Map","ItemsPath":"$.l","ItemSelector":{"i.$":"$$.Map.Item.Index"},"ResultPath":"$.inner","Next":"P","ItemProcessor":{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}}"#
    let definition = machine(
      "M",
      #""M":{"Type":"Map","Label":"L","End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"Inner","States":{\#(inner),"P":{"Type":"Pass","Parameters":{"inner.$":"$.inner","c.$":"$$"},"End":true}}}}"#
    )
    let output = try #require(run(definition, input: #"[{"l":[1,2]}]"#)?.output?[0])
    #expect(output["inner"] == [["i": 0], ["i": 1]])
    #expect(output["c"]?.objectValue?.members.map(\.key) == ["Execution", "StateMachine", "State"])
    #expect(output["c"]?["StateMachine"]?["Name"] == "StateMachine")
    #expect(output["c"]?["StateMachine"]?["Id"]?.stringValue?.hasSuffix(":stateMachine:StateMachine/L") == true)
  }

  /// A missing path into the context object shows the context object.
  @Test func whatIsMissingInTheContextObject() {
    let result = run(single(#""Type":"Pass","Parameters":{"s.$":"$$.Map.Item.Source"}"#), input: #"{"a":1}"#)
    #expect(
      result?.cause?.hasPrefix(
        prefix() + "The JSONPath '$$.Map.Item.Source' specified for the field 's.$' could not be found in the input "
          + #"'{"Execution":{"Id":"arn:"#) == true)
    #expect(result?.cause?.contains(#","Input":{"a":1},"StartTime":"#) == true)
    #expect(result?.cause?.contains(#""RedriveCount":0},"StateMachine":{"Id":"#) == true)
    #expect(result?.cause?.hasSuffix(#""State":{"Name":"S","EnteredTime":"2024-01-01T00:00:00.000Z"}}'"#) == true)
  }

  @Test func mapItemIsThatOfTheInnermostMap() {
    let definition = #"""
      {"StartAt":"Outer","States":{"Outer":{"Type":"Map","End":true,
        "ItemSelector":{"list.$":"$$.Map.Item.Value","outer.$":"$$.Map.Item.Index"},
        "ItemProcessor":{"StartAt":"Inner","States":{"Inner":{"Type":"Map","ItemsPath":"$.list","End":true,
          "ItemSelector":{"outer.$":"$.outer","inner.$":"$$.Map.Item.Index","value.$":"$$.Map.Item.Value"},
          "ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}}}}}}}
      """#
    expectValue(
      definition, input: #"[["a"],["b","c"]]"#,
      [
        [["outer": 0, "inner": 0, "value": "a"]],
        [["outer": 1, "inner": 0, "value": "b"], ["outer": 1, "inner": 1, "value": "c"]],
      ])
  }

  @Test func anExpressExecutionHasNoRedriveCount() throws {
    var execution = Execution(
      try StateMachine(parsing: single(#""Type":"Pass","InputPath":"$$.Execution""#), type: .express), input: [:],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    _ = execution.handle(.start, at: Timestamp(milliseconds: 0))
    let context = ExecutionResult(execution: execution).output
    #expect(context?["RedriveCount"] == nil)
    #expect(context?["Id"] == .string(execution.identity.executionARN))
    #expect(context?["Name"] == "e")
  }
}
