import StatesTesting
import Testing

@Suite struct PassTests {
  @Test func entersAndExits() {
    expectHistory(machine("A", #""A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","End":true}"#)) {
      """
      2<0 PassStateEntered A
      3<2 PassStateExited A
      4<3 PassStateEntered B
      5<4 PassStateExited B
      6<5 ExecutionSucceeded
      """
    }
  }

  @Test(arguments: [
    // What the state has, its input, its output.
    (#""Type":"Pass""#, #"{"a": 1}"#, #"{"a":1}"#),
    (#""Type":"Pass","Result":{"b":[]}"#, #"{"a":1}"#, #"{"b":[]}"#),
    // A Result of null is none.
    (#""Type":"Pass","Result":null"#, #"{"a":1}"#, #"{"a":1}"#),
    (#""Type":"Pass","Result":null,"Parameters":{"b":2}"#, #"{"a":1}"#, #"{"b":2}"#),
    (#""Type":"Pass","Result":"$.a""#, #"{"a":1}"#, #""$.a""#),
    (#""Type":"Pass","Result":{"x.$":"$.a"}"#, #"{"a":1}"#, #"{"x.$":"$.a"}"#),
    (#""Type":"Pass","Parameters":{"x":{"y.$":"$.a"}}"#, #"{"a":1}"#, #"{"x":{"y":1}}"#),
    (#""Type":"Pass","Result":7,"ResultPath":"$.r""#, #"{"a":1}"#, #"{"a":1,"r":7}"#),
    (#""Type":"Pass","Result":7,"ResultPath":null"#, #"{"a":1}"#, #"{"a":1}"#),
    (#""Type":"Pass","Result":7,"ResultPath":"$.r","OutputPath":"$.r""#, #"{"a":1}"#, "7"),
  ])
  func itsOutput(fields: String, input: String, output: String) {
    expectOutput(single(fields), input: input, output)
  }
}
