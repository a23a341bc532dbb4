import OrderedJSON

/// `States.Format`, `States.StringSplit`, and the functions that convert between strings and JSON.
enum StringIntrinsics {
  // MARK: Format

  /// The template with each `{}` replaced by an argument, in order. `\{`, `\}`, `\'` and `\\` represent the escaped
  /// character.
  @Sendable
  static func format(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let name = arguments.function.name
    let template = Array(arguments.text(0).utf8)
    var writer = ByteWriter(capacity: template.count + 64)
    var used = 1
    var missing = false
    var place = 0
    while place < template.count {
      switch template[place] {
      case 0x5c where place + 1 < template.count && [0x27, 0x5c, 0x7b, 0x7d].contains(template[place + 1]):
        writer.append(template[place + 1])
        place += 1
      case 0x7b:
        guard place + 1 < template.count, template[place + 1] == 0x7d else {
          throw .reason("Invalid template in \(name): matching '}' not found for '{'.")
        }
        if used < arguments.count { try arguments.checkRoom(for: arguments.values[used], after: writer.count) }
        if used >= arguments.count {
          missing = true
        } else if arguments.parsed.contains(used) {
          JSONPrinter.compact.write(arguments.values[used], to: &writer)
        } else {
          JavaText.write(arguments.values[used], to: &writer)
        }
        used += 1
        place += 1
      case 0x7d: throw .reason("Invalid template in \(name): matching '{' not found for '}'.")
      case let byte: writer.append(byte)
      }
      place += 1
    }
    guard !missing, used == arguments.count else {
      throw .reason("Invalid arguments in \(name): number of arguments do not match the occurrences of {}.")
    }
    try arguments.spend(making: writer.count)
    return .string(writer.string)
  }

  // MARK: Split

  /// The pieces between characters of the second argument; empty pieces are dropped.
  @Sendable
  static func split(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let delimiters = Set(arguments.text(1).unicodeScalars)
    let pieces = arguments.text(0).unicodeScalars.split { delimiters.contains($0) }
    try arguments.spend(elements: pieces.count)
    try arguments.spend(making: arguments.text(0).utf8.count)
    return .array(pieces.map { .string(String(String.UnicodeScalarView($0))) })
  }

  // MARK: JSON

  /// The value that a string represents as JSON; `null` for a blank string.
  @Sendable
  static func stringToJSON(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    let text = arguments.text(0)
    // A parsed value takes several times the memory of its text.
    guard text.utf8.count <= arguments.maximumTextBytes / 4 else {
      throw .reason("The string has more than \(arguments.maximumTextBytes / 4) bytes.")
    }
    if text.utf8.allSatisfy({ $0 == 0x20 || ($0 >= 0x09 && $0 <= 0x0d) }) { return .null }
    try arguments.spend(elements: text.utf8.count / 4)
    do throws(JSONParseError) {
      let value = try JSON(parsing: text)
      if case .number(.literal("-0")) = value { return 0 }
      return value
    } catch {
      let cause = JavaText.parserText(error, of: text)
      throw .reason("Cannot convert String to Json in \(arguments.function.name), caused by: \(cause)")
    }
  }

  @Sendable
  static func jsonToString(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    try arguments.checkRoom(for: arguments.values[0])
    let text = arguments.values[0].description
    try arguments.spend(making: text.utf8.count)
    return .string(text)
  }

  /// The members of the second object, followed by those that only the first has. Deep merging is not supported.
  @Sendable
  static func jsonMerge(_ arguments: inout IntrinsicArguments) throws(IntrinsicFailure) -> JSON {
    if case .bool(true) = arguments.values[2] { throw arguments.function.invalidArguments() }
    try arguments.spend(members: arguments.object(0).count + arguments.object(1).count)
    var merged = arguments.object(1)
    for member in arguments.object(0).members where merged.position(of: member.key) == nil {
      merged.append(distinct: member)
    }
    return .object(merged)
  }
}
