import OrderedJSON
import StatesTesting
import Testing

@Suite struct TestStateGarbageTests {
  private static let requests: [JSON] = [
    [
      "definition":
        #"{"Type":"Task","Resource":"arn:aws:states:::dynamodb:getItem","Parameters":{"a.$":"$.b"},"Retry":[{"ErrorEquals":["E"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["F"],"Next":"N"}],"End":true}"#,
      "input": #"{"b":[1,2]}"#, "mock": ["result": #"{"Item":{"k":{"S":"x","L":[{"N":"1"}]}}}"#],
      "context": #"{"State":{"RetryCount":1}}"#, "variables": #"{"v":1}"#, "inspectionLevel": "DEBUG",
    ],
    [
      "definition":
        #"{"Type":"Map","QueryLanguage":"JSONata","Items":"{% $states.input.i %}","ToleratedFailureCount":"{% 1 %}","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"EXPRESS"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"Output":"{% $states %}","End":true}"#,
      "input": #"{"i":[1,2]}"#, "mock": ["result": "[1,2]"], "stateConfiguration": ["mapIterationFailureCount": 1],
      "inspectionLevel": "TRACE",
    ],
  ]

  /// Whatever is asked, an answer or an error comes back, the same each time.
  @Test(arguments: 0..<400)
  func anyRequestIsAnswered(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var bytes = Array(Self.requests[seed % Self.requests.count].description.utf8)
    let pieces = Array(#"{}[]",:$.\19e-nulltrue%"#.utf8)
    for _ in 0...(seed % 5) {
      let place = Int.random(in: bytes.indices, using: &random)
      switch seed % 3 {
      case 0: bytes[place] = pieces[Int.random(in: pieces.indices, using: &random)]
      case 1: bytes.remove(at: place)
      default: bytes.insert(pieces[Int.random(in: pieces.indices, using: &random)], at: place)
      }
    }
    guard let request = try? JSON(parsing: bytes) else { return }
    let first = answer(request)
    #expect(first["status"] != nil || first.refusal != nil)
    #expect(answer(request) == first)
  }
}
