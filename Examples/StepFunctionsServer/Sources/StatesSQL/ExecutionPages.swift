package import StatesRuntime

extension ExecutionRow {
  /// The page of a query, from pages of parts of what it asks for, each in its order.
  package static func page(of parts: [[ExecutionRow]], _ query: ExecutionQuery) -> [ExecutionRow] {
    if parts.count == 1 { return parts[0] }
    let rows = parts.flatMap { $0 }.sorted { left, right in
      let (first, second) = query.direction == .ascending ? (left, right) : (right, left)
      let dates = (first.listed.milliseconds, second.listed.milliseconds)
      return dates.0 != dates.1 ? dates.0 < dates.1 : ByteKey(first.arn) < ByteKey(second.arn)
    }
    return Array(rows.prefix(query.limit))
  }
}
