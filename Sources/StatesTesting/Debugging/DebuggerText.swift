import OrderedJSON
import StatesEngine
import StatesLanguage

/// How the debugger writes values, times and events. Nothing that it writes is longer than it says.
enum DebuggerText {
  /// Larger values are not written at all: parts that are shared may be written very often.
  private static let maximumBytes = 1 << 20
  /// What an abbreviated value may take.
  static let shortBytes = 160
  /// What a whole value may take.
  static let longBytes = 65_536

  /// A value on one line, abbreviated.
  static func short(_ value: JSON) -> String { text(value, .compact, upTo: shortBytes) }

  /// A value on one line, up to a few screens.
  static func wide(_ value: JSON) -> String { text(value, .compact, upTo: 4_096) }

  /// A string, abbreviated.
  static func short(_ text: String) -> String { cut(text, upTo: shortBytes) }

  /// A value on as many lines as it takes.
  static func lines(_ value: JSON) -> [String] {
    let isSmall = JSONPrinter.compact.byteCount(value, upTo: 60) != nil
    return text(value, isSmall ? .compact : .pretty, upTo: longBytes).split(separator: "\n").map(String.init)
  }

  private static func text(_ value: JSON, _ printer: JSONPrinter, upTo limit: Int) -> String {
    guard printer.byteCount(value, upTo: maximumBytes) != nil else {
      switch value {
      case .array(let elements): return "[… \(elements.count) elements, more than 1 MiB …]"
      case .object(let object): return "{… \(object.count) members, more than 1 MiB …}"
      case .null, .bool, .number, .string: return "… more than 1 MiB …"
      }
    }
    return cut(printer.string(value), upTo: limit)
  }

  private static func cut(_ text: String, upTo limit: Int) -> String {
    let bytes = text.utf8
    guard bytes.count > limit else { return text }
    var end = bytes.index(bytes.startIndex, offsetBy: limit)
    while end > bytes.startIndex, bytes[end] & 0xc0 == 0x80 { end = bytes.index(before: end) }
    return String(text[..<end]) + "… (\(bytes.count) bytes)"
  }

  /// A line without anything that a terminal would take for a command.
  static func plain(_ line: String) -> String {
    let needsNothing = line.unicodeScalars.allSatisfy { isPlain($0) }
    if needsNothing { return line }
    return String(String.UnicodeScalarView(line.unicodeScalars.map { isPlain($0) ? $0 : "\u{fffd}" }))
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x20 && !(0x7f...0x9f).contains(scalar.value)
  }

  // MARK: Time

  /// A length of time: `0s`, `1.5s`, `1h30m`, `2d`.
  static func duration(_ milliseconds: Int64) -> String {
    if milliseconds < 0 { return "-" + duration(milliseconds == .min ? .max : -milliseconds) }
    var rest = milliseconds
    var text = ""
    for (unit, length) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000)] as [(String, Int64)] {
      if rest >= length { text += "\(rest / length)\(unit)" }
      rest %= length
    }
    if rest == 0 { return text.isEmpty ? "0s" : text }
    let fraction = rest % 1_000
    guard fraction > 0 else { return text + "\(rest / 1_000)s" }
    var digits = String(fraction + 1_000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return text + "\(rest / 1_000).\(digits)s"
  }

  /// The milliseconds of a length of time such as `90`, `5m`, `1h30m`, `1.5s`, `500ms`; at most a hundred years.
  static func milliseconds(_ text: String) -> Int64? {
    var rest = text[...]
    var total = 0.0
    guard !rest.isEmpty, text.utf8.count <= 40 else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      guard let number = Double(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
      rest = rest.dropFirst(unit.count)
      switch unit {
      case "ms": total += number
      case "s": total += number * 1_000
      case "m": total += number * 60_000
      case "h": total += number * 3_600_000
      case "d": total += number * 86_400_000
      case "" where rest.isEmpty && digits.count == text.count: total += number * 1_000
      default: return nil
      }
    }
    guard total <= 3_155_760_000_000 else { return nil }
    return Int64(total)
  }

  // MARK: Events

  /// What an event says, abbreviated.
  static func data(of event: HistoryEvent) -> String {
    switch event.details {
    case .executionStarted(let input, _): return short(input.json)
    case .executionSucceeded(let output): return short(output.json)
    case .executionFailed(let error), .executionTimedOut(let error), .executionAborted(let error): return text(error)
    case .stateEntered(_, let input): return short(input.json)
    case .stateExited(_, let output, let assigned):
      return short(output.json) + (assigned.map { "  assigned " + short(.object($0.values)) } ?? "")
    case .taskScheduled(let request): return request.resource.arn + "  " + short(request.input)
    case .taskStarted(_, let worker): return worker.map { "worker " + short($0) } ?? ""
    case .taskSubmitted(_, let output), .taskSucceeded(_, let output): return short(output.json)
    case .taskFailed(_, let error), .taskTimedOut(_, let error), .mapRunFailed(let error): return text(error)
    case .mapStateStarted(let length): return "\(length) items"
    case .mapRunStarted(let arn), .mapRunRedriven(let arn, _): return arn
    case .evaluationFailed(let failure): return short(failure.cause)
    case .executionRedriven, .stateAborted, .parallelStateStarted, .parallelStateSucceeded, .parallelStateFailed,
      .mapStateSucceeded, .mapStateFailed, .mapIterationStarted, .mapIterationSucceeded, .mapIterationFailed,
      .mapIterationAborted, .mapRunSucceeded:
      return ""
    }
  }

  /// An error's name and cause.
  static func text(_ error: ErrorOutput) -> String {
    short([error.error ?? "an error without a name", error.cause].compactMap { $0 }.joined(separator: ": "))
  }
}
