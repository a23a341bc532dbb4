import OrderedJSON

/// The fields of a state or of a part of one, with its query language.
struct FieldReader {
  let view: ObjectView
  let language: QueryLanguage
  /// The source range of the object.
  var range: SourceRange { view.range }

  /// The value of a field.
  @inline(__always)
  subscript(field: Field) -> JSONSyntax? { view.value(field) }

  /// Whether a field is present.
  @inline(__always)
  func has(_ field: Field) -> Bool { view.has(field) }

  /// The string value of a field, if it is a string.
  @inline(__always)
  func text(_ field: Field) -> String? { view.text(field) }

  /// The integer value of a field, if it is an integer.
  @inline(__always)
  func integer(_ field: Field) -> Int? { self[field]?.numberValue?.integerValue.flatMap { Int(exactly: $0) } }
}
