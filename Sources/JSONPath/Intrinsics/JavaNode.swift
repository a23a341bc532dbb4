import LanguageSupport
import OrderedJSON

/// A value as a node of the service's Jackson tree: its hash code there, and its equality.
///
/// Unlike ``OrderedJSON/JSON``, whole numbers and numbers with a fraction or an exponent are never equal: `1` and `1.0`
/// are nodes of different classes.
///
/// - SeeAlso: `equals` and `hashCode` of the classes in `com.fasterxml.jackson.databind.node`.
struct JavaNode: Hashable {
  let value: JSON

  init(_ value: JSON) { self.value = value }

  // MARK: Java's hash codes

  /// `hashCode()`.
  var hashCode: Int32 {
    switch value {
    case .null: return 4  // the ordinal of JsonNodeType.NULL
    case .bool(let value): return value ? 3 : 1
    case .string(let text): return JavaHashOrder.hash(text)
    case .number(let number): return JavaNumber(number).hashCode
    case .array(let elements):
      return elements.reduce(Int32(1)) { 31 &* $0 &+ JavaNode($1).hashCode }
    case .object(let object):
      return object.members.reduce(Int32(0)) { $0 &+ (JavaHashOrder.hash($1.key) ^ JavaNode($1.value).hashCode) }
    }
  }

  // MARK: Equality

  static func == (left: JavaNode, right: JavaNode) -> Bool {
    switch (left.value, right.value) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.string(let a), .string(let b)): return a.unicodeScalars.elementsEqual(b.unicodeScalars)
    case (.number(let a), .number(let b)): return JavaNumber(a) == JavaNumber(b)
    case (.array(let a), .array(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { JavaNode($0) == JavaNode($1) }
    case (.object(let a), .object(let b)):
      return a.count == b.count
        && a.members.allSatisfy { member in b[member.key].map { JavaNode($0) == JavaNode(member.value) } ?? false }
    case (.null, _), (.bool, _), (.string, _), (.number, _), (.array, _), (.object, _): return false
    }
  }

  /// Swift's own hash, whose seed is unknown to outsiders: collisions of Java's codes are easy to produce.
  func hash(into hasher: inout Hasher) {
    switch value {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .string(let text): for scalar in text.unicodeScalars { hasher.combine(scalar) }
    case .number(let number): hasher.combine(JavaNumber(number))
    case .array(let elements):
      hasher.combine(elements.count)
      for element in elements { JavaNode(element).hash(into: &hasher) }
    case .object(let object):
      // The order of members does not matter.
      var sum = object.count
      for member in object.members {
        var entry = Hasher()
        for scalar in member.key.unicodeScalars { entry.combine(scalar) }
        JavaNode(member.value).hash(into: &entry)
        sum &+= entry.finalize()
      }
      hasher.combine(sum)
    }
  }
}

/// A number as the class of node that holds it.
private enum JavaNumber: Hashable {
  /// `IntNode` or `LongNode`.
  case whole(Int64)
  /// `BigIntegerNode`, by its digits.
  case big(String)
  /// A number with a fraction or an exponent.
  case fractional(Double)

  init(_ number: JSONNumber) {
    switch number {
    case .integer(let value): self = .whole(value)
    case .decimal(let significand, let scale):
      self = scale == 0 ? .whole(significand) : .fractional(number.doubleValue)
    case .double(let value): self = number.integerValue.map { .whole($0) } ?? .fractional(value)
    case .literal(let text):
      if text.utf8.contains(where: { $0 == 0x2e || $0 == 0x45 || $0 == 0x65 }) {
        self = .fractional(number.doubleValue)
      } else {
        self = number.integerValue.map { .whole($0) } ?? .big(text)
      }
    }
  }

  var hashCode: Int32 {
    switch self {
    case .whole(let value):
      return Int32(exactly: value) ?? Self.folded(UInt64(bitPattern: value))
    case .fractional(let value): return Self.folded(value.bitPattern)
    case .big(let text): return Self.hashCode(ofBigInteger: text)
    }
  }

  /// Combines both halves of 64 bits.
  private static func folded(_ bits: UInt64) -> Int32 {
    Int32(truncatingIfNeeded: bits) ^ Int32(truncatingIfNeeded: bits >> 32)
  }

  /// `BigInteger.hashCode()`: over the magnitude in 32-bit words, most significant first.
  private static func hashCode(ofBigInteger text: String) -> Int32 {
    var words: [UInt32] = []
    for digit in text.utf8 where digit != 0x2d {
      var carry = UInt64(digit &- 0x30)
      for index in words.indices {
        carry &+= UInt64(words[index]) &* 10
        words[index] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      if carry > 0 { words.append(UInt32(truncatingIfNeeded: carry)) }
    }
    let hash = words.reversed().reduce(Int32(0)) { 31 &* $0 &+ Int32(bitPattern: $1) }
    return text.utf8.first == 0x2d ? 0 &- hash : hash
  }
}
