import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// What one simulated execution does: blocks one after the other, each of which leaves a result that is known before, or
/// one of a few.
struct Plan: Sendable {
  enum Block: Sendable {
    case pass
    case wait(seconds: Int)
    /// A function that fails so many times before it succeeds; four times is once more than it is retried.
    case task(failures: Int)
    /// An answer with a token, or a timeout.
    case callback(timeout: Int?, heartbeat: Int?)
    case activity(timeout: Int)
    case parallel(seconds: Int)
    case map(concurrency: Int)
    case distributed(express: Bool)
    /// An execution of another state machine, awaited or not.
    case nested(awaited: Bool)
    /// A function that fails until it is repaired; then the execution is redriven.
    case broken

    var isConcurrent: Bool {
      switch self {
      case .parallel, .map, .distributed: true
      case .pass, .wait, .task, .callback, .activity, .nested, .broken: false
      }
    }
  }

  static let function = "arn:aws:lambda:us-east-1:111111111111:function:f"
  static let queue = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
  static let activity = "arn:aws:states:us-east-1:111111111111:activity:a"
  static let child = "arn:aws:states:us-east-1:111111111111:stateMachine:Child"
  static let error: JSON = ["Error": "E", "Cause": "c"]

  let number: Int
  let blocks: [Block]
  /// After how long it is stopped.
  let stopsAfter: Duration?

  var identity: ExecutionIdentity { ExecutionIdentity(stateMachineName: "M", name: "e\(number)") }
  var arn: String { identity.executionARN }
  var input: JSON { ["e": .integer(number), "m": .string("#in\(number);"), "items": [1, 2, 3]] }
  var isBroken: Bool { blocks.contains { if case .broken = $0 { true } else { false } } }

  var nestedCount: Int { blocks.count { if case .nested = $0 { true } else { false } } }

  /// The definition's text.
  var definition: String {
    var states: JSON.Object = [:]
    for (index, block) in blocks.enumerated() {
      var state = state(block, index)
      state["Next"] = .string(index + 1 < blocks.count ? "B\(index + 1)" : "End")
      states["B\(index)"] = .object(state)
    }
    states["End"] = ["Type": "Succeed"]
    return JSONPrinter.compact.string(["StartAt": "B0", "States": .object(states)])
  }

  /// The definition of what is nested.
  static let childDefinition = JSONPrinter.compact.string([
    "StartAt": "F",
    "States": [
      "F": [
        "Type": "Task", "Resource": .string(function), "ResultPath": "$.r", "Next": "W",
        "Retry": [["ErrorEquals": ["E"], "IntervalSeconds": 1, "MaxAttempts": 3]],
      ],
      "W": ["Type": "Wait", "Seconds": 7, "Next": "T"], "T": ["Type": "Succeed"],
    ],
  ])

  private func call(_ index: Int, failures: Int, _ more: JSON.Object = [:]) -> JSON.Object {
    var parameters: JSON.Object = [
      "e.$": "$.e", "block": .integer(index), "fails": .integer(failures), "all.$": "$",
    ]
    for member in more.members { parameters[member.key] = member.value }
    return [
      "Type": "Task", "Resource": .string(Self.function), "Parameters": .object(parameters),
      "Retry": [["ErrorEquals": ["E"], "IntervalSeconds": 1, "MaxAttempts": 3]],
    ]
  }

