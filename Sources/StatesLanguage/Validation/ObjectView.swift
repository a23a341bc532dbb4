import OrderedJSON

/// An object of a definition with its members told apart by field: one pass over them, then each is found at once.
struct ObjectView {
  /// The object's text.
  let range: SourceRange
  /// The members in order, repeated and unknown ones too.
  let members: [JSONSyntax.Member]
  /// The known fields that are there.
  private(set) var present = FieldSet()
  /// Whether some member's name is no field at all.
  private(set) var hasUnknown = false
  /// Whether some name stands twice.
  private(set) var hasRepeated = false
  /// The fields of the first members; longer objects are searched.
  private var fields = SIMD16<UInt8>(repeating: .max)

  /// Takes an object apart; `nil` if the value is none.
  init?(_ syntax: JSONSyntax) {
    guard let members = syntax.members else { return nil }
    range = syntax.range
    self.members = members
    for place in members.indices {
      guard let field = Field(members[place].key) else {
        hasUnknown = true
        continue
      }
      if present.contains(field) { hasRepeated = true } else { present.insert(field) }
      if place < 16 { fields[place] = field.rawValue }
    }
  }

  /// The brace that opens the object: where missing fields are shown.
  var openingBrace: SourceRange { SourceRange(start: range.start, end: range.start + 1) }

  /// The last member of that field, as a plain parser would see it.
  subscript(_ field: Field) -> JSONSyntax.Member? {
    guard present.contains(field) else { return nil }
    if members.count <= 16 {
      var place = members.count - 1
      while place >= 0 {
        if fields[place] == field.rawValue { return members[place] }
        place -= 1
      }
    }
    return members.last { $0.key.hasSameUTF8(as: field.name) }
  }
}
