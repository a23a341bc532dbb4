public import OrderedJSON

/// A value that can be written down and read in another process, as JSON of a form that <doc:WireForms> describes.
///
/// What is read is checked: anything but what ``wireForm`` gives is refused, so that reading and writing again gives the
/// same JSON.
public protocol WireForm {
  /// The value as JSON.
  var wireForm: JSON { get }

  /// Reads what ``wireForm`` gave.
  ///
  /// - Throws: ``WireFormError`` for everything else.
  init(wireForm: JSON) throws(WireFormError)
}

/// Why JSON is not the wire form of a value.
public struct WireFormError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Where in the JSON, as a JSON pointer; empty for all of it.
  public let path: String
  /// What was expected there.
  public let expected: String

  /// `/2/0: expected an integer`.
  public var description: String { "\(path.isEmpty ? "/" : path): expected \(expected)" }

  package init(path: String, expected: String) {
    self.path = path
    self.expected = expected
  }
}

/// The version of the wire forms.
public enum WireFormat {
  /// What ``WireForm/wireForm`` of an ``Execution/Input`` begins with.
  public static let version = 1
}

/// JSON that is read, and where it stands.
package struct WireReader {
  package let json: JSON
  package let path: String

  package init(_ json: JSON, path: String = "") {
    self.json = json
    self.path = path
  }

  package func problem(_ expected: String) -> WireFormError { WireFormError(path: path, expected: expected) }

  /// The elements of an array.
  package func elements() throws(WireFormError) -> [WireReader] {
    guard let elements = json.arrayValue else { throw problem("an array") }
    return elements.enumerated().map { WireReader($1, path: "\(path)/\($0)") }
  }

  /// The elements of an array that has so many.
  package func elements(_ count: Int) throws(WireFormError) -> [WireReader] {
    let elements = try elements()
    guard elements.count == count else { throw problem("\(count) elements") }
    return elements
  }

  /// The members of an object that has these and no others.
  package func members(_ names: [String]) throws(WireFormError) -> [WireReader] {
    guard let object = json.objectValue, object.count == names.count else {
      throw problem("an object with the members \(names.joined(separator: ", "))")
    }
    var result: [WireReader] = []
    for name in names {
      guard let value = object[name] else { throw problem("the member \(name)") }
      result.append(WireReader(value, path: "\(path)/\(name)"))
    }
    return result
  }

  /// A value of a type that has a wire form.
  package func value<Value: WireForm>(_ type: Value.Type = Value.self) throws(WireFormError) -> Value {
    do throws(WireFormError) {
      return try Value(wireForm: json)
    } catch {
      throw WireFormError(path: path + error.path, expected: error.expected)
    }
  }

  package func string() throws(WireFormError) -> String {
    guard let value = json.stringValue else { throw problem("a string") }
    return value
  }

  package func optionalString() throws(WireFormError) -> String? { json.isNull ? nil : try string() }

  package func bool() throws(WireFormError) -> Bool {
    guard let value = json.boolValue else { throw problem("true or false") }
    return value
  }

  package func integer<Number: FixedWidthInteger>(
    _ range: ClosedRange<Number> = Number.min...Number.max
  ) throws(WireFormError) -> Number {
    guard let value = json.integerValue, let number = Number(exactly: value), range.contains(number),
      // One way to write each number: no 1.0, no -0.
      json.description == String(value)
    else { throw problem("an integer from \(range.lowerBound) to \(range.upperBound)") }
    return number
  }

  package func time() throws(WireFormError) -> Timestamp { Timestamp(milliseconds: try integer()) }
}

extension JSON {
  /// A string, or `null`.
  package static func optional(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

  /// A number, or `null`.
  package static func optional(_ value: Int?) -> JSON { value.map { .integer($0) } ?? .null }
}
