import OrderedJSON

extension Compiler {
  mutating func wait(_ fields: FieldReader) -> WaitState? {
    if let seconds = number(fields, .seconds, path: .secondsPath) { return WaitState(until: .seconds(seconds)) }
    if let node = fields[.timestamp] {
      if fields.language == .jsonata, let inside = node.stringValue.flatMap(StateExpression.inside) {
        return expression(inside, Field.timestamp.name, node).map { WaitState(until: .timestampExpression($0)) }
      }
      return timestamp(node).map { WaitState(until: .timestamp($0)) }
    }
    if let node = fields[.timestampPath] { return path(node).map { WaitState(until: .timestampPath($0)) } }
    fail(fields.range, "a Wait state needs one of Seconds, SecondsPath, Timestamp, TimestampPath")
    return nil
  }
}
