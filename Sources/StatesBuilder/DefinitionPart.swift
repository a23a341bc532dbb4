public import OrderedJSON

/// A part of a definition that is an object: a state, a rule, a branch, a retrier.
///
/// Each method returns a copy with one more field. Fields are printed in the order in which they are set; setting one
/// again replaces its value.
public protocol DefinitionPart: Sendable {
  /// The fields, in the order in which they are printed.
  var fields: JSON.Object { get set }
}

extension DefinitionPart {
  /// Sets `Comment`, which is ignored when the machine runs.
  public func comment(_ text: String) -> Self { setting("Comment", .string(text)) }

  /// Sets any field, for what no other method can express, such as a placeholder that a deployment tool fills in.
  ///
  /// - Parameters:
  ///   - name: the field's name, as in a definition.
  ///   - value: its value, written as it is.
  public func field(_ name: String, _ value: JSON) -> Self { setting(name, value) }

  func setting(_ name: String, _ value: JSON) -> Self {
    var copy = self
    copy.fields[name] = value
    return copy
  }

  /// Adds elements to a field that is an array.
  func appending(_ name: String, _ elements: [JSON]) -> Self {
    setting(name, .array((fields[name]?.arrayValue ?? []) + elements))
  }
}

extension JSON {
  /// A JSONata expression as a string; the delimiters are added unless they are there.
  static func expression(_ text: String) -> JSON {
    .string(text.utf8.starts(with: "{%".utf8) ? text : "{% \(text) %}")
  }

  /// A string, or `null`.
  static func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }
}
