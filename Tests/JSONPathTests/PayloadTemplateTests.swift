import LanguageSupport
import OrderedJSON
import Testing

@testable import JSONPath

@Suite struct PayloadTemplateTests {
  private func filled(_ template: String, _ input: String = "{}", context: JSON = [:], variables: JSON.Object = [:])
    -> String
  {
    var random = SplitMix64(seed: 1)
    do {
      let template = try PayloadTemplate(json(template))
      return try template.fill(
        in: Scope(input: json(input), context: context, variables: variables), random: &random
      ).description
    } catch {
      return "!\(error)"
    }
  }

  @Test(arguments: [
    (#"{"a":1,"b":[true,null]}"#, #"{"a":1,"b":[true,null]}"#),
    (#"{"x.$":"$.n"}"#, #"{"x":5}"#),
    (#"{"a":"$.n","x.$":"$"}"#, #"{"a":"$.n","x":{"n":5,"l":[1,2]}}"#),
    (#"{"o":{"x.$":"$.n"},"l":[{"y.$":"$.l"},3]}"#, #"{"o":{"x":5},"l":[{"y":[1,2]},3]}"#),
    (#"{"x.$":"States.Format('{}!',$.n)"}"#, #"{"x":"5!"}"#),
    (#"{"x.$":"$.l[*]"}"#, #"{"x":[1,2]}"#),
    (#"{"x.$":"$.zz[*].y"}"#, #"{"x":[]}"#),
    (#"{"x.$":"$.l[9]"}"#, #"{"x":null}"#),
    (#"{"x.$":"$$.who","y.$":"$v"}"#, #"{"x":"me","y":8}"#),
    ("[1,2]", "[1,2]"), ("7", "7"), (#"{".$":"$.n"}"#, #"{"":5}"#),
  ])
  func fills(template: String, result: String) {
    #expect(filled(template, #"{"n":5,"l":[1,2]}"#, context: ["who": "me"], variables: ["v": 8]) == result)
  }

  @Test func constantsComeFirstAndTheRestInTheOrderOfHashing() {
    #expect(filled(#"{"b.$":"$","a":1,"a2.$":"$","c":2}"#, "0") == #"{"a":1,"c":2,"a2":0,"b":0}"#)
    #expect(filled(#"{"b.$":"$","q.$":"$","a.$":"$"}"#, "0") == #"{"q":0,"a":0,"b":0}"#)
  }

  @Test(arguments: [
    (
      #"{"v.$":"$.x"}"#, #"{"a":1}"#,
      #"The JSONPath '$.x' specified for the field 'v.$' could not be found in the input '{"a":1}'"#
    ),
    (
      #"{"o":{"v.$":"$$.x.y"}}"#, "[]",
      "The JSONPath '$$.x.y' specified for the field 'v.$' could not be found in the input '{}'"
    ),
    (#"{"v.$":"$x"}"#, "{}", "The JSONPath '$x' specified for the field 'v.$' could not be found in the input '{}'"),
    (
      #"{"v.$":"$.l[3].x"}"#, #"{"l":[]}"#,
      #"The JSONPath '$.l[3].x' specified for the field 'v.$' could not be found in the input '{"l":[]}'"#
    ),
    (#"{"v.$":"$.x"}"#, "null", "Unable to apply Path transformation to null or empty input."),
    (#"{"v.$":"$"}"#, "null", "Unable to apply Path transformation to null or empty input."),
    (
      #"{"v.$":"$.l.sum()"}"#, #"{"l":[]}"#,
      #"The JSONPath '$.l.sum()' specified for the field 'v.$' could not be found in the input '{"l":[]}'"#
    ),
    (
      #"{"v.$":"States.Array($.l[0])"}"#, #"{"l":[]}"#,
      "The function 'States.Array($.l[0])' had the following error: The JsonPath argument for the field '$.l[0]' could not "
        + #"be found in the input '{"l":[]}'"#
    ),
    (
      #"{"v.$":"States.ArrayLength($.x)"}"#, "{}",
      "The function 'States.ArrayLength($.x)' had the following error: The JsonPath argument for the field '$.x' could not be "
        + "found in the input '{}'"
    ),
  ])
  func saysWhatIsMissing(template: String, input: String, message: String) {
    #expect(filled(template, input) == "!" + message)
  }

  @Test(arguments: [
    (#"{"a":{"x.$":5}}"#, "/a/x.$", "the value of a field whose name ends in '.$' must be a string"),
    (#"{"x":1,"x.$":"$"}"#, "/x.$", "both 'x' and 'x.$' are given"),
    (#"{"x.$":"$","x":1}"#, "/x.$", "both 'x' and 'x.$' are given"),
    (#"[{"x.$":"$.a[0"}]"#, "/0/x.$", "'[' is not closed"),
    (#"{"x.$":"text"}"#, "/x.$", "expected a path that starts with '$', or a call such as States.Format('{}', $.a)"),
  ])
  func refuses(template: String, pointer: String, message: String) {
    do {
      _ = try PayloadTemplate(json(template))
      Issue.record("nothing thrown")
    } catch {
      #expect(error.pointer.description == pointer)
      #expect(error.message == message)
    }
  }

  @Test func knowsWhatItLooksAt() throws {
    let template = try PayloadTemplate(json(#"{"a.$":"$x","b":[{"c.$":"States.Array($y.k,$x,$$.n)"}]}"#))
    #expect(template.variableNames == ["y", "x"])
    #expect(template.usesContext)
    #expect(!template.usesRandomness)
    #expect(!template.isConstant)
    #expect(template.nestingDepth == 3)
    let constant = try PayloadTemplate(json(#"{"a":"$x"}"#))
    #expect(constant.isConstant)
    #expect(constant.variableNames.isEmpty)
    #expect(try PayloadTemplate(json(#"{"a.$":"States.UUID()"}"#)).usesRandomness)
    #expect(try !PayloadTemplate(json(#"{"a.$":"States.MathRandom(1,2,3)"}"#)).usesRandomness)
  }

  @Test(
    arguments: [
      ("$x", ["x"]), ("$x.a.b", ["x"]), ("$x[0]['k']", ["x"]), ("$x[?(@.a == $.b)].c", ["x"]), ("$x..k", ["x"]),
      ("$.x", []), ("$$.x", []), ("$", []), ("$.a[?(@.b == '$x')]", []),
      ("States.Format('{} $z', $y, States.Array($x.a, $y, $.z, $$.w))", ["y", "x"]), ("States.UUID()", []),
    ] as [(String, [String])])
  func knowsTheVariablesOfAValue(text: String, names: [String]) throws {
    #expect(try DynamicValue(text).variableNames == names)
  }

  /// `é` in one and in two code points.
  @Test func variablesAreToldApartByBytes() throws {
    let template = try PayloadTemplate(
      json(#"{"a.$":"$\u00e9","b.$":"$e\u0301","c.$":"States.Array($\u00e9,$e\u0301)"}"#))
    #expect(template.variableNames.map { $0.utf8.count } == [2, 3])
    #expect(try DynamicValue("States.Array($\u{e9},$e\u{301})").variableNames.count == 2)
  }

  @Test func filtersCannotReadVariables() {
    #expect(throws: PathSyntaxError.self) { try PathExpression("$.a[?(@.b == $x)]") }
    #expect(throws: PathSyntaxError.self) { try PathExpression("$.a[?($x.b)]") }
  }

  @Test(
    arguments: [
      (#"{"a":1,"b.$":"$.x","c":{"d.$":"$"}}"#, ["a", "c", "b"]), (#"{"a":1,"b":2}"#, ["a", "b"]), ("{}", []),
      (#"[{"a.$":"$"}]"#, []), ("5", []),
    ] as [(String, [String])])
  func knowsTheMembersOfAFilling(template: String, names: [String]) throws {
    #expect(try PayloadTemplate(json(template)).memberNames == names)
  }

  @Test(arguments: [(#"{"a.$":"x"}"#, true), (#"[{"b":{"a.$":1}}]"#, true), (#"{"a":"$.x"}"#, false), ("5", false)])
  func knowsDynamicTemplates(template: String, isDynamic: Bool) {
    #expect(PayloadTemplate.isDynamic(json(template)) == isDynamic)
  }

  /// What a call makes counts by its bytes, so that many calls cannot fill the memory either.
  @Test(arguments: [
    "States.ArrayRange(1,1000,1)", "States.Array($.l[*],$.l[*])", "States.ArrayPartition($.l,1)",
    "States.ArrayUnique($.l)", "States.ArrayContains($.l,9)", "States.StringSplit($.s,',')",
    "States.StringToJson($.j)", "States.JsonToString($.l)", "States.Format('{}',$.s)", "States.Base64Encode($.s)",
    "States.Base64Decode($.s)", "States.Hash($.s,'MD5')", "States.JsonMerge($.o,$.o,false)",
  ])
  func callsCountWhatTheyMake(call: String) throws {
    let numbers: [JSON] = (0..<1_000).map { .integer(1_000 + $0) }
    let input: JSON = [
      "l": .array(numbers), "s": .string(String(repeating: "a,", count: 2_000)),
      "j": .string(JSON.array(numbers).description),
      "o": .object(JSON.Object(numbers.map { ("k\($0)", $0) })),
    ]
    let template = try PayloadTemplate(["a.$": .string(call)])
    var random = SplitMix64(seed: 1)
    do {
      _ = try template.fill(in: Scope(input: input, maximumPathSteps: 100), random: &random)
      Issue.record("nothing thrown")
    } catch {
      #expect(error.message.hasSuffix(PathError.tooManySteps.message))
    }
    #expect(throws: Never.self) { try template.fill(in: Scope(input: input), random: &random) }
  }

  @Test func callsOfOneTemplateShareTheirSteps() throws {
    var members = JSON.Object()
    for index in 0..<10 { members["r\(index).$"] = "States.ArrayRange(1,1000,1)" }
    let template = try PayloadTemplate(.object(members))
    var random = SplitMix64(seed: 1)
    #expect(throws: TemplateError.self) {
      try template.fill(in: Scope(maximumPathSteps: 1_000 * MemoryLayout<JSON>.stride), random: &random)
    }
    #expect(throws: Never.self) {
      try template.fill(in: Scope(maximumPathSteps: 10_000 * MemoryLayout<JSON>.stride), random: &random)
    }
  }

  @Test func refusesDeepTemplates() {
    var template: JSON = ["x.$": "$"]
    for _ in 0..<1_500 { template = [template] }
    #expect(throws: TemplateSyntaxError.self) { try PayloadTemplate(template) }
  }
}
