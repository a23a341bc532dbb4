import OrderedJSON
import StatesLanguage
import Testing

/// What the functions of a template give.
@Suite struct TemplateFunctionTests {
  private static let sections = #"""
    , "Mappings": {"Regions": {"us-east-1": {"Zone": "z1", "Zones": ["z1", "z2"]}}},
    "Conditions": {"Yes": {"Fn::Equals": [{"Ref": "Stage"}, "dev"]}, "No": {"Fn::Not": [{"Condition": "Yes"}]},
      "Both": {"Fn::And": [{"Condition": "Yes"}, {"Condition": "No"}]},
      "Either": {"Fn::Or": [{"Condition": "No"}, {"Condition": "Yes"}]}},
    "Parameters": {"Stage": {"Type": "String", "Default": "dev"},
      "Subnets": {"Type": "CommaDelimitedList", "Default": "s1,s2"}}
    """#

  @Test(
    arguments: [
      (#"{"Fn::Join": ["-", ["a", {"Ref": "Stage"}, 3, true]]}"#, "a-dev-3-true"),
      (#"{"Fn::Join": ["", []]}"#, ""), (#"{"Fn::Join": [",", {"Ref": "Subnets"}]}"#, "s1,s2"),
      (#"{"Fn::Join": ["-", ["a", {"Ref": "AWS::NoValue"}, "b"]]}"#, "a-b"),
      (#"{"Fn::Sub": "${Stage}-${AWS::Region}"}"#, "dev-us-east-1"), (#"{"Fn::Sub": "${!Stage}$"}"#, "${Stage}$"),
      (#"{"Fn::Sub": ["${A}${Stage}", {"A": {"Ref": "AWS::Partition"}}]}"#, "awsdev"),
      (#"{"Fn::Sub": ["${Stage}", {"Stage": "own"}]}"#, "own"), (#"{"Fn::Sub": "open ${Stage"}"#, "open ${Stage"),
      (#"{"Fn::Select": [1, ["a", "b"]]}"#, "b"), (#"{"Fn::Select": ["0", {"Ref": "Subnets"}]}"#, "s1"),
      (#"{"Fn::Select": [1, {"Fn::Split": [":", "a:b:c"]}]}"#, "b"),
      (#"{"Fn::Split": ["--", "a--b--"]}"#, ["a", "b", ""]),
      (#"{"Fn::If": ["Yes", 1, 2]}"#, 1), (#"{"Fn::If": ["No", 1, {"a": {"Ref": "Stage"}}]}"#, ["a": "dev"]),
      (#"{"Fn::If": ["Both", "x", "y"]}"#, "y"), (#"{"Fn::If": ["Either", "x", "y"]}"#, "x"),
      (#"{"a": {"Fn::If": ["No", 1, {"Ref": "AWS::NoValue"}]}, "b": 1}"#, ["b": 1]),
      (#"[{"Fn::If": ["No", 1, {"Ref": "AWS::NoValue"}]}, 2, {"Ref": "Stage"}]"#, [2, "dev"]),
      (#"{"Fn::FindInMap": ["Regions", {"Ref": "AWS::Region"}, "Zone"]}"#, "z1"),
      (#"{"Fn::FindInMap": ["Regions", "us-east-1", "Zones"]}"#, ["z1", "z2"]),
      (#"{"Fn::FindInMap": ["Regions", "x", "Zone", {"DefaultValue": "none"}]}"#, "none"),
      (#"{"Fn::Base64": "ab"}"#, "YWI="), (#"{"Fn::Length": {"Ref": "Subnets"}}"#, "2"),
      (#"{"Fn::ToJsonString": {"a": {"Ref": "Stage"}, "b": [1]}}"#, #"{"a":"dev","b":[1]}"#),
      (#"{"Fn::Select": [0, {"Fn::GetAZs": ""}]}"#, "us-east-1a"),
      (#"{"Fn::Join": ["", ["é\u00e9\ud83d\ude00\n\"", {"Ref": "Stage"}]]}"#, "éé😀\n\"dev"),
      // An object with other members calls nothing.
      (#"{"Ref": "Stage", "x": 1}"#, ["Ref": "Stage", "x": 1]),
    ] as [(String, JSON)])
  func aFunctionGivesItsValue(function: String, value: JSON) throws {
    #expect(try Templates.result(Templates.pass(function, sections: Self.sections)) == value)
  }

  @Test(arguments: [
    (#"{"Fn::Join": "a"}"#, #"2:63: Fn::Join is written {"Fn::Join": [delimiter, [value, …]]}"#),
    (#"{"Fn::Join": ["", {"a": 1}]}"#, #"2:81: Fn::Join is written {"Fn::Join": [delimiter, [value, …]]}"#),
    (#"{"Fn::Join": ["", [["a"]]]}"#, "2:63: a value of Fn::Join is a string, not a list"),
    (#"{"Fn::Join": ["", [{"a": 1}]]}"#, "2:63: a value of Fn::Join is a string, not an object"),
    (#"{"Fn::Sub": 7}"#, #"2:63: Fn::Sub is written {"Fn::Sub": text} or {"Fn::Sub": [text, {"Name": value}]}"#),
    (
      #"{"Fn::Sub": ["a", "b"]}"#,
      #"2:63: Fn::Sub is written {"Fn::Sub": text} or {"Fn::Sub": [text, {"Name": value}]}"#
    ),
    (#"{"Ref": {"Ref": "x"}}"#, #"2:63: Ref is written {"Ref": "Name"}"#),
    (#"{"Fn::GetAtt": "x"}"#, #"2:63: Fn::GetAtt is written {"Fn::GetAtt": ["Resource", "Attribute"]}"#),
    (#"{"Fn::Select": [7, ["a"]]}"#, "2:63: Fn::Select has no value at 7; the list has 1"),
    (#"{"Fn::Select": [-1, ["a"]]}"#, "2:63: Fn::Select has no value at -1; the list has 1"),
    (#"{"Fn::Split": ["", "a"]}"#, #"2:63: Fn::Split is written {"Fn::Split": [delimiter, text]}"#),
    (#"{"Fn::If": ["Yse", 1, 2]}"#, "2:63: the template has no condition 'Yse'; did you mean 'Yes'?"),
    (#"{"Fn::If": ["Self", 1, 2]}"#, "1:1: the condition 'Self' depends on itself"),
    (#"{"Fn::If": ["Odd", 1, 2]}"#, "1:1: a condition is made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition"),
  ])
  func aFunctionThatIsWrittenWronglyIsAProblem(function: String, problem: String) throws {
    let sections =
      #", "Conditions": {"Yes": {"Fn::Equals": [1, 1]}, "Self": {"Condition": "Self"}, "Odd": {"Fn::Odd": []}}"#
    let found = try #require(Templates.problem(Templates.pass(function, sections: sections)))
    // The positions of conditions are those in their section.
    #expect(problem.hasPrefix("1:1:") ? found.hasSuffix(problem.dropFirst(4)) : found == problem, "\(found)")
  }

  @Test func whatIsNotAFunctionIsCopiedAsItStands() throws {
    let (text, _) = try Templates.definition(Templates.pass("[ 1.50, {\"a\" :  null} ]"))
    #expect(
      String(decoding: text.bytes, as: UTF8.self)
        == #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": [ 1.50, {"a" :  null} ], "End": true}}}"#)
  }
}
