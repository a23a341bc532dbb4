import OrderedJSON

// Pages of lists.
extension ServiceModel {
  /// A page of a list.
  ///
  /// - Parameters:
  ///   - member: the member of the answer.
  ///   - items: all items with their positions, in any order.
  ///   - latestFirst: whether the list begins with the last position.
  ///   - arguments: what must be the same for the next page, besides the operation and the caller.
  ///   - limit: the length of a token.
  mutating func page(
    _ member: String, _ items: [(Position, JSON)], latestFirst: Bool = false, _ arguments: [String?], _ call: Call,
    _ actual: JSON, limit: Int = 1_024
  ) throws(Refusal) -> JSON {
    let arguments = [call.operation, call.scope.region, call.scope.account] + arguments
    var rest = items.sorted { latestFirst ? $1.0.isBefore($0.0) : $0.0.isBefore($1.0) }
    if let text = call.text("nextToken") {
      guard let token = pageTokens[text], token.arguments == arguments, token.expiry > now else {
        throw Refusal("InvalidToken", "Invalid Token: 'Invalid token'")
      }
      rest.removeAll { latestFirst ? !$0.0.isBefore(token.after) : !token.after.isBefore($0.0) }
    }
    let asked = call["maxResults"]?.integerValue ?? 0
    let size = asked == 0 ? 100 : Int(asked)
    var next: String?
    if rest.count > size, let text = actual["nextToken"]?.stringValue, 1...limit ~= text.utf8.count {
      next = text
      pageTokens[text] = PageToken(arguments: arguments, after: rest[size - 1].0, expiry: now + 86_400_000)
    } else if rest.count > size {
      next = "<a token>"
    }
    return .members([member: .array(rest.prefix(size).map(\.1)), "nextToken": .text(next)])
  }
}
