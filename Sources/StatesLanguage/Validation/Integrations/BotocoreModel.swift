import OrderedJSON
import ServiceModels

/// A botocore file, `SERVICE/DATE/service-2.json`, converted to the text of a `ServiceModel`: as generate.py does for
/// the models that come with the package, with all operations.
///
/// A file may come from anywhere: every structure is written once, deeper nesting than the limits is refused, and so is
/// a longer text than the limit.
struct BotocoreModel {
  typealias Problem = ServiceModelLibrary.Problem

  /// How many structures, lists and maps may be between an operation and a value; APIs have up to 18.
  private static let maximumNesting = 100
  /// How many lists and maps may be nested without a structure between them; APIs have up to 4.
  private static let maximumLists = 16
  /// The maximum length of the text; that of the longest API has 300,000 bytes.
  private static let maximumBytes = 32 << 20

  /// The service's name in `arn:aws:states:::aws-sdk:…`.
  let service: String
  private let shapes: JSON.Object
  private let operations: JSON.Object
  private var lines: [String] = []
  private var indexes: [String: Int] = [:]
  private var byteCount = 0

  init(_ source: JSON) throws(Problem) {
    guard let identifier = source["metadata"]?["serviceId"]?.stringValue else {
      throw Problem(message: "there is no /metadata/serviceId: this is not a service model of botocore")
    }
    service = ServiceModelLibrary.name(ofService: identifier)
    guard let operations = source["operations"]?.objectValue else {
      throw Problem(message: "/operations is not an object")
    }
    guard let shapes = source["shapes"]?.objectValue else { throw Problem(message: "/shapes is not an object") }
    self.operations = operations
    self.shapes = shapes
  }

  /// The model; `nil` if the table is invalid, which one written here never is.
  mutating func model() throws(Problem) -> ServiceModel? { ServiceModel(service: service, text: try text()) }

