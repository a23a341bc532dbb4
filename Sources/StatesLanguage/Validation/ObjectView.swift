import OrderedJSON

/// An object of a definition with its members indexed by field: one pass over them, then each is found immediately.
struct ObjectView {
  /// The object's source range.
  let range: SourceRange
  /// The members in order, including repeated and unknown ones.
  let members: [JSONSyntax.Member]
  /// The known fields that are present.
  private(set) var present = FieldSet()
  /// Whether the name of some member is not a field.
  private(set) var hasUnknown = false
  /// Whether some name appears twice.
  private(set) var hasRepeated = false
  /// The fields of the first members, one byte each; the members after them are searched.
  private var first: UInt64 = .max
  private var second: UInt64 = .max

  /// Indexes an object; `nil` if the value is not one.
  init?(_ syntax: JSONSyntax) {
    guard case .object(let members) = syntax.content else { return nil }
    range = syntax.range
    self.members = members
    for place in members.indices {
      let number = members[place].keyNumber
      guard let field = number == KnownNames.unasked ? Field(members[place].key) : Field(rawValue: number) else {
        hasUnknown = true
        continue
      }
      if present.contains(field) { hasRepeated = true } else { present.insert(field) }
      if place < 8 {
        first ^= UInt64(field.rawValue ^ 0xff) << UInt64(place * 8)
      } else if place < 16 {
        second ^= UInt64(field.rawValue ^ 0xff) << UInt64(place * 8 - 64)
      }
    }
  }

  /// The brace that opens the object: where missing fields are reported.
  var openingBrace: SourceRange { SourceRange(start: range.start, end: range.start + 1) }

  /// Whether a field is present.
  @inline(__always)
  func has(_ field: Field) -> Bool { present.contains(field) }

  /// The last member of that field, as a plain parser would see it.
  @inline(__always)
  subscript(_ field: Field) -> JSONSyntax.Member? {
    guard present.contains(field), let place = place(of: field) else { return nil }
    return members[place]
  }

  /// The value of a field.
  @inline(__always)
  func value(_ field: Field) -> JSONSyntax? {
    guard present.contains(field), let place = place(of: field) else { return nil }
    return members[place].value
  }

  /// The string value of a field, if it is a string.
  @inline(__always)
  func text(_ field: Field) -> String? {
    guard present.contains(field), let place = place(of: field) else { return nil }
    if case .string(let text) = members[place].value.content { return text }
    return nil
  }

  /// The position in the object of the last member of a field.
  @inline(__always)
  private func place(of field: Field) -> Int? {
    if !hasRepeated {
      if let place = Self.place(of: field, in: first) { return place }
      if let place = Self.place(of: field, in: second) { return place + 8 }
    }
    return lastPlace(of: field)
  }

  @inline(never)
  private func lastPlace(of field: Field) -> Int? { members.lastIndex { Field($0) == field } }

  /// Finds the byte of a word that equals the field: equal bytes become zero, and zero bytes are found by the carry.
  @inline(__always)
  private static func place(of field: Field, in word: UInt64) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let difference = word ^ (ones &* UInt64(field.rawValue))
    let zero = (difference &- ones) & ~difference & (ones << 7)
    return zero == 0 ? nil : zero.trailingZeroBitCount / 8
  }
}
