import OrderedJSON
import StatesLanguage
import Testing

/// Definitions that a deployment tool fills in: `${Name}` where a value belongs.
@Suite struct BarePlaceholderTests {
  /// Every kind of field that the validator looks at, in states of both query languages.
  private static let jsonPath = #"""
    {"Comment": "c", "StartAt": "T", "TimeoutSeconds": 60, "Version": "1.0", "QueryLanguage": "JSONPath", "States": {
      "T": {"Type": "Task", "Comment": "c", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 9,
        "HeartbeatSeconds": 3, "InputPath": "$.a", "Parameters": {"FunctionName": "f", "Payload.$": "$", "x": {"y.$": "$"}},
        "ResultSelector": {"r.$": "$.Payload"}, "ResultPath": "$.t", "OutputPath": "$",
        "Credentials": {"RoleArn": "arn:aws:iam::111122223333:role/r"}, "Assign": {"v": 1, "w.$": "$.a"},
        "Retry": [{"ErrorEquals": ["E", "F"], "IntervalSeconds": 1, "MaxAttempts": 2, "BackoffRate": 2.0,
          "MaxDelaySeconds": 5, "JitterStrategy": "FULL", "Comment": "c"}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "C", "Assign": {"x": 1}}], "Next": "C"},
      "C": {"Type": "Choice", "Choices": [
          {"Variable": "$.a", "NumericEquals": 1, "Next": "P"},
          {"And": [{"Variable": "$.a", "StringMatches": "a*"}, {"Not": {"Variable": "$.b", "IsPresent": true}}],
            "Next": "W", "Comment": "c"},
          {"Variable": "$.t", "TimestampLessThan": "2024-01-01T00:00:00Z", "Next": "F"},
          {"Variable": "$.t", "BooleanEqualsPath": "$.u", "Next": "M"}], "Default": "S"},
      "P": {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"k": [1]},
          "End": true}}}], "ResultPath": null, "Next": "S"},
      "W": {"Type": "Wait", "Seconds": 5, "Next": "V"}, "V": {"Type": "Wait", "TimestampPath": "$.t", "End": true},
      "M": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 3, "ItemSelector": {"i.$": "$$.Map.Item.Value"},
        "Label": "L", "ToleratedFailurePercentage": 5, "ToleratedFailureCount": 1,
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "CSV",
          "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a"], "MaxItems": 3}, "Parameters": {"Bucket": "b", "Key": "k"}},
        "ItemBatcher": {"MaxItemsPerBatch": 2, "MaxInputBytesPerBatch": 100, "BatchInput": {"a": 1}},
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I",
          "States": {"I": {"Type": "Pass", "Parameters": {"a.$": "States.Format('{}', $.x)"}, "End": true}}},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}},
        "End": true},
      "F": {"Type": "Fail", "Error": "E", "CausePath": "$.c"}, "S": {"Type": "Succeed"}}}
    """#

  private static let jsonata = #"""
    {"StartAt": "A", "QueryLanguage": "JSONata", "States": {
      "A": {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::sqs:sendMessage",
        "TimeoutSeconds": "{% 5 %}", "Arguments": {"QueueUrl": "q", "MessageBody": "{% $states.input %}"},
        "Output": {"a": ["{% 1 %}"]}, "Assign": {"v": "{% 1 %}"}, "Next": "C"},
      "C": {"Type": "Choice", "Choices": [{"Condition": "{% $v = 1 %}", "Output": 1, "Assign": {"w": 2}, "Next": "M"}],
        "Default": "W"},
      "M": {"Type": "Map", "Items": [1, 2], "ItemSelector": {"a": 1}, "MaxConcurrency": "{% 2 %}",
        "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "Output": 1, "End": true}}}, "End": true},
      "W": {"Type": "Wait", "Timestamp": "{% $now() %}", "Next": "F"},
      "F": {"Type": "Fail", "Error": "{% 'E' %}", "Cause": "c"}}}
    """#

  /// The ranges of all values in a tree but the root.
  private static func ranges(_ syntax: JSONSyntax) -> [SourceRange] {
    let parts = (syntax.elements ?? []) + (syntax.members?.map(\.value) ?? [])
    return parts.flatMap { [$0.range] + ranges($0) }
  }

  @Test(arguments: [jsonPath, jsonata])
  func anUnknownValueIsNotAnError(definition: String) throws {
    let source = SourceText(definition)
    #expect(Validator().validate(source).isValid, "\(Validator().validate(source).diagnostics)")
    let ranges = Self.ranges(try JSONSyntaxParser().parse(source))
    #expect(ranges.count > 30)
    for range in ranges {
      let fix = Diagnostic.Fix(summary: "", range: range, replacement: "${Some.Name}")
      let result = Validator().validate(SourceText(bytes: source.applying([fix]).bytes))
      let value = source.text(in: range).prefix(80)
      let errors = result.diagnostics.filter { $0.severity == .error }
      #expect(errors.isEmpty, "\(value) at \(source.position(of: range.start)): \(errors)")
      #expect(result.placeholders.map(\.name) == ["Some.Name"], "\(value)")
      #expect(result.diagnostics.contains { $0.code == "ASLW40" && $0.message.contains("${Some.Name}") }, "\(value)")
    }
  }

  private static func pass(_ result: String) -> SourceText {
    SourceText(#"{"StartAt":"A","States":{"A":{"Type":"Pass","Result":\#(result),"End":true}}}"#)
  }

  @Test(arguments: [
    ("${a}", ["a"]), ("[${a}, {\"b\": ${var.x[0]}}]", ["a", "var.x[0]"]), ("\"${a}\"", []),
    ("${lookup(m, \"k\")}", ["lookup(m, \"k\")"]), ("${é}", ["é"]),
  ])
  func placeholdersHaveNamesAndRanges(text: String, names: [String]) {
    let source = Self.pass(text)
    let result = Validator().validate(source)
    #expect(result.isValid)
    #expect(result.placeholders.map(\.name) == names)
    #expect(result.placeholders.map { source.text(in: $0.range) } == names.map { "${\($0)}" })
  }

  @Test(arguments: ["${}", "${a", "$a", "$ {a}", "${a\n}", "${a}x", "${a}${b}", "{${a}: 1}"])
  func whatIsNotAPlaceholderIsNotJSON(text: String) {
    let result = Validator().validate(Self.pass(text))
    #expect(!result.isValid)
    #expect(result.diagnostics.map(\.code) == ["ASL101"])
  }

  @Test func aMachineIsNotMadeBeforeTheyAreFilledIn() throws {
    let source = Self.pass("[${first}, ${second}]")
    do throws(InvalidDefinition) {
      _ = try StateMachine(parsing: source)
      Issue.record("a machine")
    } catch {
      let errors = error.diagnostics.filter { $0.severity == .error }
      #expect(errors.count == 2)
      #expect(errors.first?.message == "The placeholder ${first} has no value; fill it in before the definition runs")
      #expect("\(error)".contains("${second}"))
    }
  }

  @Test func theServiceReadsJSONAlone() {
    let strict = Validator(settings: .init(readsPlaceholders: false)).validate(Self.pass("${a}"))
    #expect(strict.diagnostics.map(\.awsCode) == ["INVALID_JSON_DESCRIPTION"])
    #expect(throws: JSONParseError.self) { try JSON(parsing: "${a}") }
    #expect(throws: JSONParseError.self) { try JSONSyntaxParser().parse(SourceText("${a}")) }
  }
}
