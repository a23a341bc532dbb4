import LanguageSupport
import OrderedJSON
import StatesTesting
import Testing

@Suite struct TestStateGarbageTests {
  /// Requests of every kind of state, with all members that a request may have.
  private static let requests: [JSON] = [
    [
      "definition":
        #"{"Type":"Task","Resource":"arn:aws:states:::dynamodb:getItem","Parameters":{"TableName":"t","Key":{"a":{"S.$":"$.b[0]"}}},"ResultSelector":{"i.$":"$.Item"},"ResultPath":"$.r","Retry":[{"ErrorEquals":["E"],"MaxAttempts":2,"BackoffRate":1.5}],"Catch":[{"ErrorEquals":["F"],"Next":"N"}],"End":true}"#,
      "input": #"{"b":["1","2"]}"#, "mock": ["result": #"{"Item":{"k":{"S":"x","L":[{"N":"1"}]}}}"#],
      "context": #"{"State":{"RetryCount":1}}"#, "variables": #"{"v":1}"#, "inspectionLevel": "DEBUG",
    ],
    [
      "definition":
        #"{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f"},"TimeoutSeconds":9,"Retry":[{"ErrorEquals":["E"],"IntervalSeconds":3,"MaxAttempts":9,"MaxDelaySeconds":9}],"Catch":[{"ErrorEquals":["States.ALL"],"ResultPath":"$.e.f","Next":"N"}],"End":true}"#,
      "input": #"{"e":{}}"#, "mock": ["errorOutput": ["error": "E", "cause": "c"]], "inspectionLevel": "DEBUG",
      "stateConfiguration": ["retrierRetryCount": 8], "roleArn": "arn:aws:iam::1:role/r",
    ],
    [
      "definition":
        #"{"Type":"Map","QueryLanguage":"JSONata","Items":"{% $states.input.i %}","ToleratedFailureCount":"{% 1 %}","ItemBatcher":{"MaxItemsPerBatch":2,"MaxInputBytesPerBatch":99},"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"Output":"{% $states %}","End":true}"#,
      "input": #"{"i":[1,2,3]}"#, "mock": ["result": "[1,2]"],
      "stateConfiguration": ["mapIterationFailureCount": 1, "errorCausedByState": "P"], "inspectionLevel": "TRACE",
    ],
    [
      "definition":
        #"{"Type":"Map","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"CSV","CSVHeaderLocation":"FIRST_ROW","MaxItems":5},"Parameters":{"Bucket":"b","Key.$":"$.k"}},"ItemSelector":{"n.$":"$$.Map.Item.Value.n"},"ToleratedFailurePercentage":50,"MaxConcurrencyPath":"$.c","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Succeed"}}},"End":true}"#,
      "input": #"{"k":"k.csv","c":4}"#, "mock": ["result": "[1,2]", "fieldValidationMode": "PRESENT"],
      "stateConfiguration": ["mapItemReaderData": "n,m\n1,2\n\"3\",4\n", "mapIterationFailureCount": 0],
      "inspectionLevel": "DEBUG",
    ],
    [
      "definition":
        #"{"Type":"Parallel","Branches":[{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":1,"End":true}}},{"StartAt":"B","States":{"B":{"Type":"Fail"}}}],"ResultSelector":{"a.$":"$[0]"},"Assign":{"v.$":"$[1]"},"End":true}"#,
      "input": "[]", "mock": ["result": "[1,[2]]"], "variables": "{}", "inspectionLevel": "DEBUG",
      "context": #"{"Execution":{"Id":"i","Input":1,"StartTime":"t"},"StateMachine":{"Id":"m"}}"#,
    ],
    [
      "definition":
        #"{"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.a","ItemProcessor":{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"And":[{"Variable":"$.x","NumericGreaterThan":1},{"Not":{"Variable":"$.y","StringMatches":"a*"}}],"Next":"D"}],"Default":"D"},"D":{"Type":"Pass","Parameters":{"u.$":"States.Format('{}-{}', $.x, $$.State.Name)","v.$":"$$.Map.Item.Value"},"End":true}}},"End":true}}}"#,
      "stateName": "D", "input": #"{"x":2,"y":"b"}"#, "inspectionLevel": "TRACE",
    ],
  ]

  private static let texts = [#"{}"#, "[1]", "null", "-1", "1e999", #""\ud800""#, "{% $x %}", "$.a[-1]", "$$", ""]

  /// Mutates the bytes of some JSON.
  private static func damaged(_ text: String, _ random: inout SplitMix64) -> String {
    let pieces = Array(#"{}[]",:$.\19e-nulltrue%"#.utf8)
    var bytes = Array(text.utf8)
    for _ in 0...Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = pieces[Int.random(in: pieces.indices, using: &random)]
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(pieces[Int.random(in: pieces.indices, using: &random)], at: place)
      default: bytes.removeSubrange(place..<min(place + Int.random(in: 1...9, using: &random), bytes.count))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Changes something inside a value: its form stays JSON.
  private static func changed(_ value: JSON, _ random: inout SplitMix64) -> JSON {
    let isLeaf = (value.objectValue?.count ?? value.arrayValue?.count ?? 0) == 0
    if isLeaf || Int.random(in: 0..<8, using: &random) == 0 {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: return nil
      case 1: return .integer([0, -1, 1, 7, 1 << 31, .max, .min][Int.random(in: 0..<7, using: &random)])
      case 2: return .double([0.5, -1e300, 1e-300][Int.random(in: 0..<3, using: &random)])
      case 3: return .bool(Bool.random(using: &random))
      case 4: return [value]
      case 5: return ["Type": value]
      default: return .string(texts[Int.random(in: texts.indices, using: &random)])
      }
    }
    var value = value
    if let elements = value.arrayValue {
      var elements = Array(elements)
      let index = Int.random(in: elements.indices, using: &random)
      elements[index] = changed(elements[index], &random)
      return .array(elements)
    }
    let members = Array(value.objectValue?.members ?? JSON.Object().members)
    let member = members[Int.random(in: members.indices, using: &random)]
    value[member.key] = Int.random(in: 0..<6, using: &random) == 0 ? nil : changed(member.value, &random)
    return value
  }

  private static func mutated(_ request: JSON, _ random: inout SplitMix64) -> JSON {
    var request = request
    let names = request.objectValue?.members.map(\.key) ?? []
    let name = names[Int.random(in: names.indices, using: &random)]
    switch Int.random(in: 0..<4, using: &random) {
    case 0: request = changed(request, &random)
    case 1: request = (try? JSON(parsing: damaged(request.description, &random))) ?? .string("broken")
    case 2: request[name] = request[name]?.stringValue.map { .string(damaged($0, &random)) } ?? nil
    default:
      // What is JSON inside of a string is changed as JSON.
      for name in ["definition", name] {
        guard let text = request[name]?.stringValue, let inner = try? JSON(parsing: text) else { continue }
        request[name] = .string(changed(inner, &random).description)
      }
    }
    return request
  }

  /// Whatever is asked, an answer or an error that says something comes back, the same each time.
  @Test(.timeLimit(.minutes(5)), arguments: 0..<50)
  func anyRequestIsAnswered(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for number in 0..<1_000 {
      let request = Self.mutated(Self.requests[number % Self.requests.count], &random)
      let first = answer(request)
      if let refusal = first["message"]?.stringValue {
        #expect(!refusal.isEmpty && first["Error"]?["Code"]?.stringValue != nil, "\(request)")
      } else {
        #expect(first["status"] != nil, "\(request)")
      }
      if number % 100 == 0 { #expect(answer(request) == first, "\(request)") }
    }
  }
}
