import OrderedJSON

extension Compiler {
  mutating func wait(_ fields: Fields) -> WaitState? {
    if let seconds = number(fields, "Seconds") { return WaitState(until: .seconds(seconds)) }
    if fields["Timestamp"] != nil {
      return text(fields, "Timestamp").map { WaitState(until: .timestamp($0)) }
    }
    if let node = fields["TimestampPath"] { return path(node).map { WaitState(until: .timestampPath($0)) } }
    fail(fields.node, "a Wait state needs one of Seconds, SecondsPath, Timestamp, TimestampPath")
    return nil
  }
}
