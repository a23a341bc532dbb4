import LanguageSupport
internal import OrderedJSON

extension DateTimePicture {
  /// The time that a string represents, in milliseconds after 1970-01-01T00:00:00Z; `nil` if it does not match the
  /// picture.
  ///
  /// - Parameters:
  ///   - now: the source of missing higher components.
  ///   - steps: how many steps the matching may take; on return, how many are left.
  func parse(_ text: String, now: Int64, steps: inout Int) throws(JSONataError) -> Double? {
    var source = "^"
    for part in parts { source += "(" + (try pattern(part)) + ")" }
    guard let groups = Self.match(source + "$", text, &steps) else { return nil }
    var read = ReadComponents()
    for (part, text) in zip(parts, groups) {
      guard case .marker(let marker) = part else { continue }
      read.values[marker.component] = try value(marker, text)
    }
    if read.values.isEmpty { return nil }
    return try read.millis(now: DateTimeParts(millis: Int(now)))
  }

  private static func match(_ source: String, _ text: String, _ steps: inout Int) -> [String]? {
    let pattern: Pattern
    do throws(PatternError) {
      pattern = try Pattern(source, flags: "i", asciiBlanks: false)
    } catch {
      return nil
    }
    let subject = MatchSubject(text)
    var result: [String]?
    _ = subject.bytes.withUnsafeBufferPointer { bytes in
      pattern.forEachMatch(in: bytes, from: 0, steps: &steps) { groups in
        var texts: [String] = []
        for group in 1..<max(1, groups.count / 2) {
          texts.append(subject.text(groups[group * 2], groups[group * 2 + 1]))
        }
        result = texts
        return false
      }
    }
    return result
  }

  // MARK: Patterns

  private func pattern(_ part: Part) throws(JSONataError) -> String {
    switch part {
    case .literal(let text):
      var result = ""
      for scalar in text.unicodeScalars {
        if ".*+?^${}()|[]\\".unicodeScalars.contains(scalar) { result += "\\" }
        result.unicodeScalars.append(scalar)
      }
      return result
    case .marker(let marker):
      if marker.component == .zone || marker.component == .zoneName {
        let separator = marker.integer?.regularSeparator.map { "\\" + String($0.character) + "[0-9]+" } ?? ""
        return (marker.component == .zoneName ? "GMT" : "") + "[-+][0-9]+" + separator
      }
      if let integer = marker.integer { return try integer.pattern(digits: marker.yearDigits) }
      switch marker.component {
      case .month, .weekMonth, .dayOfWeek, .halfDay: return "[a-zA-Z]+"
      case .year, .day, .dayOfYear, .weekOfYear, .weekOfMonth, .weekYear, .hour, .halfDayHour, .minute, .second,
        .fraction, .zone, .zoneName, .calendar, .era:
        throw JSONataError(.nameModifier, value: marker.component.letter)
      }
    }
  }

  /// The value of a component; `nil` for an unknown name.
  private func value(_ marker: Marker, _ text: String) throws(JSONataError) -> Int? {
    switch marker.component {
    case .zone, .zoneName: return Self.zone(text, marker)
    case .month, .weekMonth, .dayOfWeek, .halfDay, .year, .day, .dayOfYear, .weekOfYear, .weekOfMonth, .weekYear,
      .hour, .halfDayHour, .minute, .second, .fraction, .calendar, .era:
      break
    }
    if let integer = marker.integer {
      let value = try integer.parse(text)
      if value.isNaN { return nil }
      // More than three fraction digits are finer than a millisecond.
      if marker.component == .fraction, text.utf8.count > 3, case .decimal = integer.primary {
        return Int(text.prefix(3))
      }
      return Int(clamping: max(-1e9, min(1e9, value)))
    }
    let names: [String]
    switch marker.component {
    case .dayOfWeek: names = Self.days
    case .halfDay: return text == "am" || text == "AM" ? 0 : text == "pm" || text == "PM" ? 1 : nil
    case .month, .weekMonth, .year, .day, .dayOfYear, .weekOfYear, .weekOfMonth, .weekYear, .hour, .halfDayHour,
      .minute, .second, .fraction, .zone, .zoneName, .calendar, .era:
      names = Self.months
    }
    let width = marker.maximumWidth ?? .max
    return names.firstIndex { $0.prefix(width > 0 ? width : .max) == text }.map { $0 + 1 }
  }

