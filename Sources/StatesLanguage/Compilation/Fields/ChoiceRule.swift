public import JSONPath
public import OrderedJSON

/// An entry of `Choices`.
public struct ChoiceRule: Sendable {
  /// When it applies.
  public var condition: ChoiceCondition
  /// `Next`.
  public var next: Int
  /// `Output` of JSONata rules.
  public var output: JSONataTemplate?
  /// `Assign`.
  public var assign: Assignments?
}

/// When a Choice rule applies.
public indirect enum ChoiceCondition: Sendable {
  /// All apply.
  case and([ChoiceCondition])
  /// One applies.
  case or([ChoiceCondition])
  /// It does not apply.
  case not(ChoiceCondition)
  /// A value is compared.
  case comparison(Comparison)
  /// `Condition` of JSONata rules as an expression.
  case expression(StateExpression)
  /// `Condition` of JSONata rules as a literal.
  case literal(Bool)

  /// A `Variable` and the test applied to it.
  public final class Comparison: Sendable {
    /// `Variable`.
    public let variable: PathExpression
    /// The operator and its operand.
    public let test: ChoiceTest

    init(variable: PathExpression, test: ChoiceTest) {
      self.variable = variable
      self.test = test
    }
  }
}

/// The test applied to a Choice rule's `Variable`.
public enum ChoiceTest: Sendable {
  /// Its relation to a value of the same kind.
  case compare(ChoiceOperator.Family, ChoiceOperator.Relation, Operand)
  /// `StringMatches`.
  case matches(StringPattern)
  /// Whether it has a certain type.
  case isOfKind(ChoiceOperator.Kind, Bool)

  /// The operand of a comparison.
  public enum Operand: Sendable {
    /// A value in the definition.
    case literal(JSON)
    /// A timestamp in the definition.
    indirect case timestamp(TimestampLiteral)
    /// A value found by a reference path.
    case path(PathExpression)
  }
}

/// The comparison operators of Choice rules: 39 names from one table.
///
/// - SeeAlso: States Language, "Choice State".
public struct ChoiceOperator: Sendable {
  /// The type of the compared values.
  public enum Family: Sendable, Hashable {
    /// Strings by UTF-16 code units.
    case string
    /// Numbers by value.
    case numeric
    /// Booleans.
    case boolean
    /// RFC 3339 timestamps as instants.
    case timestamp
  }

  /// The relation of a comparison.
  public enum Relation: Sendable, Hashable {
    /// `…Equals`.
    case equals
    /// `…LessThan`.
    case lessThan
    /// `…GreaterThan`.
    case greaterThan
    /// `…LessThanEquals`.
    case lessThanEquals
    /// `…GreaterThanEquals`.
    case greaterThanEquals
  }

  /// The type that a type test checks for.
  public enum Kind: Sendable, Hashable {
    /// `IsNull`.
    case null
    /// `IsPresent`.
    case present
    /// `IsNumeric`.
    case numeric
    /// `IsString`.
    case string
    /// `IsBoolean`.
    case boolean
    /// `IsTimestamp`.
    case timestamp
  }

  /// The kind of test that an operator performs.
  public enum Form: Sendable, Hashable {
    /// Compares with a literal.
    case literal(Family, Relation)
    /// Compares with the value of a path.
    case path(Family, Relation)
    /// Matches a pattern with `*`.
    case pattern
    /// Tests the type.
    case kind(Kind)
  }

  /// The operator's name.
  public let name: String
  /// The kind of test.
  public let form: Form

  /// The operator with the given name.
  public static func named(_ name: String) -> ChoiceOperator? { all.first { $0.name.hasSameUTF8(as: name) } }

  /// The form of a field's operator.
  static func form(of field: Field) -> Form? { forms[Int(field.rawValue)] }

  /// The forms by field.
  private static let forms: [Form?] = Field.allCases.map { named($0.name)?.form }

  /// All operators.
  public static let all: [ChoiceOperator] = {
    var table: [ChoiceOperator] = []
    let relations: [(String, Relation)] = [
      ("Equals", .equals), ("LessThan", .lessThan), ("GreaterThan", .greaterThan),
      ("LessThanEquals", .lessThanEquals), ("GreaterThanEquals", .greaterThanEquals),
    ]
    let families: [(String, Family)] = [("String", .string), ("Numeric", .numeric), ("Timestamp", .timestamp)]
    for (prefix, family) in families {
      for (suffix, relation) in relations {
        table.append(ChoiceOperator(name: prefix + suffix, form: .literal(family, relation)))
        table.append(ChoiceOperator(name: prefix + suffix + "Path", form: .path(family, relation)))
      }
    }
    table.append(ChoiceOperator(name: "BooleanEquals", form: .literal(.boolean, .equals)))
    table.append(ChoiceOperator(name: "BooleanEqualsPath", form: .path(.boolean, .equals)))
    table.append(ChoiceOperator(name: "StringMatches", form: .pattern))
    let kinds: [(String, Kind)] = [
      ("IsNull", .null), ("IsPresent", .present), ("IsNumeric", .numeric), ("IsString", .string),
      ("IsBoolean", .boolean), ("IsTimestamp", .timestamp),
    ]
    for (name, kind) in kinds { table.append(ChoiceOperator(name: name, form: .kind(kind))) }
    return table
  }()
}

/// The pattern of `StringMatches`: `*` is any sequence of characters, `\*` an asterisk, `\\` a backslash.
public struct StringPattern: Sendable, Hashable {
  /// The literal parts between the asterisks.
  private let pieces: [[UInt8]]

  /// Reads a pattern; `nil` if a backslash is followed by anything but `*` and `\`, or is at the end.
  public init?(_ text: String) {
    var pieces: [[UInt8]] = [[]]
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case 0x2a: pieces.append([])
      case 0x5c:
        guard let escaped = bytes.next(), escaped == 0x2a || escaped == 0x5c else { return nil }
        pieces[pieces.count - 1].append(escaped)
      default: pieces[pieces.count - 1].append(byte)
      }
    }
    self.pieces = pieces
  }

  /// The pattern as written.
  public var text: String {
    var text: [UInt8] = []
    for (index, piece) in pieces.enumerated() {
      if index > 0 { text.append(0x2a) }
      for byte in piece {
        if byte == 0x2a || byte == 0x5c { text.append(0x5c) }
        text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// A string that matches, with an `x` for each asterisk.
  package var example: String { String(decoding: Array(pieces.joined(separator: [0x78])), as: UTF8.self) }

  /// Whether the whole string matches. The time is proportional to both lengths in the worst case.
  public func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = pieces.first, let last = pieces.last else { return bytes.isEmpty }
    if pieces.count == 1 { return bytes == first }
    guard bytes.count >= first.count + last.count, bytes.starts(with: first),
      bytes.suffix(last.count).elementsEqual(last)
    else { return false }
    var place = first.count
    let end = bytes.count - last.count
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      var found = false
      while place + piece.count <= end {
        if bytes[place..<(place + piece.count)].elementsEqual(piece) {
          found = true
          break
        }
        place += 1
      }
      guard found else { return false }
      place += piece.count
    }
    return place <= end
  }
}
