import StatesBuilder
import Testing

@Suite struct PayloadTests {
  @Test(
    arguments: [
      (nil, "null"), (true, "true"), (-5, "-5"), (2.5, "2.5"), ("text", #""text""#),
      ([1, nil, ["a": 2]], #"[1,null,{"a":2}]"#),
      ([:], "{}"), ([], "[]"),
      (["a": .path("$.x"), "b": .intrinsic("States.UUID()")], #"{"a.$":"$.x","b.$":"States.UUID()"}"#),
      (["a": ["b": ["c": .path("$$.x")]]], #"{"a":{"b":{"c.$":"$$.x"}}}"#),
      (["a": [["b": .path("$v")]]], #"{"a":[{"b.$":"$v"}]}"#),
      (["a": .expression("$x"), "b": [.expression("{% $y %}")]], #"{"a":"{% $x %}","b":["{% $y %}"]}"#),
      (.json(["a.$": 1]), #"{"a.$":1}"#),
      (["a": .json(["b": 1]), "c": .payload(["d": .path("$")])], #"{"a":{"b":1},"c":{"d.$":"$"}}"#),
      (["a": 1, "b": nil, "a": 2.0], #"{"a":2,"b":null}"#),
      (["a": true, "b": 1.5, "c": -1], #"{"a":true,"b":1.5,"c":-1}"#),
    ] as [(Payload, String)])
  func printsAsJSON(payload: Payload, text: String) {
    #expect(payload.json.description == text)
  }

  @Test func keepsTheOrderOfMembers() {
    let payload: Payload = ["z": 1, "a": .path("$.b"), "m": "{% 1 %}"]
    #expect(payload.json.objectValue?.keys == ["z", "a.$", "m"])
  }
}
