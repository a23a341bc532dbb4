import LanguageSupport
internal import OrderedJSON

/// A picture of a date and time: XPath's `format-dateTime` with the reference's extensions.
struct DateTimePicture: Sendable {
  enum Component: UInt8, Sendable {
    case year = 0x59
    case month = 0x4d
    case day = 0x44
    case dayOfYear = 0x64
    case dayOfWeek = 0x46
    case weekOfYear = 0x57
    case weekOfMonth = 0x77
    case weekYear = 0x58
    case weekMonth = 0x78
    case hour = 0x48
    case halfDayHour = 0x68
    case halfDay = 0x50
    case minute = 0x6d
    case second = 0x73
    case fraction = 0x66
    case zone = 0x5a
    case zoneName = 0x7a
    case calendar = 0x43
    case era = 0x45

    /// The default presentation of the component.
    var defaultPresentation: String {
      switch self {
      case .dayOfWeek, .halfDay, .calendar, .era: "n"
      case .minute, .second: "01"
      case .zone, .zoneName: "01:01"
      case .year, .month, .day, .dayOfYear, .weekOfYear, .weekOfMonth, .weekYear, .weekMonth, .hour, .halfDayHour,
        .fraction:
        "1"
      }
    }

    /// Whether it is a number unless presented as a name.
    var isNumber: Bool {
      switch self {
      case .halfDay, .zone, .zoneName, .calendar, .era: false
      case .year, .month, .day, .dayOfYear, .dayOfWeek, .weekOfYear, .weekOfMonth, .weekYear, .weekMonth, .hour,
        .halfDayHour, .minute, .second, .fraction:
        true
      }
    }

    var letter: JSON { .string(String(Unicode.Scalar(rawValue))) }
  }

  struct Marker: Sendable {
    var component: Component
    var names: LetterCase?
    var integer: IntegerPicture?
    var maximumWidth: Int?
    /// How many digits of the year are shown.
    var yearDigits: Int?
    /// Whether a zone of zero is `Z`.
    var showsZ = false
  }

  enum Part: Sendable {
    case literal(String)
    case marker(Marker)
  }

  private(set) var parts: [Part] = []

  static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  init(_ text: String) throws(JSONataError) {
    let scalars = Array(text.unicodeScalars)
    var literal: [Unicode.Scalar] = []
    var at = 0
    while at < scalars.count {
      guard scalars[at] == "[" else {
        literal.append(scalars[at])
        at += scalars[at] == "]" && at + 1 < scalars.count && scalars[at + 1] == "]" ? 2 : 1
        continue
      }
      if at + 1 < scalars.count, scalars[at + 1] == "[" {
        literal.append("[")
        at += 2
        continue
      }
      add(&literal)
      guard let end = scalars[at...].firstIndex(of: "]") else { throw JSONataError(.unclosedComponent) }
      try add(marker: scalars[(at + 1)..<end].filter { !$0.properties.isWhitespace })
      at = end + 1
    }
    add(&literal)
  }

