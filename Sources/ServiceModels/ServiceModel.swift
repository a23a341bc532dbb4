/// The model of a service's API: its operations, and the contents of their requests and responses.
///
/// Parameters of service integrations and mocked results are checked against it. A model is a text, one per service in
/// `Models/`; generate.py documents its format. A model is only read when its service is used.
package struct ServiceModel: Sendable, Hashable {
  /// The possible values of a member.
  package indirect enum Shape: Sendable {
    /// Not checked.
    case any
    /// A string; in responses also timestamps and binary data.
    case text
    /// A string from a fixed set.
    case oneOf([Substring])
    /// A timestamp.
    case timestamp
    /// Binary data; `isStreamed` if it is the whole body of the request.
    case binary(isStreamed: Bool)
    /// A number within bounds.
    case number(isInteger: Bool, least: Double?, most: Double?)
    /// `true` or `false`.
    case bool
    /// An array.
    case list(Shape)
    /// An object with names of any kind.
    case map(Shape)
    /// The structure in the line with that index.
    case structure(Int)
  }

  /// A member of a structure.
  package struct Member: Sendable {
    /// The name that optimized integrations use.
    package var name: Substring
    /// The name that SDK integrations use.
    package var sdkName: Substring
    /// Whether the API requires it, or guarantees it.
    package var isRequired: Bool
    /// The text of its shape.
    fileprivate var type: Substring
  }

  /// The service's name in `arn:aws:states:::aws-sdk:…`.
  package let service: String
  /// The described operations, each with the indexes of its request and response.
  private let operations: [Substring]
  /// Operations of which only the name is known.
  private let otherOperations: [Substring]
  private let lines: [Substring]

  /// The model of a service, by its name in `arn:aws:states:::aws-sdk:…`; `nil` if there is none here.
  package init?(service: String) {
    guard let text = Self.text(of: service) else { return nil }
    self.init(service: service, text: Self.string(text))
  }

  /// Creates a model from its text.
  ///
  /// - Parameters:
  ///   - service: the service's name in `arn:aws:states:::aws-sdk:…`.
  ///   - text: the model, in the format documented in generate.py.
  package init?(service: String, text: String) {
    let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard parts.count >= 2 else { return nil }
    self.service = service
    operations = parts[0].dropFirst().split(separator: " ")
    otherOperations = parts[1].dropFirst().split(separator: " ")
    lines = Array(parts.dropFirst(2))
  }

  /// Whether SDK integrations have a service with that name, with or without a model here.
  package static func isService(_ name: String) -> Bool { names.withUTF8Buffer { hasLine(name.utf8, in: $0) } }

  /// Whether one of the sorted lines of a table is a word; each step halves the table.
  private static func hasLine(_ word: String.UTF8View, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    let newline = UInt8(ascii: "\n")
    var (low, high) = (0, text.count)
    while low < high {
      let middle = low + (high - low) / 2
      let start = text[low..<middle].lastIndex(of: newline).map { $0 + 1 } ?? low
      let end = text[middle..<high].firstIndex(of: newline) ?? high
      let line = text[start..<end]
      if line.elementsEqual(word) { return true }
      if line.lexicographicallyPrecedes(word) { low = end + 1 } else { high = start }
    }
    return false
  }

  /// The services that have a model here.
  package static var services: [String] { serviceNames.map(string) }

  private static func string(_ text: StaticString) -> String {
    text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
  }
}

// MARK: Operations

extension ServiceModel {
  /// The description of an operation.
  package struct Operation: Sendable {
    /// The name as spelled in the API.
    package var name: Substring
    /// The request; `nil` if there is none, or if it is not known.
    package var request: Shape?
    /// The response; `nil` if there is none, or if it is not known.
    package var response: Shape?
    /// Whether the request and the response are known.
    package var isDescribed: Bool
  }

  /// An operation by its name, whose first letter may be in either case; `nil` if the service has none with that name.
  package func operation(_ name: String) -> Operation? {
    for index in stride(from: 0, to: operations.count - 2, by: 3) where Self.isSame(operations[index], name) {
      return Operation(
        name: operations[index], request: structure(operations[index + 1]), response: structure(operations[index + 2]),
        isDescribed: true)
    }
    return otherOperations.first { Self.isSame($0, name) }
      .map { Operation(name: $0, request: nil, response: nil, isDescribed: false) }
  }

  /// The names of all operations as spelled in integrations: `putObject`.
  package var actions: [String] {
    let described = stride(from: 0, to: operations.count, by: 3).map { operations[$0] }
    return (described + otherOperations).map { $0.prefix(1).lowercased() + $0.dropFirst() }
  }

  private static func isSame(_ operation: Substring, _ name: String) -> Bool {
    guard operation.utf8.count == name.utf8.count, let first = operation.utf8.first, let given = name.utf8.first
    else { return false }
    return first | 0x20 == given | 0x20 && operation.utf8.dropFirst().elementsEqual(name.utf8.dropFirst())
  }

  private func structure(_ word: Substring) -> Shape? {
    guard let index = Int(word), lines.indices.contains(index) else { return nil }
    return .structure(index)
  }
}

// MARK: Shapes

extension ServiceModel {
  /// The name of the structure in a line.
  package func name(ofLine index: Int) -> Substring {
    guard lines.indices.contains(index) else { return "" }
    return lines[index].dropFirst().prefix { $0 != " " }
  }

  /// The members of the structure in a line.
  package func members(ofLine index: Int) -> [Member] {
    guard lines.indices.contains(index) else { return [] }
    return lines[index].split(separator: " ").dropFirst().map(Self.member)
  }

  /// The shape of a member.
  package func shape(of member: Member) -> Shape { shape(member.type) }

  private static func member(_ text: Substring) -> Member {
    let parts = text.split(separator: ":", maxSplits: 1)
    let names = (parts.first ?? "").split(separator: "~", maxSplits: 1)
    let first = names.first ?? ""
    let isRequired = first.hasSuffix("*")
    let name = isRequired ? first.dropLast() : first
    return Member(
      name: name, sdkName: names.count > 1 ? names[1] : name, isRequired: isRequired,
      type: parts.count > 1 ? parts[1] : "s")
  }

  private func shape(_ type: Substring) -> Shape {
    switch type.utf8.first {
    case UInt8(ascii: "s"): return .text
    case UInt8(ascii: "t"): return .timestamp
    case UInt8(ascii: "b"): return .binary(isStreamed: false)
    case UInt8(ascii: "B"): return .binary(isStreamed: true)
    case UInt8(ascii: "o"): return .bool
    case UInt8(ascii: "i"): return number(type, isInteger: true)
    case UInt8(ascii: "n"): return number(type, isInteger: false)
    case UInt8(ascii: "["): return .list(shape(type.dropFirst()))
    case UInt8(ascii: "<"): return .map(shape(type.dropFirst()))
    default:
      guard let index = Int(type), lines.indices.contains(index) else { return .any }
      if lines[index].utf8.first == UInt8(ascii: "|") {
        return .oneOf(lines[index].dropFirst().split(separator: "|", omittingEmptySubsequences: false))
      }
      return .structure(index)
    }
  }

  private func number(_ type: Substring, isInteger: Bool) -> Shape {
    let bounds = type.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
    return .number(
      isInteger: isInteger, least: bounds.first.flatMap { Double($0) }, most: bounds.last.flatMap { Double($0) })
  }
}