  private func state(_ block: Block, _ index: Int) -> JSON.Object {
    let path = JSON.string("$.r\(index)")
    let next = JSON.string(index + 1 < blocks.count ? "B\(index + 1)" : "End")
    let caught: JSON = [["ErrorEquals": ["States.ALL"], "ResultPath": path, "Next": next]]
    var state: JSON.Object
    switch block {
    case .pass: state = ["Type": "Pass", "Result": "p"]
    case .wait(let seconds): return ["Type": "Wait", "Seconds": .integer(seconds)]
    case .task(let failures):
      state = call(index, failures: failures)
      state["Catch"] = caught
    case .broken: state = call(index, failures: 0, ["broken": true])
    case .callback(let timeout, let heartbeat):
      state = [
        "Type": "Task", "Resource": .string(Self.queue), "Catch": caught,
        "Parameters": [
          "QueueUrl": "q",
          "MessageBody": ["token.$": "$$.Task.Token", "e.$": "$.e", "block": .integer(index), "all.$": "$"],
        ],
      ]
      if let timeout { state["TimeoutSeconds"] = .integer(timeout) }
      if let heartbeat { state["HeartbeatSeconds"] = .integer(heartbeat) }
    case .activity(let timeout):
      state = [
        "Type": "Task", "Resource": .string(Self.activity), "TimeoutSeconds": .integer(timeout), "Catch": caught,
        "Parameters": ["e.$": "$.e", "block": .integer(index), "all.$": "$"],
      ]
    case .parallel(let seconds):
      var first = call(index, failures: 1, ["item": "a"])
      first["End"] = true
      var second = call(index, failures: 0, ["item": "b"])
      second["End"] = true
      state = [
        "Type": "Parallel",
        "Branches": [
          ["StartAt": "P\(index)", "States": .object(["P\(index)": .object(first)])],
          [
            "StartAt": "Q\(index)",
            "States": .object([
              "Q\(index)": ["Type": "Wait", "Seconds": .integer(seconds), "Next": .string("R\(index)")],
              "R\(index)": .object(second),
            ]),
          ],
        ],
      ]
    case .map(let concurrency):
      state = map(index, ["Mode": "INLINE"])
      state["MaxConcurrency"] = .integer(concurrency)
    case .distributed(let isExpress):
      state = map(index, ["Mode": "DISTRIBUTED", "ExecutionType": isExpress ? "EXPRESS" : "STANDARD"])
    case .nested(let isAwaited):
      state = [
        "Type": "Task",
        "Resource": .string("arn:aws:states:::states:startExecution" + (isAwaited ? ".sync:2" : "")),
        "Parameters": [
          "StateMachineArn": .string(Self.child),
          "Input": ["e.$": "$.e", "block": .integer(index), "fails": 1, "all.$": "$"],
        ],
        "ResultSelector": isAwaited ? ["o.$": "$.Output.r"] : ["o": "ok"],
      ]
    }
    state["ResultPath"] = path
    return state
  }

  private func map(_ index: Int, _ mode: JSON) -> JSON.Object {
    var task = call(index, failures: 0)
    task["Parameters"] = nil
    task["End"] = true
    return [
      "Type": "Map", "ItemsPath": "$.items",
      "ItemSelector": [
        "e.$": "$.e", "block": .integer(index), "fails": 1, "item.$": "$$.Map.Item.Value", "all.$": "$.m",
      ],
      "ItemProcessor": [
        "ProcessorConfig": mode, "StartAt": .string("F\(index)"), "States": .object(["F\(index)": .object(task)]),
      ],
    ]
  }

  /// What the function gives for an input.
  static func result(of input: JSON) -> JSON {
    let item: JSON? = input["item"]
    let suffix = item.map { "." + ($0.stringValue ?? $0.description) } ?? ""
    return .string("#f\(input["e"] ?? .null).\(input["block"] ?? .null)\(suffix);")
  }

  /// What a block must leave; `nil` where that is not known before.
  func result(of index: Int) -> JSON? {
    let value = "#f\(number).\(index)"
    switch blocks[index] {
    case .pass: return "p"
    case .wait, .callback, .activity: return nil
    case .task(let failures): return failures > 3 ? Self.error : .string(value + ";")
    case .broken: return .string(value + ";")
    case .parallel: return [.string(value + ".a;"), .string(value + ".b;")]
    case .map, .distributed: return [.string(value + ".1;"), .string(value + ".2;"), .string(value + ".3;")]
    case .nested(let isAwaited): return ["o": isAwaited ? .string(value + ";") : "ok"]
    }
  }
}

@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension Plan {
  /// A plan that a seed decides.
  init(_ number: Int, _ scheduler: Scheduler) {
    self.number = number
    var hasBroken = false
    blocks = (0..<scheduler.draw(1...4)).map { _ in
      switch scheduler.draw(0...12) {
      case 0: return .pass
      case 1, 2: return .wait(seconds: scheduler.draw(1...40))
      case 3, 4: return .task(failures: scheduler.draw(0...4))
      case 5: return .callback(timeout: scheduler.draws(500) ? scheduler.draw(5...60) : nil, heartbeat: nil)
      case 6: return .callback(timeout: 120, heartbeat: scheduler.draw(5...30))
      case 7: return .activity(timeout: scheduler.draw(20...100))
      case 8: return .parallel(seconds: scheduler.draw(1...10))
      case 9: return .map(concurrency: scheduler.draw(0...2))
      case 10: return .distributed(express: scheduler.draws(500))
      case 11: return .nested(awaited: scheduler.draws(600))
      default:
        defer { hasBroken = true }
        return hasBroken ? .pass : .broken
      }
    }
    stopsAfter = scheduler.draws(120) ? scheduler.drawMilliseconds(1...60_000) : nil
  }
}
