import OrderedJSON
import StatesEngine

/// How the members of a service's requests and answers are named in its API, and how in tasks.
///
/// Tasks write all members in upper camel case. SDK integrations also write words such as `MD5` as other words: `Md5`.
/// The names in maps, such as those of the attributes of an item, are data and stay.
struct MemberNames: Sendable {
  /// Who shows the members.
  enum Style: Sendable {
    /// `arn:aws:states:::sqs:sendMessage`: `MD5OfMessageBody`; timestamps are milliseconds.
    case optimized
    /// `arn:aws:states:::aws-sdk:sqs:sendMessage`: `Md5OfMessageBody`; timestamps are texts.
    case sdk
  }

  private let beginInLowerCase: Bool
  private var toAPI: [Substring: Substring] = [:]
  private var toSDK: [Substring: Substring] = [:]
  private var maps: [Substring: [UInt8]] = [:]
  private let timestamps: Set<Substring>

  /// - Parameters:
  ///   - others: members that are named otherwise in the API: `API>SDK`, separated by commas.
  ///   - maps: members that contain names that are data, as the table of services has them.
  ///   - timestamps: members that are timestamps.
  init(beginInLowerCase: Bool, others: Substring, maps: Substring, timestamps: Substring) {
    self.beginInLowerCase = beginInLowerCase
    self.timestamps = Set(timestamps.split(separator: ","))
    for pair in others.split(separator: ",") {
      let names = pair.split(separator: ">")
      guard names.count == 2 else { continue }
      toSDK[names[0]] = names[1]
      toAPI[names[1]] = names[0]
      // Optimized integrations only differ in the first letter.
      toAPI[Self.upper(names[0])] = names[0]
    }
    for entry in maps.split(separator: ",") {
      let parts = entry.split(separator: "=")
      guard let name = parts.first else { continue }
      self.maps[name] = Array((parts.count > 1 ? parts[1] : "m").utf8)
    }
  }

  private static func upper(_ name: Substring) -> Substring {
    Substring(name.prefix(1).uppercased() + name.dropFirst())
  }

  private static func lower(_ name: Substring) -> Substring {
    Substring(name.prefix(1).lowercased() + name.dropFirst())
  }

  // MARK: Requests

  /// A task's parameters as the API has them.
  func request(_ parameters: JSON) -> JSON { renamed(parameters, [], apiName, { $1 }) }

  private func apiName(_ name: String) -> Substring {
    if let other = toAPI[name[...]] { return other }
    return beginInLowerCase ? Self.lower(name[...]) : name[...]
  }

  // MARK: Answers

  /// An answer of the API as tasks show it.
  func answer(_ value: JSON, _ style: Style) -> JSON {
    renamed(
      value, [],
      { name in
        switch style {
        case .optimized: Self.upper(name[...])
        case .sdk: toSDK[name[...]] ?? Self.upper(name[...])
        }
      },
      { name, value in
        // The SDKs take a member that is null for one that is not there.
        if value.isNull { return nil }
        return timestamps.contains(name[...]) ? Self.timestamp(value, style) : value
      })
  }

  /// The API's timestamps are seconds since 1970.
  private static func timestamp(_ value: JSON, _ style: Style) -> JSON {
    guard let seconds = value.doubleValue, abs(seconds) < 1e12 else { return value }
    let milliseconds = Int64((seconds * 1_000).rounded())
    switch style {
    case .optimized: return .integer(milliseconds)
    case .sdk:
      let text = Timestamp(milliseconds: milliseconds).description
      return .string(milliseconds % 1_000 == 0 ? text.replacing(".000Z", with: "Z") : text)
    }
  }

  // MARK: Walking

  /// Renames the members of structures.
  ///
  /// - Parameters:
  ///   - shape: what the value is, from the outside: `m` for a map, `l` for a list; then come structures.
  ///   - rename: gives the new name of a member.
  ///   - change: gives the new value of a member of that (old) name that has no members itself; `nil` leaves it out.
  private func renamed(
    _ value: JSON, _ shape: ArraySlice<UInt8>, _ rename: (String) -> Substring, _ change: (String, JSON) -> JSON?
  ) -> JSON {
    // Values are nested no more deeply than JSON may be.
    switch value {
    case .array(let elements):
      let inner = shape.first == UInt8(ascii: "l") ? shape.dropFirst() : shape
      return .array(elements.map { renamed($0, inner, rename, change) })
    case .object(let object):
      let isMap = shape.first == UInt8(ascii: "m")
      var result = JSON.Object()
      for member in object.members {
        if isMap {
          result[member.key] = renamed(member.value, shape.dropFirst(), rename, change)
          continue
        }
        let name = rename(member.key)
        let inner = shapeOf(member.key, name, member.value)
        switch member.value {
        case .object, .array: result[String(name)] = renamed(member.value, inner, rename, change)
        case .null, .bool, .number, .string:
          if let value = change(member.key, member.value) { result[String(name)] = value }
        }
      }
      return .object(result)
    case .null, .bool, .number, .string: return value
    }
  }

  /// What a member is that has one of two names in the API. A name can stand for a list in one place and for a map in
  /// another.
  private func shapeOf(_ old: String, _ new: Substring, _ value: JSON) -> ArraySlice<UInt8> {
    guard let shape = maps[old[...]] ?? maps[new] else { return [] }
    let isArray = if case .array = value { true } else { false }
    return (shape.first == UInt8(ascii: "l")) == isArray ? shape[...] : []
  }
}