  /// The text of the model.
  mutating func text() throws(Problem) -> String {
    var words: [String] = []
    for operation in operations.members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      try check(operation.key)
      words.append(operation.key)
      words.append(try place(operation.value["input"], isRequest: true))
      words.append(try place(operation.value["output"], isRequest: false))
    }
    return (["=" + words.joined(separator: " "), "+"] + lines).joined(separator: "\n")
  }

  /// The index of a request's or response's line, or a dash if there is none.
  private mutating func place(_ reference: JSON?, isRequest: Bool) throws(Problem) -> String {
    guard let reference else { return "-" }
    let name = try name(reference)
    guard try shape(name)["type"]?.stringValue == "structure" else {
      throw Problem(message: "/shapes/\(name) is a request or a response, and not a structure")
    }
    return String(try line(name, isRequest: isRequest, nesting: 0))
  }

  // MARK: Lines

  private mutating func line(_ name: String, isRequest: Bool = false, nesting: Int) throws(Problem) -> Int {
    if let index = indexes[name] { return index }
    guard nesting < Self.maximumNesting else {
      throw Problem(message: "/shapes/\(name) is nested deeper than \(Self.maximumNesting) levels")
    }
    let index = lines.count
    indexes[name] = index
    lines.append("")
    let shape = try shape(name)
    let line =
      if let values = Self.values(shape) {
        "|" + values.joined(separator: "|")
      } else {
        try structure(name, shape, isRequest: isRequest, nesting: nesting)
      }
    byteCount += line.utf8.count
    guard byteCount <= Self.maximumBytes else { throw Problem(message: "the model is too large") }
    lines[index] = line
    return index
  }

  private mutating func structure(
    _ name: String, _ shape: JSON, isRequest: Bool, nesting: Int
  ) throws(Problem) -> String {
    let streamed = isRequest ? shape["payload"]?.stringValue : nil
    let required = Set((shape["required"]?.arrayValue ?? []).compactMap(\.stringValue))
    var words = [Self.capitalized(name)]
    for (key, reference) in (shape["members"]?.objectValue?.members ?? []).map({ ($0.key, $0.value) }) {
      try check(key)
      // The SDK generates tokens that are not given.
      let isMadeUp = try isSet("idempotencyToken", reference) && isRequest
      let isRequired = required.contains(key) && !isMadeUp
      var kind = try type(reference, nesting: nesting + 1, lists: 0)
      if key == streamed, kind == "b", try isSet("streaming", reference) { kind = "B" }
      let name = Self.capitalized(key)
      let sdkName = SDKName.of(key)
      words.append(
        name + (isRequired ? "*" : "") + (sdkName == name ? "" : "~" + sdkName) + (kind == "s" ? "" : ":" + kind))
    }
    return "{" + words.joined(separator: " ")
  }

  /// The text of a member's shape.
  private mutating func type(_ reference: JSON, nesting: Int, lists: Int) throws(Problem) -> String {
    let name = try name(reference)
    let shape = try shape(name)
    if try isSet("document", reference) { return "d" }
    if try isSet("eventstream", reference) { return "d" }
    switch shape["type"]?.stringValue {
    case "structure": return String(try line(name, nesting: nesting))
    case "list": return "[" + (try element(shape["member"], of: name, nesting, lists))
    case "map": return "<" + (try element(shape["value"], of: name, nesting, lists))
    case "integer", "long": return try number("i", reference)
    case "float", "double": return try number("n", reference)
    case "boolean": return "o"
    case "timestamp": return "t"
    case "blob": return "b"
    case "string": return Self.values(shape) == nil ? "s" : String(try line(name, nesting: nesting))
    default: throw Problem(message: "/shapes/\(name)/type is not a type of botocore")
    }
  }

  private mutating func element(
    _ reference: JSON?, of name: String, _ nesting: Int, _ lists: Int
  ) throws(Problem) -> String {
    guard let reference else { throw Problem(message: "/shapes/\(name) does not specify its elements") }
    guard lists < Self.maximumLists else {
      throw Problem(message: "/shapes/\(name) is nested deeper than \(Self.maximumLists) lists and maps")
    }
    return try type(reference, nesting: nesting + 1, lists: lists + 1)
  }

  private func number(_ letter: String, _ reference: JSON) throws(Problem) -> String {
    let least = try trait(reference, "min")?.numberValue
    let most = try trait(reference, "max")?.numberValue
    if least == nil, most == nil { return letter }
    return letter + (least.map { JSON.number($0).description } ?? "") + ","
      + (most.map { JSON.number($0).description } ?? "")
  }

  // MARK: Parts of the file

  /// The values that a string may have; `nil` for other shapes.
  private static func values(_ shape: JSON) -> [String]? {
    guard shape["type"] == "string", let values = shape["enum"]?.arrayValue?.compactMap(\.stringValue), !values.isEmpty,
      !values.contains(where: { $0.utf8.contains { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "\n") } })
    else { return nil }
    return values
  }

  /// The name of a referenced shape.
  private func name(_ reference: JSON) throws(Problem) -> String {
    guard let name = reference["shape"]?.stringValue else {
      throw Problem(message: "an operation or a member has no shape")
    }
    try check(name)
    return name
  }

  private func shape(_ name: String) throws(Problem) -> JSON {
    guard let shape = shapes[name] else { throw Problem(message: "there is no /shapes/\(name)") }
    return shape
  }

  /// The value of a trait on a member, or else on its shape.
  private func trait(_ reference: JSON, _ trait: String) throws(Problem) -> JSON? {
    if let own = reference[trait] { return own }
    return try shape(try name(reference))[trait]
  }

  private func isSet(_ trait: String, _ reference: JSON) throws(Problem) -> Bool {
    try self.trait(reference, trait) == true
  }

  /// Refuses invalid names: they become part of a table of lines and words.
  private func check(_ name: String) throws(Problem) {
    let isName =
      !name.isEmpty && name.utf8.count <= 200 && name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || SDKName.isWord($0) }
    guard isName else { throw Problem(message: "'\(name.prefix(200))' is not a name of letters and digits") }
  }

  private static func capitalized(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }
}

/// The names that members have in SDK integrations.
private enum SDKName {
  /// A member's name as in the SDK integrations: words start with an upper-case letter and continue in lower case.
  static func of(_ name: String) -> String {
    let bytes = Array(name.utf8)
    var result: [UInt8] = []
    var isInside = false
    for (index, byte) in bytes.enumerated() {
      guard isWord(byte) else {
        isInside = false
        continue
      }
      let begins = !isInside || isBreak(bytes, before: index)
      result.append(begins ? (isLower(byte) ? byte & 0xdf : byte) : (isUpper(byte) ? byte | 0x20 : byte))
      isInside = true
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a word starts at a letter that follows another letter or digit.
  private static func isBreak(_ bytes: [UInt8], before index: Int) -> Bool {
    guard index > 0 else { return true }
    let (last, this) = (bytes[index - 1], bytes[index])
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    if isDigit(last) { return isLower(this) || isUpper(this) }
    guard isUpper(this) else { return false }
    return (isLower(last) && isWord(next)) || (isUpper(last) && isLower(next))
  }

  static func isWord(_ byte: UInt8) -> Bool { isLower(byte) || isUpper(byte) || isDigit(byte) }
  private static func isLower(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
  private static func isUpper(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
