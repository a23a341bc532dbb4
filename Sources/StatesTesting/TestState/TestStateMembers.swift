import OrderedJSON

/// Reads the members of a request, and reports what does not fit in the service's words.
struct TestStateMembers {
  private let object: JSON.Object
  private let path: String

  init(_ object: JSON.Object, path: String = "") {
    self.object = object
    self.path = path
  }

  /// The member, unless it is absent or `null`.
  private func value(_ name: String) -> JSON? {
    guard let value = object[name], !value.isNull else { return nil }
    return value
  }

  private func wrongKind(_ name: String, _ kind: String) -> TestStateError {
    .serialization("\(path + name) must be \(kind)")
  }

  private func constraint(_ name: String, _ value: String, _ rule: String) -> TestStateError {
    .validation(
      "1 validation error detected: Value \(value) at '\(path + name)' failed to satisfy constraint: "
        + "Member must \(rule)")
  }

  func required(_ name: String, _ length: ClosedRange<Int>) throws(TestStateError) -> String {
    guard let text = try text(name, length) else { throw constraint(name, "null", "not be null") }
    return text
  }

  func text(_ name: String, _ length: ClosedRange<Int>) throws(TestStateError) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.stringValue else { throw wrongKind(name, "a string") }
    let count = text.utf8.count
    if count > length.upperBound {
      throw constraint(name, "'\(text)'", "have length less than or equal to \(length.upperBound)")
    }
    if count < length.lowerBound {
      throw constraint(name, "'\(text)'", "have length greater than or equal to \(length.lowerBound)")
    }
    return text
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String
  ) throws(TestStateError) -> Choice? where Choice.RawValue == String {
    guard let value = value(name) else { return nil }
    guard let text = value.stringValue else { throw wrongKind(name, "a string") }
    guard let choice = Choice(rawValue: text) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw constraint(name, "'\(text)'", "satisfy enum value set: [\(known)]")
    }
    return choice
  }

  func flag(_ name: String) throws(TestStateError) -> Bool? {
    guard let value = value(name) else { return nil }
    guard let flag = value.boolValue else { throw wrongKind(name, "a Boolean") }
    return flag
  }

  func count(_ name: String) throws(TestStateError) -> Int? {
    guard let value = value(name) else { return nil }
    guard let number = value.integerValue.flatMap({ Int32(exactly: $0) }) else { throw wrongKind(name, "an integer") }
    if number < 0 { throw constraint(name, "'\(number)'", "have value greater than or equal to 0") }
    return Int(number)
  }

  func object(_ name: String) throws(TestStateError) -> TestStateMembers? {
    guard let value = value(name) else { return nil }
    guard let object = value.objectValue else { throw wrongKind(name, "an object") }
    return TestStateMembers(object, path: path + name + ".")
  }
}
