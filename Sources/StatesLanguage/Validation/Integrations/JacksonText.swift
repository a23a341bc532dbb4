import OrderedJSON
import ServiceModels

/// The messages of the service's JSON library, Jackson, for values that do not fit the SDK's classes.
enum JacksonText {
  /// The class of a shape in the SDK.
  static func type(of shape: ServiceModel.Shape, in model: ServiceModel) -> String {
    switch shape {
    case .any: "software.amazon.awssdk.core.document.Document"
    case .text, .oneOf: "java.lang.String"
    case .timestamp: "java.time.Instant"
    case .binary: "software.amazon.awssdk.core.SdkBytes"
    case .number(let isInteger, _, _): isInteger ? "java.lang.Integer" : "java.lang.Double"
    case .bool: "java.lang.Boolean"
    case .list(let element): "java.util.ArrayList<\(type(of: element, in: model))>"
    case .map(let element): "java.util.LinkedHashMap<java.lang.String,\(type(of: element, in: model))>"
    case .structure(let line):
      "software.amazon.awssdk.services.\(model.service).model.\(model.name(ofLine: line))$BuilderImpl"
    }
  }

  /// Why a value is not an instance of a class.
  static func refused(_ value: JSONSyntax, as type: String) -> String {
    guard type.hasSuffix("BuilderImpl") else { return cannotDeserialize(value, as: type) }
    switch value.content {
    case .string(let text): return cannotConstruct(type, "String", "from String value ('\(text)')")
    case .number(.integer(let number)): return cannotConstruct(type, "int/Int", "from Number value (\(number))")
    case .number(let number):
      return cannotConstruct(type, "double/Double", "from Number value (\(JSON.number(number)))")
    case .bool(let bool): return cannotConstruct(type, "boolean/Boolean", "from boolean value (\(bool))")
    case .null, .array, .object: return cannotDeserialize(value, as: type)
    }
  }

  private static func cannotConstruct(_ type: String, _ argument: String, _ source: String) -> String {
    "Cannot construct instance of `\(type)` (although at least one Creator exists): no \(argument)-argument"
      + " constructor/factory method to deserialize \(source)"
  }

  private static func cannotDeserialize(_ value: JSONSyntax, as type: String) -> String {
    let (words, token) =
      switch value.content {
      case .null: ("Null value", "VALUE_NULL")
      case .bool(let bool): ("Boolean value", bool ? "VALUE_TRUE" : "VALUE_FALSE")
      case .number(.integer): ("Integer value", "VALUE_NUMBER_INT")
      case .number: ("Floating-point value", "VALUE_NUMBER_FLOAT")
      case .string: ("String value", "VALUE_STRING")
      case .array: ("Array value", "START_ARRAY")
      case .object: ("Object value", "START_OBJECT")
      }
    return "Cannot deserialize value of type `\(type)` from \(words) (token `JsonToken.\(token)`)"
  }

  /// Why a value is not a Boolean; `nil` if it is accepted as one. Integers are, and some strings with spaces around
  /// them.
  static func refusedBoolean(_ value: JSONSyntax) -> String? {
    switch value.content {
    case .null, .bool, .number(.integer): return nil
    case .string(let text):
      let word = trimmed(text)
      switch word {
      case "", "null", "true", "True", "TRUE", "false", "False", "FALSE": return nil
      default:
        return "Cannot deserialize value of type `java.lang.Boolean` from String \"\(word)\":"
          + " only \"true\" or \"false\" recognized"
      }
    case .number, .array, .object: return cannotDeserialize(value, as: "java.lang.Boolean")
    }
  }

  /// A string without the control characters and spaces around it, as Java's `trim` returns it.
  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { $0.value > 0x20 }),
      let last = scalars.lastIndex(where: { $0.value > 0x20 })
    else { return "" }
    return String(scalars[first...last])
  }
}
