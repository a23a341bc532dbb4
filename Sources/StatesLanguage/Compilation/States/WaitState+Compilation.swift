import OrderedJSON

extension Compiler {
  mutating func wait(_ fields: FieldReader) -> WaitState? {
    if let seconds = number(fields, .seconds, path: .secondsPath) { return WaitState(until: .seconds(seconds)) }
    if fields.has(.timestamp) {
      return text(fields, .timestamp, path: nil).map { WaitState(until: .timestamp($0)) }
    }
    if let node = fields[.timestampPath] { return path(node).map { WaitState(until: .timestampPath($0)) } }
    fail(fields.range, "a Wait state needs one of Seconds, SecondsPath, Timestamp, TimestampPath")
    return nil
  }
}
