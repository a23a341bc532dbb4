@testable import StatesBuilder
@testable import StatesLanguage
import Testing

@Suite struct SwiftSourceTests {
  @Test func writesAPropertyForEachState() throws {
    let text = """
      {"Comment": "Ships orders.", "StartAt": "Check stock", "States": {
        "Check stock": {"Type": "Choice", "Choices": [
          {"And": [{"Variable": "$.n", "NumericGreaterThan": 0}, {"Not": {"Variable": "$.sold", "IsPresent": true}}],
            "Next": "ship"},
          {"Variable": "$.never", "BooleanEquals": true, "Next": "default", "Comment": "c", "Assign": {"v.$": "$.x"}}],
          "Default": "default"},
        "ship": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Comment": "Uses \\"quotes\\".",
          "Parameters": {"FunctionName": "f", "Payload": {"id.$": "$.id", "weight": 1.0, "hash.$": "States.UUID()"}},
          "Retry": [{"ErrorEquals": ["States.Timeout", "Busy"], "BackoffRate": 1.5, "JitterStrategy": "FULL"}],
          "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "default", "ResultPath": null}], "End": true},
        "default": {"Type": "Fail", "Error": "E"}}}
      """
    let expected = ##"""
      import StatesBuilder

      enum Shipping {
        /// The names of the states.
        enum Names: String, StateNaming {
          case checkStock = "Check stock"
          case ship
          case defaultState = "default"
        }

        /// The state machine.
        static var workflow: Workflow {
          Workflow(startAt: Names.checkStock) {
            checkStock
            ship
            defaultState
          }
          .comment("Ships orders.")
        }

        static var checkStock: Choice {
          Choice(Names.checkStock) {
            When(.and(Variable("$.n").numericGreaterThan(0), .not(Variable("$.sold").isPresent(true))), next: Names.ship)
            When(Variable("$.never").booleanEquals(true), next: Names.defaultState)
              .comment("c")
              .assign(["v": .path("$.x")])
          }
          .default(Names.defaultState)
        }

        static var ship: Task {
          Task(Names.ship, resource: "arn:aws:states:::lambda:invoke")
            .comment(#"Uses "quotes"."#)
            .parameters([
              "FunctionName": "f",
              "Payload": [
                "id": .path("$.id"),
                "weight": .json(.number(.literal("1.0"))),
                "hash": .intrinsic("States.UUID()"),
              ],
            ])
            .retry(.timeout, "Busy", backoffRate: 1.5, jitterStrategy: .full)
            .catch(.all, next: Names.defaultState, resultPath: nil)
            .end()
        }

        static var defaultState: Fail {
          Fail(Names.defaultState, error: "E")
        }
      }

      """##
    #expect(try Workflow(parsing: text).swiftSource(name: "shipping") == expected)
  }

  /// The type checker takes quadratic time for the statements of a block.
  @Test func longBlocksAreDivided() throws {
    let names = (0..<250).map { StateName("S\($0)") }
    let workflow = Workflow {
      for name in names.dropLast() { Pass(name).next(names[249]) }
      Choice(names[249]) {
        for name in names { When(Variable("$.n").numericEquals(1), next: name) }
      }
    }
    let source = workflow.swiftSource(name: "Long")
    #expect(
      source.contains("    Workflow {\n      workflowStates\n      workflowStates2\n      workflowStates3\n    }\n"))
    #expect(source.contains("  static var workflowStates3: [any WorkflowState] {\n"))
    #expect(source.contains("    Choice(Names.s249) {\n      s249Rules\n      s249Rules2\n      s249Rules3\n    }\n"))
    #expect(source.split(separator: "\n").filter { $0.contains("When(") }.count == 250)
  }

  @Test func isTheSameForTheSameMachine() throws {
    let workflow = Workflow {
      Pass(StateName("a")).result(["z": 1, "a": [1, 2, nil]]).next(StateName("b"))
      Succeed(StateName("b"))
    }
    #expect(Set((0..<5).map { _ in workflow.swiftSource(name: "Once") }).count == 1)
  }

  @Test(arguments: [
    ("", #""""#), ("plain", #""plain""#), (#"a "b""#, ##"#"a "b""#"##), (#"\(x)"#, ##"#"\(x)"#"##),
    (##""#\#(x)"##, ####""\"#\\#(x)""####), (##"a"#"##, ###"##"a"#"##"###), (##"\#(x)"##, ###"##"\#(x)"##"###),
    (#"""#, ##""\"""##), (#""""quotes"#, ##""\"\"\"quotes""##), ("two\nlines\t\r", #""two\nlines\t\r""#),
    ("\"\n", #""\"\n""#), ("nul\u{0}", #""nul\u{0}""#), ("👩‍🚀 é", "\"👩‍🚀 é\""), ("\u{301}x", #""\u{301}x""#),
    ("a\u{202e}b\u{2028}", #""a\u{202e}b\u{2028}""#), ("\u{fffe}\u{a0}", #""\u{fffe}\u{a0}""#),
  ])
  func writesStringLiterals(text: String, literal: String) {
    #expect(SwiftLiteral.string(text) == literal)
  }

  @Test(
    arguments: [
      (.integer(1), "1"), (.integer(-5), "-5"), (.double(0.5), "0.5"), (.literal("1.0"), nil),
      (.decimal(significand: 10, scale: 1), nil),
      (.decimal(significand: 15, scale: 1), "1.5"), (.double(2), nil), (.literal("1E400"), nil), (.literal("-0"), nil),
      (.double(1e21), "1e+21"), (.literal("12345678901234567890"), nil), (.integer(.min), "-9223372036854775808"),
      (.double(.nan), nil),
    ] as [(JSONNumber, String?)])
  func writesNumberLiteralsThatPrintTheSame(number: JSONNumber, literal: String?) {
    #expect(SwiftLiteral.number(number) == literal)
  }

  @Test(arguments: [
    ("Validate the order", "validateTheOrder"), ("HTTPRequest", "httpRequest"), ("ABC", "abc"), ("S1", "s1"),
    ("already", "already"), ("snake_case-name", "snakeCaseName"), ("1st", "state1st"), ("", "state"), ("👩‍🚀", "state"),
    ("switch", "switchState"), ("Default", "defaultState"), ("self", "selfState"), ("Évaluer", "évaluer"),
    ("開始", "開始"), ("a.b", "aB"), ("taken", "taken2"), ("a1", "a1"), ("(`)", "state"), ("e\u{301}", "e"),
  ])
  func givesIdentifiers(name: String, identifier: String) {
    var identifiers = SwiftIdentifiers(reserved: ["taken"])
    #expect(identifiers.identifier(for: name, noun: "state") == identifier)
  }

  @Test func identifiersAreUnique() {
    var identifiers = SwiftIdentifiers()
    let names = ["a b", "aB", "A-b", "aB2", "a b 2", "aB3", "?", "!", "state", "switch", "Switch"]
    let all = names.map { identifiers.identifier(for: $0, noun: "state") }
    #expect(Set(all).count == names.count)
  }

  @Test(arguments: [
    ("order-fulfillment", "OrderFulfillment"), ("Task", "TaskWorkflow"), ("", "Machine"), ("9 lives", "Workflow9Lives"),
    ("Self", "SelfWorkflow"), ("*", "Machine"),
  ])
  func givesNamesToTypes(name: String, type: String) {
    #expect(SwiftIdentifiers.typeName(for: name) == type)
  }

  private static let tables: [(SwiftSourceWriter.Part, FieldTable)] = [
    (.machine, .machine), (.branch, .branch), (.processor, .itemProcessor), (.state(.task), .task),
    (.state(.parallel), .parallel), (.state(.map), .map), (.state(.pass), .pass), (.state(.wait), .wait),
    (.state(.choice), .choice), (.state(.succeed), .succeed), (.state(.fail), .fail), (.catcher, .catcher),
    (.itemReader, .itemReader), (.readerConfig, .readerConfig), (.itemBatcher, .itemBatcher),
    (.resultWriter, .resultWriter), (.writerConfig, .writerConfig),
  ]

  /// What initializers take, or another method.
  private static let others: Set<String> = [
    "Type", "StartAt", "States", "Resource", "Branches", "Choices", "ItemProcessor", "Iterator", "ProcessorConfig",
    "InputType", "Seconds", "SecondsPath", "Timestamp", "TimestampPath", "ErrorEquals",
  ]

  @Test(arguments: tables.indices) func thereIsAMethodForEveryField(row: Int) {
    let (part, table) = Self.tables[row]
    for field in table.known.fields.map(\.name) where !Self.others.contains(field) {
      if part == .catcher, field == "Next" { continue }
      #expect(SwiftSourceWriter.form(field, of: part) != nil, "\(field) of \(table.kind)")
    }
  }
}
