import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// Work of growing size.
enum Growth {
  /// An inline Map over so many items, with its whole history.
  static func inlineMap(items: Int) throws -> JSON.Object {
    let machine = try StateMachine(
      parsing: """
        {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},
        "StartAt":"Step","States":{"Step":{"Type":"Pass","End":true}}},"End":true}}}
        """)
    let input = JSON.array((0..<items).map { .integer($0) })
    let before = Process.residentBytes()
    let identity = ExecutionIdentity(stateMachineName: "Map", name: "run")
    var result: ExecutionResult?
    let running = Process.milliseconds {
      let execution = Execution(machine, input: input, identity: identity, seed: .fixed(0), quotas: .unlimited)
      result = VirtualTimeDriver().run(execution)
    }
    let events = result?.history.count ?? 0
    return [
      "items": .integer(items), "run_cpu_ms": running, "status": .string(result?.status.rawValue ?? ""),
      "events": .integer(events), "resident_mb": Process.rounded(Double(Process.residentBytes() - before) / 1_048_576),
      "peak_mb": Process.peakMegabytes(),
    ]
  }

  /// Loading and validating definitions of a tenth of so many states, and of all.
  static func definitions(states: Int) throws -> [JSON.Object] {
    try [states / 10, states].map { count in
      let text = SourceText(bytes: Array(definition(states: count).utf8))
      let before = Process.residentBytes()
      var machine: StateMachine?
      let loading = try Process.milliseconds {
        machine = try StateMachine(parsing: text, settings: .init(maximumBytes: nil))
      }
      return [
        "states": .integer(machine?.states.count ?? 0), "bytes": .integer(text.bytes.count), "load_cpu_ms": loading,
        "resident_mb": Process.rounded(Double(Process.residentBytes() - before) / 1_048_576),
      ]
    }
  }

  /// A definition that looks like one of people's: tasks with retriers, choices, waits, reshaping.
  static func definition(states: Int) -> String {
    var parts: [String] = []
    for number in 0..<states {
      let next = number + 1 == states ? "\"End\":true" : "\"Next\":\"State \(number + 1)\""
      let body =
        switch number % 4 {
        case 0 where number + 1 < states:
          """
          "Type":"Choice","Choices":[{"Variable":"$.count","NumericGreaterThan":\(number),"Next":"State \(number + 1)"},
          {"Variable":"$.status","StringEquals":"open","Next":"State \(number + 1)"}],"Default":"State \(number + 1)"
          """
        case 1:
          """
          "Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"step",
          "Payload":{"id.$":"$.id","text.$":"States.Format('{} of {}',$.id,$.count)"}},"ResultPath":"$.result",
          "Retry":[{"ErrorEquals":["States.TaskFailed"],"IntervalSeconds":2,"MaxAttempts":3,"BackoffRate":1.5}],\(next)
          """
        case 2: "\"Type\":\"Wait\",\"SecondsPath\":\"$.delay\",\(next)"
        default: "\"Type\":\"Pass\",\"Result\":{\"step\":\(number)},\"ResultPath\":\"$.last\",\(next)"
        }
      parts.append("\"State \(number)\":{\(body)}")
    }
    return "{\"StartAt\":\"State 0\",\"States\":{\(parts.joined(separator: ",\n"))}}"
  }

  /// Validating a definition of twelve states over and over.
  static func validations(_ count: Int) throws -> JSON.Object {
    let source = SourceText(definition(states: 12))
    var diagnostics = 0
    let validating = Process.milliseconds {
      for _ in 0..<count { diagnostics += Validator().validate(source).diagnostics.count }
    }
    return ["validations": .integer(count), "cpu_ms": validating, "diagnostics": .integer(diagnostics)]
  }

  /// A loop of so many transitions: time and memory at a tenth of them, and at all. Cost must grow with their number.
  static func histories(transitions: Int) throws -> [JSON.Object] {
    let machine = try StateMachine(
      parsing: """
        {"StartAt":"Count","States":{"Count":{"Type":"Pass","Parameters":{"n.$":"States.MathAdd($.n,1)","limit.$":"$.limit"},
        "Next":"More?"},"More?":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThanPath":"$.limit",
        "Next":"Count"}],"Default":"Done"},"Done":{"Type":"Succeed"}}}
        """)
    return [transitions / 100, transitions / 10, transitions].map { count in
      let before = Process.residentBytes()
      let start = Process.cpu()
      let execution = Execution(
        machine, input: ["n": 0, "limit": .integer(count / 2)],
        identity: ExecutionIdentity(stateMachineName: "Loop", name: "run"), seed: .fixed(0), quotas: .unlimited)
      let result = VirtualTimeDriver().run(execution)
      let seconds = Process.cpu() - start
      let bytes = Process.residentBytes() - before
      return [
        "transitions": .integer(count), "status": .string(result.status.rawValue),
        "transitions_per_cpu_s": .integer(Int(Double(count) / max(seconds, 1e-9))),
        "events": .integer(result.history.count),
        "resident_bytes_per_event": .integer(bytes / max(1, result.history.count)),
      ]
    }
  }
}
