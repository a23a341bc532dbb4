import OrderedJSON

/// The fields of a state or of a part of one, with its query language.
struct FieldReader {
  let view: ObjectView
  let language: QueryLanguage
  /// The text of the object.
  var range: SourceRange { view.range }

  /// The value of a field.
  @inline(__always)
  subscript(field: Field) -> JSONSyntax? { view.value(field) }

  /// Whether a field is there.
  @inline(__always)
  func has(_ field: Field) -> Bool { view.has(field) }

  /// The text of a field that has one.
  @inline(__always)
  func text(_ field: Field) -> String? { view.text(field) }

  /// The whole number of a field that has one.
  @inline(__always)
  func integer(_ field: Field) -> Int? { self[field]?.numberValue?.integerValue.flatMap { Int(exactly: $0) } }
}
