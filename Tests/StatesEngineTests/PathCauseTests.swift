import OrderedJSON
import StatesTesting
import Testing

/// What each field that holds a path does where the path finds nothing, or null outside an array.
@Suite struct PathCauseTests {
  private static let input = #"{"l":[1,2],"o":{"a":1},"s":"text","n":null}"#

  @Test(arguments: [
    ("$.l.length()", "Property ['length()'] not found in path $['l']"),
    ("$.l[-1].name", "Property ['name'] not found in path $['l'][-1]"),
    ("$['l', 'o'].a", "Multi properties can only be used as path leafs: $['l', 'o']"),
    ("$.o[0]", #"Filter: [0] can only be applied to arrays. Current context is: {"a":1}"#),
    ("$.n[0]", "The path $['n'] is null"),
    ("$.s[?(@.a == 1)]", "Filter: [?] can not be applied to primitives. Current context is: text"),
    ("$.o.a.b", "Property ['b'] not found in path $['o']['a']"),
    ("$$.Nope.Nope", "Missing property in path $['Nope']"),
  ])
  func inputAndOutputPathSayWhy(path: String, reason: String) {
    for field in ["InputPath", "OutputPath"] {
      expectFailure(
        single(#""Type":"Pass","\#(field)":"\#(path)""#), input: Self.input, error: "States.Runtime",
        cause: prefix() + "Invalid path '\(path)' : \(reason)")
    }
  }

  @Test(arguments: ["$.l.length()", "$.l[-1].name", "$['l', 'o'].a", "$.o[0]", "$.l[?(@ == word)]", "$.o.nope"])
  func templatesSayTheSameWhateverTheReason(path: String) {
    expectFailure(
      single(#""Type":"Pass","Parameters":{"v.$":"\#(path)"}"#), input: Self.input, error: "States.Runtime",
      cause: prefix()
        + "The JSONPath '\(path)' specified for the field 'v.$' could not be found in the input '\(Self.input)'")
  }

  @Test func anIndexOutsideAnArrayIsNullInATemplate() {
    let result = run(
      single(#""Type":"Pass","Parameters":{"a.$":"$.l[9]","b.$":"$.l[-1]","c.$":"$.l[(@.length-1)]"}"#),
      input: Self.input)
    #expect(result?.output == ["a": nil, "b": nil, "c": 2])
  }

  @Test func anIndexOutsideAnArrayIsNullAsInputAndOutput() {
    for field in ["InputPath", "OutputPath"] {
      #expect(run(single(#""Type":"Pass","\#(field)":"$.l[9]""#), input: Self.input)?.output == .null)
    }
  }

  @Test func anIndexOutsideAnArrayIsNotFoundAsAnArgument() {
    expectFailure(
      single(#""Type":"Pass","Parameters":{"v.$":"States.Array($.l[9])"}"#), input: Self.input, error: "States.Runtime",
      cause: prefix()
        + "The function 'States.Array($.l[9])' had the following error: The JsonPath argument for the field '$.l[9]' could "
        + "not be found in the input '\(Self.input)'")
  }

  @Test(arguments: ["$.l[9]", "$.l[9].a"])
  func anElementOutsideAnArrayIsNotPresent(path: String) {
    func choice(_ test: String) -> String {
      machine(
        "S",
        #""S":{"Type":"Choice","Choices":[{"Variable":"\#(path)",\#(test),"Next":"Y"}],"Default":"N"},"#
          + #""Y":{"Type":"Succeed"},"N":{"Type":"Succeed"}"#)
    }
    #expect(run(choice(#""IsPresent":true"#), input: Self.input)?.path == ["S", "N"])
    expectFailure(
      choice(#""IsNull":true"#), input: Self.input, error: "States.Runtime",
      cause: prefix() + "Invalid path '\(path)': The choice state's condition path references an invalid value.")
  }

  @Test func anElementOutsideAnArrayIsNoNumberOfSeconds() {
    expectFailure(
      single(#""Type":"Wait","SecondsPath":"$.l[9]""#), input: Self.input, error: "States.Runtime",
      cause: prefix() + "The SecondsPath parameter does not reference an input value: $.l[9]")
  }

  /// The bound holds for one path, and for all paths of a template together.
  @Test(arguments: [
    (#""InputPath":"$..*..*""#, "Invalid path '$..*..*' : "), (#""Parameters":{"a.$":"$..*","b.$":"$..*"}"#, ""),
    (
      #""Parameters":{"a.$":"States.Array($..*..*)"}"#, "The function 'States.Array($..*..*)' had the following error: "
    ),
  ])
  func pathsTakeSoManyStepsAndNoMore(field: String, before: String) {
    let input = "[\((0..<40).map { "[\($0)]" }.joined(separator: ","))]"
    var quotas = ExecutionQuotas.service
    quotas.maximumPathSteps = 300
    let result = run(single(#""Type":"Pass",\#(field)"#), input: input, quotas: quotas)
    #expect(result?.error == "States.Runtime")
    #expect(result?.cause == prefix() + before + "The path takes too many steps on this document.")
    #expect(run(single(#""Type":"Pass",\#(field)"#), input: input)?.status == .succeeded)
  }
}
