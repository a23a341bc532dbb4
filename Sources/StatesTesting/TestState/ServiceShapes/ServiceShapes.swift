/// The response shapes of service APIs, one service at a time: what a mocked result is checked against.
///
/// All are in one text, which ``table`` holds; a look-up reads no more than the section of the service. Services and
/// operations that are not in it are not checked.
struct ServiceShapes {
  /// What a value may be.
  indirect enum Shape {
    /// Not checked.
    case any
    /// A text; timestamps and binary data too.
    case text
    /// A text out of a few.
    case oneOf([Substring])
    /// A number within bounds.
    case number(least: Double?, most: Double?)
    /// `true` or `false`.
    case bool
    /// An array.
    case list(Shape)
    /// An object with names of any kind.
    case map(Shape)
    /// The structure in that line.
    case structure(Int)
  }

  /// A member of a structure.
  struct Member {
    /// The name that optimized integrations show.
    var name: Substring
    /// The name that SDK integrations show.
    var sdkName: Substring
    /// Whether the API promises it.
    var isRequired: Bool
    /// How its shape is written.
    fileprivate var type: Substring
  }

  private let operations: Substring
  private let lines: [Substring]

  /// The shapes of a service, by its name in `arn:aws:states:::aws-sdk:…`; `nil` when it is not in the table.
  init?(service: String) {
    guard let section = Self.section(of: service) else { return nil }
    let parts = section.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = parts.first else { return nil }
    operations = first
    lines = Array(parts.dropFirst())
  }

  /// The lines below a service's heading.
  private static func section(of service: String) -> Substring? {
    let bytes = UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount)
    let heading = Array("#\(service)\n".utf8)
    var start = 0
    while start < bytes.count {
      let isHeading =
        start + heading.count <= bytes.count && bytes[start..<(start + heading.count)].elementsEqual(heading)
      let end = endOfLine(from: start, in: bytes)
      if isHeading {
        var last = end + 1
        while last < bytes.count, bytes[last] != 0x23 { last = endOfLine(from: last, in: bytes) + 1 }
        return Substring(decoding: bytes[min(end + 1, bytes.count)..<min(last, bytes.count)], as: UTF8.self)
      }
      start = end + 1
    }
    return nil
  }

  private static func endOfLine(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != 0x0a { end += 1 }
    return end
  }

  /// The shape of an operation's response, or `nil` when the operation is not in the table.
  func response(of operation: String) -> Shape? {
    let words = operations.dropFirst().split(separator: " ")
    guard let place = words.firstIndex(where: { $0.utf8.elementsEqual(operation.utf8) }), place + 1 < words.count
    else { return nil }
    return shape(words[place + 1])
  }

  /// The members of the structure in a line.
  func members(ofLine place: Int) -> [Member] {
    guard lines.indices.contains(place) else { return [] }
    return lines[place].dropFirst().split(separator: " ").map(Self.member)
  }

  /// The shape of a member.
  func shape(of member: Member) -> Shape { shape(member.type) }

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
    case UInt8(ascii: "o"): return .bool
    case UInt8(ascii: "["): return .list(shape(type.dropFirst()))
    case UInt8(ascii: "<"): return .map(shape(type.dropFirst()))
    case UInt8(ascii: "n"):
      let bounds = type.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
      return .number(least: bounds.first.flatMap { Double($0) }, most: bounds.last.flatMap { Double($0) })
    default:
      guard let place = Int(type), lines.indices.contains(place) else { return .any }
      if lines[place].utf8.first == UInt8(ascii: "|") {
        return .oneOf(lines[place].dropFirst().split(separator: "|", omittingEmptySubsequences: false))
      }
      return .structure(place)
    }
  }
}
