import StatesGraph
import StatesLanguage
import Testing

/// What a graph consists of.
@Suite struct StateGraphTests {
  /// `A→B` for each edge of the machine's own level.
  private func edges(_ states: String) throws -> [String] {
    let graph = StateGraph(try StateMachine(states: states))
    return graph.edges[graph.levels[0].edges].map {
      "\(graph.nodes[$0.source].name)→\(graph.nodes[$0.target].name)" + ($0.isCatch ? " catch" : "")
    }
  }

  private func labels(_ states: String) throws -> [String] {
    StateGraph(try StateMachine(states: states)).edges.flatMap(\.labels)
  }

  @Test func everyLevelHasAStart() throws {
    let graph = StateGraph(try Fixtures.machine("nested"))
    #expect(graph.levels.count == 7)
    for level in graph.levels {
      #expect(graph.nodes[level.nodes.lowerBound].kind == .start)
      #expect(graph.edges[level.edges.lowerBound].reasons == [.start])
      for edge in level.edges {
        #expect(level.nodes.contains(graph.edges[edge].source) && level.nodes.contains(graph.edges[edge].target))
      }
    }
  }

  @Test func onlySuccessLeadsToTheEnd() throws {
    #expect(
      try edges(#""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}"#)
        == ["Start→A", "A→B", "B→End"])
    #expect(try edges(#""A": {"Type": "Succeed"}"#) == ["Start→A", "A→End"])
    #expect(try edges(#""A": {"Type": "Fail"}"#) == ["Start→A"])
  }

  @Test func waysToOneStateAreOneEdge() throws {
    let rules = ["1", "2", "3"].map { #"{"Variable": "$.a", "NumericEquals": \#($0), "Next": "B"}"# }
    let states =
      #""A": {"Type": "Choice", "Choices": [\#(rules.joined(separator: ","))], "Default": "B"}, "B": {"Type": "Succeed"}"#
    #expect(try edges(states) == ["Start→A", "A→B", "B→End"])
    #expect(try labels(states) == ["$.a = 1", "$.a = 2", "$.a = 3", "Default"])
    let graph = StateGraph(try StateMachine(states: states))
    #expect(graph.edges[1].reasons == [.rule(0), .rule(1), .rule(2), .otherwise])
  }

  @Test func errorsHaveTheirOwnEdge() throws {
    let states = """
      "A": {"Type": "Parallel", "Branches": [{"StartAt": "X", "States": {"X": {"Type": "Succeed"}}}], "Next": "B",
            "Catch": [{"ErrorEquals": ["E", "F"], "Next": "B"}, {"ErrorEquals": ["States.ALL"], "Next": "B"}]},
      "B": {"Type": "Succeed"}
      """
    #expect(try edges(states) == ["Start→A", "A→B", "A→B catch", "B→End"])
    #expect(try labels(states) == ["E, F", "States.ALL"])
  }

  @Test func statesAreFoundByIndex() throws {
    let machine = try Fixtures.machine("nested")
    let graph = StateGraph(machine)
    for (index, state) in machine.states.enumerated() {
      let node = try #require(graph.nodes.first { $0.state == index })
      #expect(node.name == state.name)
      #expect(node.id == "s\(index)")
      #expect(node.kind == .state(state.type))
    }
    #expect(Set(graph.nodes.map(\.id)).count == graph.nodes.count)
  }

  @Test func onlySeveralBranchesHaveTitles() throws {
    let titles = StateGraph(try Fixtures.machine("nested")).levels.map(\.title)
    #expect(
      titles == [nil, "Branch 1", nil, "Branch 1", "Branch 2", "Branch 3", "Branch 2"])
  }

