import OrderedJSON

/// The functions that a path may end with.
enum PathFunction: String, Sendable, CaseIterable {
  case append, avg, concat, first, index, keys, last, length, max, min, size, stddev, sum
}

/// A call at the end of a path.
struct PathFunctionCall: Sendable {
  /// The name as written.
  let name: String
  /// What is called; `nil` for a name that no function has, which is an error at the latest when it is called.
  let function: PathFunction?
  let arguments: [PathFunctionArgument]

  init(name: String, arguments: [PathFunctionArgument]) {
    self.name = name
    self.arguments = arguments
    function = PathFunction(rawValue: name)
  }
}

/// An argument of a path's function: a path from the whole document, or a literal.
enum PathFunctionArgument: Sendable {
  case path(PathProgram)
  case value(JSON)
}

/// Calculates functions of paths from a value and the values of the arguments.
enum PathFunctionBody {
  static func call(_ function: PathFunction, on value: JSON, arguments: [JSON]) throws(PathError) -> JSON {
    switch function {
    case .length, .size: return length(value)
    case .keys: return value.objectValue.map { .array($0.keys.map(JSON.string)) } ?? .null
    case .concat: return .string(concatenated(value, arguments))
    case .append:
      guard case .array(let elements) = value else { return value }
      return .array(elements + arguments)
    case .first: return try element(0, of: value)
    case .last: return try element(-1, of: value)
    case .index:
      guard let number = numbers(in: arguments).first, let place = Int(exactly: number.rounded(.towardZero)) else {
        throw PathError(.functionFailed, "index() takes a number")
      }
      return try element(place, of: value)
    case .sum, .avg, .min, .max, .stddev:
      let all = numbers(in: value.arrayValue ?? []) + arguments.flatMap { numbers(in: $0.arrayValue ?? [$0]) }
      guard !all.isEmpty else {
        throw PathError(
          .functionFailed, "Aggregation function attempted to calculate value using empty array")
      }
      return double(aggregate(function, all))
    }
  }

  static func length(_ value: JSON) -> JSON {
    switch value {
    case .array(let elements): .integer(elements.count)
    case .object(let object): .integer(object.count)
    case .null, .bool, .number, .string: .null
    }
  }

  private static func numbers(in values: [JSON]) -> [Double] { values.compactMap(\.doubleValue) }

  private static func aggregate(_ function: PathFunction, _ numbers: [Double]) -> Double {
    let count = Double(numbers.count)
    switch function {
    case .min: return numbers.reduce(.infinity) { $1 < $0 ? $1 : $0 }
    case .max: return numbers.reduce(-.infinity) { $1 > $0 ? $1 : $0 }
    case .avg: return numbers.reduce(0, +) / count
    case .stddev:
      let sum = numbers.reduce(0, +)
      let squares = numbers.reduce(0) { $0 + $1 * $1 }
      return (squares / count - sum * sum / count / count).squareRoot()
    case .sum, .append, .concat, .first, .index, .keys, .last, .length, .size: return numbers.reduce(0, +)
    }
  }

  /// A computed number as the service's doubles print: `21.0`.
  private static func double(_ value: Double) -> JSON {
    guard let whole = Int64(exactly: value), whole.magnitude < 1_000_000_000_000_000 else { return .double(value) }
    return .number(.decimal(significand: whole * 10, scale: 1))
  }

  private static func concatenated(_ value: JSON, _ arguments: [JSON]) -> String {
    var text = ""
    for element in value.arrayValue ?? [] { text += element.stringValue ?? "" }
    for argument in arguments {
      switch argument {
      case .array(let elements):
        for element in elements where !element.isNull { text += element.stringValue ?? element.description }
      case .string(let part): text += part
      case .null, .bool, .number, .object: break
      }
    }
    return text
  }

  private static func element(_ place: Int, of value: JSON) throws(PathError) -> JSON {
    guard case .array(let elements) = value else {
      throw PathError(.functionFailed, "Aggregation function attempted to calculate value using empty array")
    }
    if place >= 0, place < elements.count { return elements[place] }
    // Counting from the end never reaches the first element; so it is in the library that the service uses.
    let (fromEnd, overflow) = elements.count.addingReportingOverflow(place)
    if place < 0, !overflow, fromEnd > 0 { return elements[fromEnd] }
    throw PathError(
      .functionFailed, "Target index:\(place) larger than object count:\(elements.count)")
  }
}
