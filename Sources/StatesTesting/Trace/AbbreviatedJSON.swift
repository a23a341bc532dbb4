package import OrderedJSON

/// The beginning of a value's compact JSON text: enough to recognize it, at a cost that does not grow with the value.
package enum AbbreviatedJSON {
  /// The text, cut off with `…` after about so many characters.
  package static func text(of value: JSON, upTo length: Int) -> String {
    var text = ""
    var room = length
    return write(value, to: &text, &room) ? text : text + "…"
  }

  /// Writes as much as there is room for; `false` if that is not everything.
  private static func write(_ value: JSON, to text: inout String, _ room: inout Int) -> Bool {
    switch value {
    case .null: return append("null", to: &text, &room)
    case .bool(let value): return append(value ? "true" : "false", to: &text, &room)
    case .number: return append(JSONPrinter.compact.string(value), to: &text, &room)
    case .string(let string): return append(quoted: string, to: &text, &room)
    case .array(let elements):
      guard append("[", to: &text, &room) else { return false }
      for (place, element) in elements.enumerated() {
        if place > 0, !append(",", to: &text, &room) { return false }
        guard write(element, to: &text, &room) else { return false }
      }
      return append("]", to: &text, &room)
    case .object(let object):
      guard append("{", to: &text, &room) else { return false }
      for (place, member) in object.members.enumerated() {
        if place > 0, !append(",", to: &text, &room) { return false }
        guard append(quoted: member.key, to: &text, &room), append(":", to: &text, &room),
          write(member.value, to: &text, &room)
        else { return false }
      }
      return append("}", to: &text, &room)
    }
  }

  private static func append(quoted string: String, to text: inout String, _ room: inout Int) -> Bool {
    let shown = String(string.unicodeScalars.prefix(max(0, room)))
    let isWhole = shown.utf8.count == string.utf8.count
    let quoted = JSONPrinter.compact.string(.string(shown))
    return append(isWhole ? quoted : String(quoted.dropLast()), to: &text, &room) && isWhole
  }

  private static func append(_ part: String, to text: inout String, _ room: inout Int) -> Bool {
    guard room > 0 else { return false }
    text += part
    room -= part.unicodeScalars.count
    return true
  }
}
