import OrderedJSON

/// The functions of CloudFormation that give a value.
///
/// - SeeAlso: AWS CloudFormation, "Intrinsic function reference".
enum TemplateFunction: String, CaseIterable {
  case ref = "Ref"
  case base64 = "Fn::Base64"
  case cidr = "Fn::Cidr"
  case findInMap = "Fn::FindInMap"
  case getAtt = "Fn::GetAtt"
  case getAZs = "Fn::GetAZs"
  case `if` = "Fn::If"
  case importValue = "Fn::ImportValue"
  case join = "Fn::Join"
  case length = "Fn::Length"
  case select = "Fn::Select"
  case split = "Fn::Split"
  case sub = "Fn::Sub"
  case toJSONString = "Fn::ToJsonString"
  case transform = "Fn::Transform"

  /// The function that an object calls; `nil` if it calls none.
  init?(_ syntax: JSONSyntax) {
    guard let members = syntax.members, members.count == 1, let function = TemplateFunction(rawValue: members[0].key)
    else { return nil }
    self = function
  }

  /// What a call looks like, for messages.
  var form: String {
    switch self {
    case .ref: #"{"Ref": "Name"}"#
    case .base64: #"{"Fn::Base64": text}"#
    case .cidr: #"{"Fn::Cidr": [block, count, bits]}"#
    case .findInMap: #"{"Fn::FindInMap": ["Map", key, key]}"#
    case .getAtt: #"{"Fn::GetAtt": ["Resource", "Attribute"]}"#
    case .getAZs: #"{"Fn::GetAZs": region}"#
    case .if: #"{"Fn::If": ["Condition", value, value]}"#
    case .importValue: #"{"Fn::ImportValue": name}"#
    case .join: #"{"Fn::Join": [delimiter, [value, …]]}"#
    case .length: #"{"Fn::Length": [value, …]}"#
    case .select: #"{"Fn::Select": [index, [value, …]]}"#
    case .split: #"{"Fn::Split": [delimiter, text]}"#
    case .sub: #"{"Fn::Sub": text} or {"Fn::Sub": [text, {"Name": value}]}"#
    case .toJSONString: #"{"Fn::ToJsonString": object}"#
    case .transform: #"{"Fn::Transform": {"Name": "Macro", "Parameters": {}}}"#
    }
  }
}

/// What a part of a template stands for.
enum TemplateValue {
  /// A string.
  case text(MappedText)
  /// A list of values.
  case list([TemplateValue])
  /// A number, Boolean, `null`, or an object that calls no function.
  case literal(JSONSyntax)
  /// `AWS::NoValue`: the member or element is left out.
  case none
}
