import OrderedJSON
import WebText

/// The query protocol, as SNS speaks it: forms in requests, XML in answers.
///
/// - SeeAlso: Smithy, "AWS Query protocol".
enum QueryProtocol {
  /// Why an answer cannot be read.
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  /// The form of a request.
  static func form(_ operation: String, _ version: String, _ parameters: JSON) -> String {
    var fields = [("Action", operation), ("Version", version)]
    if case .object(let object) = parameters {
      for member in object.members { add(member.value, member.key, name: member.key, to: &fields) }
    }
    return fields.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
  }

  /// - Parameter name: the last member's name, which tells maps from structures.
  private static func add(_ value: JSON, _ path: String, name: String, to fields: inout [(String, String)]) {
    switch value {
    case .null: break
    case .bool, .number: fields.append((path, value.description))
    case .string(let text): fields.append((path, text))
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        add(element, "\(path).member.\(index + 1)", name: "", to: &fields)
      }
    case .object(let object):
      let names = mapNames(name)
      for (index, member) in object.members.enumerated() {
        guard let names else {
          add(member.value, "\(path).\(member.key)", name: member.key, to: &fields)
          continue
        }
        let entry = "\(path).entry.\(index + 1)"
        fields.append(("\(entry).\(names.key)", member.key))
        add(member.value, "\(entry).\(names.value)", name: "", to: &fields)
      }
    }
  }

  /// What key and value of a map are called; `nil` if a member is no map.
  private static func mapNames(_ name: String) -> (key: String, value: String)? {
    switch name {
    case "MessageAttributes": ("Name", "Value")
    case "Attributes": ("key", "value")
    default: nil
    }
  }

  /// The result in an answer: what is in `<PublishResult>`, or nothing.
  static func result(_ operation: String, _ body: [UInt8]) throws(Problem) -> JSON {
    let document: XMLElement
    do throws(XMLElement.Problem) {
      document = try XMLElement(parsing: body)
    } catch {
      throw Problem(description: "the answer is not XML")
    }
    guard document.name == operation + "Response" else {
      throw Problem(description: "the answer is a '\(document.name)', not a '\(operation)Response'")
    }
    return document.child(operation + "Result").map(value) ?? [:]
  }

  // Elements are nested no more deeply than the reader allows.
  private static func value(_ element: XMLElement) -> JSON {
    if let names = mapNames(element.name) {
      var map = JSON.Object()
      for entry in element.children("entry") {
        map[entry.child(names.key)?.text ?? ""] = entry.child(names.value).map(value) ?? ""
      }
      return .object(map)
    }
    if !element.children("member").isEmpty { return .array(element.children("member").map(value)) }
    guard element.children.isEmpty else {
      return .object(JSON.Object(element.children.map { ($0.name, value($0)) }))
    }
    // The lists of SNS's answers have names in the plural, and no other members have.
    let isList = ["Endpoints", "Failed", "Subscriptions", "Successful", "Tags", "Topics"].contains(element.name)
    return isList && element.text.allSatisfy(\.isWhitespace) ? [] : .string(element.text)
  }
}
