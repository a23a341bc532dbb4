import Foundation
import StatesBuilder
import Testing

/// What no method can express, because the service would refuse it, is written all the same: nothing is lost.
@Suite struct OddFieldsTests {
  static var workflow: Workflow {
    func state(_ name: String, _ fields: JSON.Object) -> CustomState { CustomState(StateName(name), fields: fields) }
    return Workflow(startAt: StateName("nowhere")) {
      Choice(
        name: StateName("c"),
        fields: [
          "Type": "Choice",
          "Choices": [
            ["Variable": "$.a", "NumericEquals": "x", "Next": "t"], ["Variable": 5, "IsNull": true, "Next": "t"],
            ["And": [1], "Next": "t"], ["And": [["Variable": "$.a", "IsNull": 1]], "Next": "t"],
            ["Condition": 5, "Next": "t"], ["Condition": "plain", "Next": "t"], ["Next": 5], [:],
            ["Condition": true, "Variable": "$.a", "Next": "t"],
            ["Not": ["Variable": "$.a", "IsNull": true, "Comment": 5], "Comment": 6, "Next": "lost"],
            ["Not": ["And": [["Variable": "$.a", "IsNull": true, "Comment": "c"]], "Comment": "d"], "Next": "t"],
            ["Next": "t"],
          ], "Default": 5,
        ])
      Task(
        name: StateName("t"),
        fields: [
          "Type": "Task", "Resource": "r",
          "Retry": [
            ["ErrorEquals": []], ["ErrorEquals": ["a", 5]], [:],
            ["ErrorEquals": ["a"], "MaxAttempts": "x", "BackoffRate": "{% 1 %}", "JitterStrategy": "ODD", "Odd": nil],
          ],
          "Catch": [
            ["ErrorEquals": ["a"]], ["ErrorEquals": [], "Next": "t"],
            ["ErrorEquals": ["a"], "Next": "lost", "ResultPath": 5],
            ["ErrorEquals": ["a"], "Next": "t", "ResultPath": "$.x", "Odd": 1],
          ],
          "TimeoutSeconds": "x", "HeartbeatSeconds": 1.5, "End": false, "Next": nil, "Comment": [1],
          "QueryLanguage": "x", "InputPath": 5, "Parameters": 7, "Credentials": nil,
        ])
      Task(name: StateName("t2"), fields: ["Type": "Task", "Resource": 5, "Retry": 5, "Catch": [1]])
      Wait(name: StateName("w"), fields: ["Type": "Wait"])
      Wait(name: StateName("w2"), fields: ["Type": "Wait", "Seconds": "plain"])
      Wait(name: StateName("w3"), fields: ["Type": "Wait", "Seconds": 1, "SecondsPath": "$.x"])
      Parallel(name: StateName("p"), fields: ["Type": "Parallel", "Branches": [1]])
      Parallel(
        name: StateName("p2"),
        fields: ["Type": "Parallel", "Branches": [["StartAt": "q", "States": ["q": [:]], "Comment": 5, "Odd": 1]]])
      Map(
        name: StateName("m"),
        fields: [
          "Type": "Map", "ItemReader": ["ReaderConfig": 5], "ItemBatcher": 5,
          "ResultWriter": ["Resource": 5, "WriterConfig": ["OutputType": "X"]],
        ])
      Map(
        name: StateName("m2"),
        fields: [
          "Type": "Map",
          "ItemProcessor": ["StartAt": "n", "States": ["n": ["Type": "Succeed"]], "ProcessorConfig": ["Mode": "ODD"]],
          "ItemReader": ["ReaderConfig": ["InputType": "ODD", "CSVHeaders": [1], "MaxItems": "x"]],
        ])
      Fail(name: StateName("f"), fields: ["Type": "Fail", "Error": 5, "Cause": "{% 1 %}"])
      state("odd", ["Type": "Odd", "Next": "t"])
      state("none", [:])
      Pass(StateName("same")).end()
      Pass(StateName("same")).end()
    }
    .field("Odd", ["x.$": 5]).field("TimeoutSeconds", "{% 1 %}")
  }

  @Test func isWritten() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Written/OddFields.swift")
    #expect(Self.workflow.swiftSource(name: "OddFields") == (try String(contentsOf: file, encoding: .utf8)))
  }

  @Test func comesBack() {
    let (built, original) = (OddFields.workflow.definition, Self.workflow.definition)
    #expect(DefinitionOrder.text(built) == DefinitionOrder.text(original))
  }

  @Test func anEmptyMachineIsWritten() {
    let source = Workflow {}.swiftSource(name: "Empty")
    #expect(source.contains("  enum Names {}\n"))
    #expect(source.contains("    Workflow {}\n"))
  }
}
