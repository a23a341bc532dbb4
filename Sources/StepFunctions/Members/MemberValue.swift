import OrderedJSON
import StatesEngine

/// A value of a member: a string, a number, a list, a structure.
protocol MemberValue: Sendable {
  /// Reads a value and checks it; `nil` if there is none of this type.
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings)
  /// Checks the value against the constraints.
  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings)
  /// The value as JSON.
  var json: JSON { get }
}

extension String: MemberValue {
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard case .string(let text) = json else {
      findings.mistake(json, at: path, isNot: "a string")
      return nil
    }
    self = text
    check(at: path, rule, &findings)
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    let shown = rule.isSensitive ? nil : self
    if let bytes = rule.bytes { Self.check(utf8.count, bytes, shown, at: path, &findings) }
    // Counting bytes is cheap, and there are never more characters than bytes.
    if let length = rule.length, !(utf8.count <= length.upperBound && length.lowerBound <= (isEmpty ? 0 : 1)) {
      Self.check(unicodeScalars.count, length, shown, at: path, &findings)
    }
    if let pattern = rule.pattern, !pattern.matches(self) {
      findings.add(shown, at: path, "satisfy regular expression pattern: \(pattern.rawValue)")
    }
  }

  fileprivate static func check(
    _ count: Int, _ length: ClosedRange<Int>, _ shown: String?, at path: String, _ findings: inout RequestFindings
  ) {
    if count > length.upperBound {
      findings.add(shown, at: path, "have length less than or equal to \(length.upperBound)")
    } else if count < length.lowerBound {
      findings.add(shown, at: path, "have length greater than or equal to \(length.lowerBound)")
    }
  }

  var json: JSON { .string(self) }
}

extension Bool: MemberValue {
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard case .bool(let value) = json else {
      findings.mistake(json, at: path, isNot: "a boolean")
      return nil
    }
    self = value
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {}

  var json: JSON { .bool(self) }
}

extension Int: MemberValue {
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard let value = json.integerValue.flatMap({ Int(exactly: $0) }) else {
      findings.mistake(json, at: path, isNot: "an integer")
      return nil
    }
    self = value
    check(at: path, rule, &findings)
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard let value = rule.value else { return }
    if Int64(self) > value.upperBound {
      findings.add("\(self)", at: path, "have value less than or equal to \(value.upperBound)")
    } else if Int64(self) < value.lowerBound {
      findings.add("\(self)", at: path, "have value greater than or equal to \(value.lowerBound)")
    }
  }

  var json: JSON { .integer(self) }
}

extension Double: MemberValue {
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard let value = json.doubleValue else {
      findings.mistake(json, at: path, isNot: "a number")
      return nil
    }
    self = value
    check(at: path, rule, &findings)
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard let value = rule.value else { return }
    // Not a number is not in any range.
    if !(self <= Double(value.upperBound)) {
      findings.add("\(self)", at: path, "have value less than or equal to \(value.upperBound)")
    } else if self < Double(value.lowerBound) {
      findings.add("\(self)", at: path, "have value greater than or equal to \(value.lowerBound)")
    }
  }

  var json: JSON { .double(self) }
}

/// A time as the protocol has it: seconds since 1970, with milliseconds as a fraction.
extension Timestamp: MemberValue {
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard let seconds = json.doubleValue, abs(seconds) < 1e15 else {
      findings.mistake(json, at: path, isNot: "a number of seconds")
      return nil
    }
    self.init(milliseconds: Int64((seconds * 1_000).rounded()))
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {}

  var json: JSON { .number(.decimal(significand: milliseconds, scale: 3)) }
}

extension Array: MemberValue where Element: MemberValue {
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard case .array(let elements) = json else {
      findings.mistake(json, at: path, isNot: "a list")
      return nil
    }
    self.init()
    if let length = rule.length { String.check(elements.count, length, json.shown, at: path, &findings) }
    reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      let path = "\(path).\(index + 1).member"
      guard !element.isNull else {
        findings.add(nil, at: path, "not be null")
        continue
      }
      if let value = Element(reading: element, at: path, rule.ofElements, &findings) { append(value) }
    }
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    if let length = rule.length { String.check(count, length, json.shown, at: path, &findings) }
    for (index, element) in enumerated() {
      element.check(at: "\(path).\(index + 1).member", rule.ofElements, &findings)
    }
  }

  var json: JSON { .array(map(\.json)) }
}

extension JSON {
  /// A list as a message shows it.
  fileprivate var shown: String { JSONPrinter.compact.string(self) }
}

/// Variables by the names of states.
extension Dictionary: MemberValue where Key == String, Value: MemberValue {
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard case .object(let object) = json else {
      findings.mistake(json, at: path, isNot: "an object")
      return nil
    }
    self.init()
    for member in object.members {
      self[member.key] = Value(reading: member.value, at: "\(path).\(member.key)", .any, &findings)
    }
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    for (key, value) in sorted(by: { $0.key < $1.key }) { value.check(at: "\(path).\(key)", .any, &findings) }
  }

  var json: JSON { .object(JSON.Object(sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) })) }
}

/// A string that is one of several.
protocol MemberChoice: MemberValue, RawRepresentable, CaseIterable where RawValue == String {
  /// The values as messages list them.
  static var listed: [String] { get }
}

extension MemberChoice {
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard case .string(let text) = json else {
      findings.mistake(json, at: path, isNot: "a string")
      return nil
    }
    guard let value = Self(rawValue: text) else {
      findings.add(text, at: path, "satisfy enum value set: [\(Self.listed.joined(separator: ", "))]")
      return nil
    }
    self = value
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {}

  var json: JSON { .string(rawValue) }

  static var listed: [String] { allCases.map(\.rawValue) }
}