  private mutating func add(_ literal: inout [Unicode.Scalar]) {
    if literal.isEmpty { return }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: literal)
    parts.append(.literal(String(view)))
    literal = []
  }

  private static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    for scalar in scalars { view.append(scalar) }
    return String(view)
  }

  private mutating func add(marker scalars: [Unicode.Scalar]) throws(JSONataError) {
    guard let first = scalars.first, first.isASCII, let component = Component(rawValue: UInt8(first.value)) else {
      throw JSONataError(.unknownComponent, value: .string(Self.text(scalars.prefix(1))))
    }
    var marker = Marker(component: component)
    var presentation = Array(scalars.dropFirst())
    var minimumWidth: Int?
    if let comma = presentation.lastIndex(of: ",") {
      let width = Self.text(presentation[(comma + 1)...])
      presentation.removeSubrange(comma...)
      let bounds = width.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      minimumWidth = bounds.first.flatMap { Self.width($0) }
      marker.maximumWidth = bounds.count > 1 ? Self.width(bounds[1]) : nil
    }
    var isOrdinal = false
    if presentation.count > 1, let last = presentation.last, "atco".unicodeScalars.contains(last) {
      presentation.removeLast()
      isOrdinal = last == "o"
      marker.showsZ = last == "t"
    }
    let main = presentation.isEmpty ? component.defaultPresentation : Self.text(presentation)
    try finish(&marker, main, isOrdinal: isOrdinal, minimumWidth)
    parts.append(.marker(marker))
  }

  private static func width(_ text: Substring) -> Int? { Int(text).flatMap { $0 >= 0 ? min($0, 1_000) : nil } }

  private mutating func finish(_ marker: inout Marker, _ main: String, isOrdinal: Bool, _ minimumWidth: Int?)
    throws(JSONataError)
  {
    if main.utf8.first == 0x6e {
      marker.names = .lower
    } else if main.utf8.first == 0x4e {
      marker.names = main.utf8.dropFirst().first == 0x6e ? .title : .upper
    } else if marker.component.isNumber {
      var integer = try IntegerPicture(isOrdinal ? main + ";o" : main)
      if let minimumWidth { integer.mandatoryDigits = max(integer.mandatoryDigits, minimumWidth) }
      if marker.component == .year {
        if let maximum = marker.maximumWidth {
          marker.yearDigits = maximum
          integer.mandatoryDigits = maximum
        } else if integer.mandatoryDigits + integer.optionalDigits >= 2 {
          marker.yearDigits = integer.mandatoryDigits + integer.optionalDigits
        }
      }
      marker.integer = integer
      fixWidthOfLast()
    }
    if marker.component == .zone || marker.component == .zoneName { marker.integer = try IntegerPicture(main) }
  }

  /// Reads a number directly before another one with exactly as many digits as it has in the picture.
  private mutating func fixWidthOfLast() {
    guard case .marker(var last)? = parts.last, var integer = last.integer else { return }
    integer.parseWidth = integer.mandatoryDigits
    last.integer = integer
    parts[parts.count - 1] = .marker(last)
  }

  // MARK: Formatting

  /// The maximum length of a formatted date and time, in bytes.
  var maximumBytes: Int {
    parts.reduce(0) { count, part in
      switch part {
      case .literal(let text): count &+ text.utf8.count
      // Words and Roman numerals for the values in a date are shorter than that.
      case .marker(let marker): count &+ 400 &+ (marker.integer?.maximumBytes ?? 0)
      }
    }
  }

  /// Formats a date and time.
  func format(_ millis: Int, zone: ZoneOffset) throws(JSONataError) -> String {
    let moment = DateTimeParts(millis: millis + zone.milliseconds)
    var result = ByteWriter()
    for part in parts {
      switch part {
      case .literal(let text): result.append(text)
      case .marker(let marker): try format(marker, moment, zone, &result)
      }
    }
    return result.string
  }

  private func format(_ marker: Marker, _ moment: DateTimeParts, _ zone: ZoneOffset, _ result: inout ByteWriter)
    throws(JSONataError)
  {
    switch marker.component {
    case .halfDay:
      let text = moment.hour >= 12 ? "pm" : "am"
      result.append(marker.names == .upper ? text.uppercased() : text)
    case .calendar, .era: result.append("ISO")
    case .zone, .zoneName: result.append(try format(zone, marker))
    case .year, .month, .day, .dayOfYear, .dayOfWeek, .weekOfYear, .weekOfMonth, .weekYear, .weekMonth, .hour,
      .halfDayHour, .minute, .second, .fraction:
      var value = Self.value(marker.component, moment)
      if let digits = marker.yearDigits, digits < 18 { value %= Self.powerOfTen(digits) }
      if let names = marker.names { return result.append(try name(of: value, marker, names)) }
      guard let integer = marker.integer, !integer.appendPlain(value, to: &result) else { return }
      result.append(try integer.format(Double(value)))
    }
  }

  private static func powerOfTen(_ exponent: Int) -> Int {
    var result = 1
    for _ in 0..<exponent { result *= 10 }
    return result
  }

  static func value(_ component: Component, _ moment: DateTimeParts) -> Int {
    switch component {
    case .year: moment.date.year
    case .month: moment.date.month
    case .day: moment.date.day
    case .dayOfYear: moment.dayOfYear
    case .dayOfWeek: moment.dayOfWeek
    case .weekOfYear: moment.weekOfYear
    case .weekOfMonth: moment.weekOfMonth
    case .weekYear: moment.weekYear
    case .weekMonth: moment.weekMonth
    case .hour: moment.hour
    case .halfDayHour: moment.hour % 12 == 0 ? 12 : moment.hour % 12
    case .halfDay: moment.hour >= 12 ? 1 : 0
    case .minute: moment.minute
    case .second: moment.second
    case .fraction: moment.millisecond
    case .zone, .zoneName, .calendar, .era: 0
    }
  }

  private func name(of value: Int, _ marker: Marker, _ names: LetterCase) throws(JSONataError) -> String {
    let name: String
    switch marker.component {
    case .month, .weekMonth: name = Self.months[value - 1]
    case .dayOfWeek: name = Self.days[value - 1]
    case .year, .day, .dayOfYear, .weekOfYear, .weekOfMonth, .weekYear, .hour, .halfDayHour, .halfDay, .minute,
      .second, .fraction, .zone, .zoneName, .calendar, .era:
      throw JSONataError(.nameModifier, value: marker.component.letter)
    }
    let text = names == .title ? name : names.apply(name)
    guard let maximum = marker.maximumWidth else { return text }
    return String(text.prefix(maximum))
  }

  private func format(_ zone: ZoneOffset, _ marker: Marker) throws(JSONataError) -> String {
    guard let picture = marker.integer else { return "" }
    let offset = zone.hours * 100 + zone.minutes
    if offset == 0, marker.showsZ { return "Z" }
    var text: String
    if picture.regularSeparator != nil || (3...4).contains(picture.mandatoryDigits) {
      text = try picture.format(Double(offset))
    } else if (1...2).contains(picture.mandatoryDigits) {
      text = try picture.format(Double(zone.hours))
      if zone.minutes != 0 { text += ":" + (zone.minutes < 10 ? "0" : "") + String(zone.minutes) }
    } else {
      throw JSONataError(.timezoneDigits, value: .integer(picture.mandatoryDigits))
    }
    if offset >= 0 { text = "+" + text }
    return marker.component == .zoneName ? "GMT" + text : text
  }
}
