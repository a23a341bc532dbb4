import StatesTesting
import Testing

/// The forms in which answers are written.
@Suite struct MockAnswerTests {
  private struct Order: Codable {
    var id: Int
    var note: String?
  }

  private static let definition = #"""
    {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:t",
      "Retry":[{"ErrorEquals":["E"],"IntervalSeconds":1}],"End":true}}}
    """#

  private func run(_ answers: MockAnswer..., input: JSON = [:]) throws -> ExecutionResult {
    var test = try WorkflowTest(definition: Self.definition)
    try test.mock("T", answers: answers)
    return test.run(input: input)
  }

  @Test func variablesAreResults() throws {
    let (number, fraction, text, flag) = (7, 1.5, "x", true)
    #expect(try run(.return(number)).outputText == "7")
    #expect(try run(.return(fraction)).outputText == "1.5")
    #expect(try run(.return(text)).outputText == #""x""#)
    #expect(try run(.return(flag)).outputText == "true")
    #expect(try run(.return(number, after: 5)).duration == 5)
    #expect(try run(.return(text, after: .seconds(5))).duration == 5)
  }

  @Test func literalsAreResults() throws {
    #expect(try run(.return(7)).outputText == "7")
    #expect(try run(.return(1.5)).outputText == "1.5")
    #expect(try run(.return("x")).outputText == #""x""#)
    #expect(try run(.return(nil)).outputText == "null")
    #expect(try run(.return(["b": 1, "a": [true]])).outputText == #"{"b":1,"a":[true]}"#)
  }

  @Test func ownTypesAreResults() throws {
    #expect(try run(.return(encoding: Order(id: 7, note: nil))).outputText == #"{"id":7}"#)
    #expect(try run(.return(encoding: [Order(id: 1, note: "n")], after: 2)).outputText == #"[{"id":1,"note":"n"}]"#)
    #expect(try run(.return(encoding: [1, 2], after: .milliseconds(1_500))).duration == 1.5)
    let error = #expect(throws: WorkflowTest.UnknownTask.self) { try run(.return(encoding: [Double.infinity])) }
    #expect(error?.description.hasPrefix("the mock of 'T': its result cannot be encoded: /0: ") == true)
  }

  @Test func functionsTakeOwnTypes() throws {
    let answer = MockAnswer.call(taking: Order.self) { order in
      guard order.id > 0 else { throw TaskFailure("NoOrder", cause: "\(order.id)") }
      return ["doubled": order.id * 2]
    }
    #expect(try run(answer, input: ["id": 4]).outputText == #"{"doubled":8}"#)
    #expect(try run(answer, input: ["id": 0]).error == "NoOrder")
    #expect(try run(answer, input: ["id": "x"]).error == "JSONCodingError")
  }

  @Test func answersKnowTheAttempt() throws {
    let answer = MockAnswer { task in
      task.attempt < 3
        ? TaskReport(.failed(error: "E", cause: nil)) : TaskReport(.succeeded(.integer(task.attempt)))
    }
    #expect(try run(answer).output == 3)
  }

  @Test func delaysAreDurations() throws {
    #expect(try run(.throw("E", after: .seconds(3)), .return(1, after: .milliseconds(250))).duration == 4.25)
    #expect(throws: WorkflowTest.UnknownTask.self) { try run(.return(1, after: .seconds(-1))) }
    #expect(throws: WorkflowTest.UnknownTask.self) { try run(.throw("E", after: .seconds(Int64.max))) }
  }
}
