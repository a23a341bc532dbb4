public import OrderedJSON

/// The first difference between an expected and an actual value.
public struct JSONDifference: Sendable, Hashable {
  /// Where the values differ.
  public let location: JSONPointer
  /// The expected value there; `nil` if none is expected.
  public let expected: JSON?
  /// The actual value there; `nil` if there is none.
  public let actual: JSON?

  /// Finds the first difference, in the order of the expected value's members.
  ///
  /// - Parameters:
  ///   - expected: the expected value.
  ///   - actual: the actual value.
  ///   - isPartial: whether objects may have members that are not expected, at any depth. Arrays must have as many elements.
  /// - Returns: `nil` if there is no difference. The order of members does not matter, nor how numbers are written.
  public init?(expected: JSON, actual: JSON?, isPartial: Bool = false) {
    guard let actual else {
      self.init(JSONPointer(), expected, nil)
      return
    }
    guard let found = Self.first(expected, actual, isPartial, JSONPointer()) else { return nil }
    self = found
  }

  private init(_ location: JSONPointer, _ expected: JSON?, _ actual: JSON?) {
    self.location = location
    self.expected = expected
    self.actual = actual
  }

  private static func first(
    _ expected: JSON, _ actual: JSON, _ isPartial: Bool, _ location: JSONPointer
  ) -> JSONDifference? {
    switch (expected, actual) {
    case (.object(let wanted), .object(let found)):
      for member in wanted.members {
        let place = location.appending(member.key)
        guard let value = found[member.key] else { return JSONDifference(place, member.value, nil) }
        if let difference = first(member.value, value, isPartial, place) { return difference }
      }
      guard !isPartial else { return nil }
      for member in found.members where wanted[member.key] == nil {
        return JSONDifference(location.appending(member.key), nil, member.value)
      }
      return nil
    case (.array(let wanted), .array(let found)):
      for (index, pair) in zip(wanted, found).enumerated() {
        if let difference = first(pair.0, pair.1, isPartial, location.appending(index)) { return difference }
      }
      if wanted.count > found.count {
        return JSONDifference(location.appending(found.count), wanted[found.count], nil)
      }
      if found.count > wanted.count {
        return JSONDifference(location.appending(wanted.count), nil, found[wanted.count])
      }
      return nil
    case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _):
      return expected == actual ? nil : JSONDifference(location, expected, actual)
    }
  }
}

extension JSONDifference: CustomStringConvertible {
  /// `at /lines/0/sku: expected "CUP", got "TEAPOT"`.
  public var description: String {
    let place = location.tokens.isEmpty ? "" : "at \(location): "
    switch (expected, actual) {
    case (let expected?, let actual?): return place + "expected \(Self.short(expected)), got \(Self.short(actual))"
    case (let expected?, nil): return place + "expected \(Self.short(expected)), got nothing"
    case (nil, let actual?): return place + "expected nothing, got \(Self.short(actual))"
    case (nil, nil): return place + "no difference"
    }
  }

  /// A value in at most 200 characters.
  static func short(_ value: JSON) -> String {
    let text = value.description
    return text.count > 200 ? text.prefix(199) + "…" : text
  }
}
