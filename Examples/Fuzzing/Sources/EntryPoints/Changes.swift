import OrderedJSON

/// Changes of a document that are written in lines: `POINTER VALUE`, or `NUMBER VALUE` for a node in document order.
enum Changes {
  static func apply(_ line: ArraySlice<UInt8>, to document: inout JSON) {
    guard let blank = line.firstIndex(of: 0x20), let value = try? JSON(parsing: Array(line[(blank + 1)...])) else {
      return
    }
    let place = String(decoding: line[..<blank], as: UTF8.self)
    if let number = Int(place), number >= 0 {
      var left = number % 1_024
      document = document.replacing(node: &left, by: value)
    } else if let pointer = JSONPointer(place) {
      document = document.replacing(at: pointer.tokens[...], by: value)
    }
  }
}

extension JSON {
  /// This value with another one where the tokens lead, if they lead anywhere.
  fileprivate func replacing(at tokens: ArraySlice<String>, by value: JSON) -> JSON {
    guard let token = tokens.first else { return value }
    switch self {
    case .object(var object):
      guard let member = object[token] else { return self }
      object[token] = member.replacing(at: tokens.dropFirst(), by: value)
      return .object(object)
    case .array(var elements):
      guard let index = Int(token), elements.indices.contains(index) else { return self }
      elements[index] = elements[index].replacing(at: tokens.dropFirst(), by: value)
      return .array(elements)
    case .null, .bool, .number, .string: return self
    }
  }

  /// This value with the node of the given number, in document order, replaced.
  fileprivate func replacing(node left: inout Int, by value: JSON) -> JSON {
    if left == 0 {
      left = -1
      return value
    }
    if left < 0 { return self }
    left -= 1
    switch self {
    case .object(var object):
      for member in object.members { object[member.key] = member.value.replacing(node: &left, by: value) }
      return .object(object)
    case .array(let elements): return .array(elements.map { $0.replacing(node: &left, by: value) })
    case .null, .bool, .number, .string: return self
    }
  }
}
