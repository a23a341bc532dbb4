import StatesTesting
import Testing

@Suite struct SucceedFailTests {
  @Test func succeedHasBothEvents() {
    expectHistory(single(#""Type":"Succeed""#)) {
      """
      2<0 SucceedStateEntered S
      3<2 SucceedStateExited S
      4<3 ExecutionSucceeded
      """
    }
  }

  @Test func failHasOnlyItsEntry() {
    expectHistory(single(#""Type":"Fail","Error":"E","Cause":"C""#)) {
      """
      2<0 FailStateEntered S
      3<2 ExecutionFailed E
      """
    }
  }

  @Test(
    arguments: [
      (#""Type":"Fail""#, nil, nil), (#""Type":"Fail","Error":"E""#, "E", nil),
      (#""Type":"Fail","Cause":"C""#, nil, "C"),
      (#""Type":"Fail","ErrorPath":"$.e","CausePath":"$.c""#, "from input", "why"),
      (#""Type":"Fail","ErrorPath":"$$.State.Name""#, "S", nil),
      (#""Type":"Fail","Error":"E","CausePath":"States.Format('{} of {}', $.e, 3)""#, "E", "from input of 3"),
      (#""Type":"Fail","Error":"E","CausePath":"States.JsonToString($)""#, "E", #"{"e":"from input","c":"why"}"#),
    ] as [(String, String?, String?)])
  func errorAndCause(fields: String, error: String?, cause: String?) {
    expectFailure(single(fields), input: #"{"e":"from input","c":"why"}"#, error: error, cause: cause)
  }

  @Test(arguments: ["ErrorPath", "CausePath"])
  func aPathThatFindsNothing(field: String) {
    expectFailure(
      single(#""Type":"Fail","\#(field)":"$.x""#), input: #"{"a":1}"#, error: "States.Runtime",
      cause: prefix()
        + #"The JSONPath '$.x' specified for the field '\#(field)' could not be found in the input '{"a":1}'"#)
  }

  @Test func aPathMustFindAText() {
    #expect(run(single(#""Type":"Fail","ErrorPath":"$.n""#), input: #"{"n":1}"#)?.error == "States.Runtime")
  }

  @Test func whatIsAbsentIsLeftOutOfTheEvent() {
    let details = run(single(#""Type":"Fail""#))?.history.last?.json["executionFailedEventDetails"]
    #expect(details?.description == "{}")
  }
}
