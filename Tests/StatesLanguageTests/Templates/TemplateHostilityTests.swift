import LanguageSupport
import OrderedJSON
import StatesLanguage
import Testing

/// Templates that would take too long, nest too deeply, or make no sense: each is answered in bounded time.
@Suite struct TemplateHostilityTests {
  /// Every name is twice the one before.
  @Test func namesThatDoubleAreCutShort() throws {
    let resources = (0..<60).map { index in
      #""T\#(index)": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::Join": ["", ["#
        + #"{"Fn::GetAtt": ["T\#(index + 1)", "TopicName"]}, {"Fn::GetAtt": ["T\#(index + 1)", "TopicName"]}]]}}},"#
    }
    let template = Templates.pass(#"{"Fn::GetAtt": ["T0", "TopicName"]}"#, resources: resources.joined())
    let result = try #require(try Templates.result(template)?.stringValue)
    #expect(result.utf8.count <= 256)
  }

  @Test func aJoinOfJoinsThatGetsTooLongIsAProblem() throws {
    let text = String(repeating: "x", count: 1 << 20)
    let reference = #"{"Ref": "P"}"#
    let list = Array(repeating: reference, count: 200).joined(separator: ",")
    let template = Templates.pass(
      #"{"Fn::Join": ["", [\#(list)]]}"#, sections: #", "Parameters": {"P": {"Type": "String", "Default": "\#(text)"}}"#
    )
    #expect(Templates.problem(template)?.hasSuffix("the functions of the template give more than 64 MiB") == true)
  }

  @Test func mapsThatFindEachOtherAreAProblem() throws {
    let find = #"{"Fn::FindInMap": ["M", "a", "b"]}"#
    let direct = Templates.pass(find, sections: #", "Mappings": {"M": {"a": {"b": \#(find)}}}"#)
    #expect(Templates.problem(direct)?.hasSuffix("functions are nested more than 48 deep here") == true)
    let inObject = Templates.pass(find, sections: #", "Mappings": {"M": {"a": {"b": {"x": \#(find), "y": 1}}}}"#)
    #expect(Templates.problem(inObject)?.hasSuffix("the definition is nested more than 320 deep here") == true)
  }

  @Test(arguments: [
    ("{\"Fn::Join\": [\"\", [", "]]}", 2_000, "nested"), ("[", "]", 100_000, "nested"),
    ("{\"a\": ", "}", 560, "nested"), ("{\"Fn::If\": [\"Yes\", 1, ", "]}", 250, "nested"),
    ("{\"Fn::ToJsonString\": ", "}", 250, "nested"),
  ])
  func deepNestingIsAProblem(open: String, close: String, depth: Int, word: String) throws {
    let value =
      String(repeating: open, count: depth) + #"{"Ref": "AWS::Region"}"# + String(repeating: close, count: depth)
    let template = Templates.pass(value, sections: #", "Conditions": {"Yes": {"Fn::Equals": ["a", "b"]}}"#)
    let problem = try #require(Templates.problem(template))
    #expect(problem.contains(word), "\(problem)")
  }

  @Test func aLongChainOfNamesEnds() throws {
    let resources = (0..<5_000).map {
      #""T\#($0)": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Fn::GetAtt": ["T\#($0 + 1)", "TopicName"]}}},"#
    }
    let template = Templates.pass(#"{"Fn::GetAtt": ["T0", "TopicName"]}"#, resources: resources.joined())
    #expect(try Templates.result(template)?.stringValue?.hasPrefix("T") == true)
  }

  @Test func anAliasOfItselfHasItsLogicalId() throws {
    let alias = #""F": {"Type": "AWS::Lambda::Alias", "Properties": {"FunctionName": {"Ref": "F"}, "Name": "live"}},"#
    let result = try Templates.result(Templates.pass(#"{"Ref": "F"}"#, resources: alias))
    #expect(result?.stringValue?.hasPrefix("arn:aws:lambda:us-east-1:123456789012:function:") == true)
  }

  @Test func substitutionsThatNeedEachOtherEnd() throws {
    let values = (0..<40).map { #""V\#($0)": "\#(String(repeating: "${V\($0 + 1)}", count: 40))""# }
    let text = #"""
      {"Resources": {"Flow": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString": "\"${V0}\"",
        "DefinitionSubstitutions": {\#(values.joined(separator: ","))}}}}}
      """#
    // Either it is short enough, or the problem says why not.
    if let problem = Templates.problem(text) { #expect(problem.contains("64 MiB"), "\(problem)") }
  }

  /// Every value of a template replaced by values of every other kind: never a trap, and always an answer.
  @Test func anyValueMayBeOfAnyKind() throws {
    let template = #"""
      {"Parameters": {"P": {"Type": "String", "Default": "d", "AllowedValues": ["a"]}},
       "Mappings": {"M": {"k": {"l": "v"}}},
       "Conditions": {"C": {"Fn::And": [{"Fn::Equals": [{"Ref": "P"}, "d"]}, {"Condition": "D"}]}, "D": {"Fn::Not": [{"Fn::Or": []}]}},
       "Resources": {
        "F": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": {"Ref": "P"}}},
        "V": {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "F"}}},
        "Flow": {"Type": "AWS::StepFunctions::StateMachine", "Metadata": {"aws:asset:path": "a", "aws:asset:property": "x"},
         "Properties": {"StateMachineType": "STANDARD", "DefinitionSubstitutions": {"S": {"Ref": "P"}},
          "Definition": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true, "Result": [
            {"Fn::Join": ["", ["a", {"Ref": "V"}]]}, {"Fn::Sub": ["${x}${P}${S}", {"x": 1}]}, {"Fn::Select": [0, {"Fn::Split": [",", "a,b"]}]},
            {"Fn::If": ["C", {"Fn::FindInMap": ["M", "k", "l"]}, {"Ref": "AWS::NoValue"}]}, {"Fn::GetAtt": ["F", "Arn"]},
            {"Fn::ToJsonString": {"a": {"Fn::ImportValue": "ArnX"}}}, {"Fn::Length": ["a"]}, {"Fn::Base64": "x"}]}}}}}}}
      """#
    let source = SourceText(template)
    let ranges = Self.ranges(try JSONSyntaxParser().parse(source))
    #expect(ranges.count > 90)
    let others = [
      "null", "7", "\"\"", "\"${S}\"", "\"Flow\"", "[]", "[1]", "{}", #"{"Ref": "Flow"}"#,
      #"{"Fn::GetAtt": ["Flow", "Name"]}"#,
      #"{"Fn::If": ["C", 1, 2]}"#, #"{"Fn::Sub": "${Flow.Arn}${!"}"#, #"{"Condition": "C"}"#,
      #"{"Fn::Split": ["a", "a"]}"#,
    ]
    for range in ranges {
      for other in others {
        let fix = Diagnostic.Fix(summary: "", range: range, replacement: other)
        let changed = SourceText(bytes: source.applying([fix]).bytes)
        guard let template = try? DefinitionTemplate(parsing: changed) else { continue }
        do throws(TemplateProblem) {
          let machine = try template.machine("Flow")
          if case .text(let text) = machine.definition { _ = Validator().validate(text) }
        } catch {
          #expect(!error.message.isEmpty)
        }
      }
    }
  }

  /// The ranges of all values in a tree.
  private static func ranges(_ syntax: JSONSyntax) -> [SourceRange] {
    let parts = (syntax.elements ?? []) + (syntax.members?.map(\.value) ?? [])
    return [syntax.range] + parts.flatMap(ranges)
  }

  /// Many names that are unknown in a template with many resources, all on one line.
  @Test func manyUnknownNamesTakeBoundedTime() throws {
    let resources = (0..<1_500).map {
      #""R\#($0)": {"Type": "AWS::Serverless::Function", "Properties": {"FunctionName": [{}]}},"#
    }
    let unknown = (0..<3_000).map { #"{"Ref": "Rx\#($0)"}, {"Fn::GetAtt": ["R\#($0 % 1_500)", "Arn"]}"# }
    let template = Templates.pass(
      #"{"Fn::Join": ["", [\#(unknown.joined(separator: ","))]]}"#, resources: resources.joined())
    let (text, notes) = try Templates.definition(template)
    #expect(notes.count == 100)
    #expect(String(decoding: text.bytes, as: UTF8.self).contains(":function:R1499"))
  }

  /// Bytes changed, removed and doubled at random: never a trap, and always an answer.
  @Test func anyBytesMayBeChanged() throws {
    let template = Array(
      Templates.pass(
        #"{"Fn::Join": ["", ["\u00e9\ud83d\ude00${", {"Fn::Sub": ["${A.B}", {"A.B": {"Ref": "AWS::StackId"}}]}, {"Fn::GetAtt": "F.Arn"}]]}"#,
        resources: #""F": {"Type": "AWS::Lambda::Alias", "Properties": {"FunctionName": {"Ref": "F"}}},"#
      ).utf8)
    var random = SplitMix64(seed: 16)
    for _ in 0..<2_000 {
      var bytes = template
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] = Array(#"{}[]",:$\0"#.utf8).randomElement(using: &random) ?? 0
        case 2: bytes.remove(at: place)
        default: bytes.insert(contentsOf: bytes[place..<min(place + 20, bytes.count)], at: place)
        }
      }
      guard let template = try? DefinitionTemplate(parsing: SourceText(bytes: bytes)) else { continue }
      for name in template.logicalIDs {
        do throws(TemplateProblem) {
          if case .text(let text) = try template.machine(name).definition { _ = Validator().validate(text) }
        } catch {
          #expect(!error.message.isEmpty)
        }
      }
    }
  }

  @Test func aLongLocationIsCutInTheProblem() throws {
    let bucket = String(repeating: "b", count: 100_000)
    let template = #"""
      {"Resources": {"Flow": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
        "DefinitionS3Location": {"Bucket": "\#(bucket)", "Key": "k"}}}}}
      """#
    let problem = try #require(Templates.problem(template))
    #expect(problem.contains("in s3://bbb") && problem.utf8.count < 2_000)
  }
}