  @Test(arguments: [
    (#""Variable": "$.total", "NumericGreaterThan": 100"#, "$.total > 100"),
    (#""Variable": "$.total", "NumericLessThanEqualsPath": "$.limit""#, "$.total ≤ $.limit"),
    (#""Variable": "$.kind", "StringEquals": "gift""#, #"$.kind = "gift""#),
    (#""Variable": "$.kind", "StringMatches": "a*\\*b""#, #"$.kind matches "a*\\*b""#),
    (#""Variable": "$.at", "TimestampGreaterThanEquals": "2024-01-01T00:00:00Z""#, "$.at ≥ 2024-01-01T00:00:00Z"),
    (#""Variable": "$.flag", "BooleanEquals": true"#, "$.flag = true"),
    (#""Variable": "$.x", "IsPresent": false"#, "$.x is not present"),
    (#""Variable": "$.x", "IsNumeric": true"#, "$.x is a number"),
    (#""Not": {"Variable": "$.x", "IsNull": true}"#, "not $.x is null"),
    (
      #""And": [{"Variable": "$.a", "IsNull": true}, {"Or": [{"Variable": "$.b", "IsNull": true}, {"Variable": "$.c", "IsNull": true}]}]"#,
      "$.a is null and ($.b is null or $.c is null)"
    ),
    (
      #""Or": [{"Variable": "$.a", "IsNull": true}, {"And": [{"Variable": "$.b", "IsNull": true}, {"Variable": "$.c", "IsNull": true}]}]"#,
      "$.a is null or $.b is null and $.c is null"
    ),
    (
      #""Not": {"And": [{"Variable": "$.b", "IsNull": true}, {"Variable": "$.c", "IsNull": true}]}"#,
      "not ($.b is null and $.c is null)"
    ),
  ])
  func conditionsAreReadable(condition: String, expected: String) throws {
    let states =
      #""A": {"Type": "Choice", "Choices": [{\#(condition), "Next": "B"}]}, "B": {"Type": "Succeed"}"#
    #expect(try labels(states) == [expected])
  }

  @Test func onlyTheEndsOfLongPathsAreShown() throws {
    let condition = #""Variable": "$.order.customer.address.country.code", "StringEquals": "DE""#
    let graph = StateGraph(
      try StateMachine(
        states: #""A": {"Type": "Choice", "Choices": [{\#(condition), "Next": "B"}]}, "B": {"Type": "Succeed"}"#))
    #expect(graph.edges[1].labels == [#"$.order.customer.address.country.code = "DE""#])
    #expect(graph.edges[1].shortLabels == [#"$….customer.address.country.code = "DE""#])
  }

  @Test(arguments: [
    (
      #""Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sqs:listQueues", "Parameters": {}"#,
      "aws-sdk:sqs:listQueues"
    ),
    (#""Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:price:PROD""#, "Lambda price"),
    (#""Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:bill""#, "activity bill"),
    (#""Type": "Wait", "Seconds": 60"#, "60 s"),
    (#""Type": "Wait", "TimestampPath": "$.until""#, "until $.until"),
    (#""Type": "Pass""#, nil),
  ])
  func aStateSaysWhatItDoes(fields: String, detail: String?) throws {
    #expect(StateGraph(try StateMachine(states: #""A": {\#(fields), "End": true}"#)).nodes[1].detail == detail)
  }

  @Test(arguments: [
    ("[]", nil), (#"[{"ErrorEquals": ["E"], "MaxAttempts": 0}]"#, nil),
    (#"[{"ErrorEquals": ["E"], "MaxAttempts": 1}]"#, "1 retry"), (#"[{"ErrorEquals": ["E"]}]"#, "3 retries"),
    (#"[{"ErrorEquals": ["E"]}, {"ErrorEquals": ["F"], "MaxAttempts": 2}]"#, "up to 5 retries"),
  ])
  func retriesAreCounted(retry: String, expected: String?) throws {
    let fields = #""Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "Retry": \#(retry)"#
    #expect(StateGraph(try StateMachine(states: #""A": {\#(fields), "End": true}"#)).nodes[1].retries == expected)
  }
}
