import LanguageSupport
import OrderedJSON
import StatesEngine

/// The token of a page: where it begins, for which arguments, and until when. It is signed, so that callers cannot make
/// one.
struct PageToken: Sendable {
  /// The operation and the arguments that must be the same for the next page.
  let arguments: [String]

  /// - Parameters:
  ///   - operation: the operation.
  ///   - arguments: all arguments but the size of the page, absent ones as empty strings.
  init(_ operation: StepFunctionsOperation, _ arguments: [String?], in service: ServiceScope) {
    self.arguments = [operation.rawValue, service.region, service.account] + arguments.map { $0 ?? "" }
  }

  /// Where the page of a token begins; `nil` for the first page.
  ///
  /// - Parameter count: how many strings the position has.
  func position(_ token: String?, count: Int, in service: ServiceScope) async throws(StepFunctionsError) -> [String]? {
    guard let token else { return nil }
    let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 2, let body = Base64.decode(String(Substring(parts[0])), .strict),
      try await signature(of: body, in: service).elementsEqual(parts[1]),
      let values = (try? JSON(parsing: body))?.arrayValue, values.count == count + 1,
      let expiry = values[0].integerValue, expiry > service.now.milliseconds
    else { throw .invalidToken }
    var position: [String] = []
    for value in values.dropFirst() {
      guard let text = value.stringValue else { throw .invalidToken }
      position.append(text)
    }
    return position
  }

  /// The token of the page that begins at a position.
  func make(_ position: [String], in service: ServiceScope) async throws(StepFunctionsError) -> String {
    let age = service.core.limits.pageTokenAge
    let expiry = service.now.advanced(byMilliseconds: age.wholeMilliseconds)
    let body = JSONPrinter.compact.bytes(
      .array([.integer(expiry.milliseconds)] + position.map { .string($0) }))
    return try await Base64.encode(body) + "." + String(decoding: signature(of: body, in: service), as: UTF8.self)
  }

  private func signature(of body: [UInt8], in service: ServiceScope) async throws(StepFunctionsError) -> [UInt8] {
    let key = try await service.core.signingKey()
    let message = arguments.flatMap { Array($0.utf8) + [0] } + body
    return Array(Hexadecimal.text(key.code(of: message).prefix(16)).utf8)
  }
}

/// A page of a list: as many items as were asked for, and where the next one begins.
struct Page<Item> {
  var items: [Item]
  /// Whether there are more.
  var hasMore: Bool

  /// Cuts a page out of a list that was read with one more than asked for.
  init(_ items: [Item], size: Int) {
    hasMore = items.count > size
    self.items = hasMore ? Array(items.prefix(size)) : items
  }
}

extension ServiceScope {
  /// How many items a page has: 100, if nothing or 0 is asked for.
  func pageSize(_ maxResults: Int?) -> Int {
    guard let maxResults, maxResults > 0 else { return 100 }
    return maxResults
  }
}

extension Page {
  /// The token of the next page; `nil` on the last one.
  ///
  /// - Parameter position: where the next page begins, after the last item of this one.
  func next(
    _ token: PageToken, in service: ServiceScope, _ position: (Item) -> [String]
  ) async throws(StepFunctionsError) -> String? {
    guard hasMore, let last = items.last else { return nil }
    return try await token.make(position(last), in: service)
  }
}
