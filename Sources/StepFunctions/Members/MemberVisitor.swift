import OrderedJSON

/// Goes through the members of a structure: reads them, checks them, or writes them down.
///
/// A structure lists its members once, in ``Structure/visit(_:)``, in the order and with the names, constraints and
/// requiredness of the service's API model; everything else follows from that list.
protocol MemberVisitor {
  /// A member that a request must have.
  mutating func required<Value: MemberValue>(_ name: String, _ value: inout Value, _ rule: MemberRule)
  /// A member that may be absent.
  mutating func optional<Value: MemberValue>(_ name: String, _ value: inout Value?, _ rule: MemberRule)
}

extension MemberVisitor {
  mutating func required<Value: MemberValue>(_ name: String, _ value: inout Value) { required(name, &value, .any) }
  mutating func optional<Value: MemberValue>(_ name: String, _ value: inout Value?) { optional(name, &value, .any) }
}

/// A structure of the API: a request, a response, or a part of one.
protocol Structure: MemberValue {
  /// One whose required members are still to be filled in.
  init()
  /// Shows its members to a visitor, one after the other.
  mutating func visit(_ visitor: inout some MemberVisitor)
}

/// Reads the members of a JSON object, and gathers what is wrong with them.
struct MemberReader: MemberVisitor {
  private let object: JSON.Object
  private let path: String
  var findings: RequestFindings

  /// - Parameter path: what the names of the members are preceded by: empty, or ends with a dot.
  init(_ object: JSON.Object, path: String, _ findings: RequestFindings) {
    self.object = object
    self.path = path
    self.findings = findings
  }

  /// The member; `null` is the same as none.
  private func member(_ name: String) -> JSON? {
    guard let value = object[name], !value.isNull else { return nil }
    return value
  }

  mutating func required<Value: MemberValue>(_ name: String, _ value: inout Value, _ rule: MemberRule) {
    guard let json = member(name) else { return findings.add(nil, at: path + name, "not be null") }
    if let found = Value(reading: json, at: path + name, rule, &findings) { value = found }
  }

  mutating func optional<Value: MemberValue>(_ name: String, _ value: inout Value?, _ rule: MemberRule) {
    guard let json = member(name) else { return }
    value = Value(reading: json, at: path + name, rule, &findings)
  }
}

/// Checks the members of a structure that did not come as JSON.
struct MemberChecker: MemberVisitor {
  private let path: String
  var findings: RequestFindings

  init(path: String, _ findings: RequestFindings) {
    self.path = path
    self.findings = findings
  }

  mutating func required<Value: MemberValue>(_ name: String, _ value: inout Value, _ rule: MemberRule) {
    value.check(at: path + name, rule, &findings)
  }

  mutating func optional<Value: MemberValue>(_ name: String, _ value: inout Value?, _ rule: MemberRule) {
    value?.check(at: path + name, rule, &findings)
  }
}

/// Writes the members of a structure as a JSON object; what is absent is left out.
struct MemberWriter: MemberVisitor {
  private(set) var members = ContiguousArray<JSON.Object.Member>()

  mutating func required<Value: MemberValue>(_ name: String, _ value: inout Value, _ rule: MemberRule) {
    members.append(.init(key: name, value: value.json))
  }

  mutating func optional<Value: MemberValue>(_ name: String, _ value: inout Value?, _ rule: MemberRule) {
    if let value { members.append(.init(key: name, value: value.json)) }
  }
}

extension Structure {
  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard case .object(let object) = json else {
      findings.mistake(json, at: path, isNot: "an object")
      return nil
    }
    var reader = MemberReader(object, path: path.isEmpty ? "" : path + ".", findings)
    self.init()
    visit(&reader)
    findings = reader.findings
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    var checker = MemberChecker(path: path.isEmpty ? "" : path + ".", findings)
    var copy = self
    copy.visit(&checker)
    findings = checker.findings
  }

  var json: JSON {
    var writer = MemberWriter()
    var copy = self
    copy.visit(&writer)
    return .object(JSON.Object(distinct: writer.members))
  }
}