  /// The offset in minutes.
  private static func zone(_ text: String, _ marker: Marker) -> Int? {
    let text = marker.component == .zoneName ? text.dropFirst(3) : text[...]
    if let separator = marker.integer?.regularSeparator {
      let parts = text.unicodeScalars.split(separator: separator.character, omittingEmptySubsequences: false)
      guard parts.count == 2, let hours = number(parts[0]), let minutes = number(parts[1]) else { return nil }
      return hours * 60 + minutes
    }
    if text.utf8.count <= 3 { return number(text.unicodeScalars[...]).map { $0 * 60 } }
    guard let hours = number(text.prefix(3).unicodeScalars[...]),
      let minutes = number(text.dropFirst(3).unicodeScalars[...])
    else { return nil }
    return hours * 60 + minutes
  }

  private static func number(_ scalars: Substring.UnicodeScalarView) -> Int? {
    Int(String(scalars)).map { max(-1_000_000, min(1_000_000, $0)) }
  }
}

/// The components that a string contains.
private struct ReadComponents {
  var values: [DateTimePicture.Component: Int] = [:]

  /// Whether the components of `all` that were read fit one way to write a date or time: some, and none beyond
  /// `allowed`.
  private func fits(_ all: [DateTimePicture.Component], _ allowed: Set<DateTimePicture.Component>) -> Bool {
    // A component that was read as 0 does not count, as in the reference.
    let given = all.filter { (values[$0] ?? 0) != 0 }
    return !given.isEmpty && given.allSatisfy(allowed.contains)
  }

  func millis(now: DateTimeParts) throws(JSONataError) -> Double {
    let dates: [DateTimePicture.Component] = [
      .year, .weekYear, .month, .weekMonth, .weekOfYear, .weekOfMonth, .dayOfYear, .day,
    ]
    let times: [DateTimePicture.Component] = [.halfDay, .hour, .halfDayHour, .minute, .second, .fraction]
    let isDate = fits(dates, [.year, .month, .day])
    let isDayOfYear = !isDate && fits(dates, [.year, .dayOfYear])
    let isWeekOfMonth = fits(dates, [.weekYear, .weekMonth, .weekOfMonth])
    let isWeekOfYear = !isWeekOfMonth && fits(dates, [.weekYear, .weekOfYear])
    let isHalfDay =
      !fits(times, [.hour, .minute, .second, .fraction])
      && fits(times, [.halfDay, .halfDayHour, .minute, .second, .fraction])

    var order: [DateTimePicture.Component]
    if isDayOfYear {
      order = [.year, .day]
    } else if isWeekOfMonth {
      order = [.weekYear, .weekMonth, .weekOfMonth, .dayOfWeek]
    } else if isWeekOfYear {
      order = [.weekYear, .weekOfYear, .dayOfWeek]
    } else {
      order = [.year, .month, .day]
    }
    order += isHalfDay ? [.halfDay, .halfDayHour, .minute, .second, .fraction] : [.hour, .minute, .second, .fraction]
    var complete = try completed(order, now)
    // Week dates are recognized but not supported.
    if isWeekOfMonth || isWeekOfYear { throw JSONataError(.missingSpecifiers) }
    if isHalfDay {
      let hour = complete[.halfDayHour] ?? 0
      complete[.hour] = (hour == 12 ? 0 : hour) + (complete[.halfDay] == 1 ? 12 : 0)
    }
    return Self.millis(complete, isDayOfYear: isDayOfYear)
  }

  /// All components from the first to the last: missing ones before those that are given are taken from now, missing
  /// ones after them are the lowest.
  private func completed(_ order: [DateTimePicture.Component], _ now: DateTimeParts) throws(JSONataError)
    -> [DateTimePicture.Component: Int]
  {
    var result = values
    var hasStarted = false
    var hasEnded = false
    for component in order {
      if values[component] != nil {
        hasStarted = true
        if hasEnded { throw JSONataError(.missingSpecifiers) }
      } else if hasStarted {
        result[component] = component == .month || component == .day || component == .dayOfYear ? 1 : 0
        hasEnded = true
      } else {
        result[component] = DateTimePicture.value(component, now)
      }
    }
    return result
  }

  private static func millis(_ values: [DateTimePicture.Component: Int], isDayOfYear: Bool) -> Double {
    func value(_ component: DateTimePicture.Component) -> Int { values[component] ?? 0 }
    var year = value(.year)
    if (0...99).contains(year) { year += 1900 }
    let days =
      isDayOfYear
      ? CivilDate.days(year: year, month: 1, day: value(.dayOfYear))
      : CivilDate.days(year: year, month: max(1, value(.month)), day: value(.day))
    let seconds = value(.hour) * 3600 + value(.minute) * 60 + value(.second)
    let offset = value(.zone) != 0 ? value(.zone) : value(.zoneName)
    return Double(days) * 86_400_000 + Double(seconds) * 1000 + Double(value(.fraction)) - Double(offset) * 60_000
  }
}
