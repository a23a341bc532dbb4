internal import LanguageSupport
internal import OrderedJSON

/// A picture of `$formatNumber`: XPath's `format-number`.
struct NumberPicture {
  /// The characters with a meaning in a picture, and how they are written.
  struct Symbols {
    var decimal = "."
    var grouping = ","
    var exponent = "e"
    var minus = "-"
    var percent = "%"
    var perMille = "\u{2030}"
    var zero: UInt32 = 0x30
    var zeroText = "0"
    var digit = "#"
    var separator = ";"

    init(_ options: ObjectView?) {
      guard let options else { return }
      decimal = options["decimal-separator"]?.string ?? decimal
      grouping = options["grouping-separator"]?.string ?? grouping
      exponent = options["exponent-separator"]?.string ?? exponent
      minus = options["minus-sign"]?.string ?? minus
      percent = options["percent"]?.string ?? percent
      perMille = options["per-mille"]?.string ?? perMille
      digit = options["digit"]?.string ?? digit
      separator = options["pattern-separator"]?.string ?? separator
      if let text = options["zero-digit"]?.string, let first = text.unicodeScalars.first {
        zero = first.value
        zeroText = text
      }
    }

    func isDecimalDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= zero && scalar.value - zero < 10 }
    func isDigit(_ scalar: Unicode.Scalar) -> Bool { isDecimalDigit(scalar) || digit.isJust(scalar) }
    func isActive(_ scalar: Unicode.Scalar) -> Bool {
      isDigit(scalar) || decimal.isJust(scalar) || exponent.isJust(scalar) || grouping.isJust(scalar)
        || separator.isJust(scalar)
    }
  }

  /// One of the two halves of a picture, for positive or negative numbers.
  private struct SubPicture {
    var prefix = ""
    var suffix = ""
    var isPercent = false
    var isPerMille = false
    var hasDecimal = false
    var groupings: [Int] = []
    var regularGrouping = 0
    var fractionGroupings: [Int] = []
    var minimumInteger = 0
    var scaling = 0
    var minimumFraction = 0
    var maximumFraction = 0
    var minimumExponent = 0
  }

  private let symbols: Symbols
  private let positive: SubPicture
  private let negative: SubPicture

  init(_ text: String, _ options: ObjectView?) throws(JSONataError) {
    let symbols = Symbols(options)
    self.symbols = symbols
    let halves = Self.split(text, symbols.separator)
    if halves.count > 2 { throw JSONataError(.numberPicture(.tooManySubPictures)) }
    var pictures: [SubPicture] = []
    var parts: [Parts] = []
    for half in halves { parts.append(Parts(half, symbols)) }
    for part in parts { if let fault = part.fault(symbols) { throw JSONataError(.numberPicture(fault)) } }
    for part in parts { pictures.append(part.analyzed(symbols)) }
    positive = pictures[0]
    if pictures.count == 2 {
      negative = pictures[1]
    } else {
      var copy = pictures[0]
      copy.prefix = symbols.minus + copy.prefix
      negative = copy
    }
  }

  private static func split(_ text: String, _ separator: String) -> [String] {
    if separator.isEmpty { return [text] }
    var result: [String] = []
    var start = text.startIndex
    while let found = text.range(of: separator, from: start) {
      result.append(String(text[start..<found.lowerBound]))
      start = found.upperBound
    }
    return result + [String(text[start...])]
  }

  // MARK: Analysis

  /// A sub-picture split into its parts.
  private struct Parts {
    let whole: [Unicode.Scalar]
    let prefix: [Unicode.Scalar]
    let suffix: [Unicode.Scalar]
    let active: [Unicode.Scalar]
    let mantissa: [Unicode.Scalar]
    let exponent: [Unicode.Scalar]?
    let integer: [Unicode.Scalar]
    let fraction: [Unicode.Scalar]

    init(_ text: String, _ symbols: Symbols) {
      whole = Array(text.unicodeScalars)
      let isBound = { (scalar: Unicode.Scalar) in symbols.isActive(scalar) && !symbols.exponent.isJust(scalar) }
      // Without any active character all of it counts as active, and is refused.
      let first = whole.firstIndex(where: isBound) ?? 0
      let last = whole.lastIndex(where: isBound).map { $0 + 1 } ?? whole.count
      prefix = Array(whole[..<first])
      suffix = Array(whole[max(first, last)...])
      active = Array(whole[first..<max(first, last)])
      if let place = active.firstIndex(where: { symbols.exponent.isJust($0) }) {
        mantissa = Array(active[..<place])
        exponent = Array(active[(place + 1)...])
      } else if let next = suffix.first, symbols.exponent.isJust(next) {
        // Directly after the mantissa it separates an exponent that is empty.
        mantissa = active
        exponent = []
      } else {
        mantissa = active
        exponent = nil
      }
      if let place = mantissa.firstIndex(where: { symbols.decimal.isJust($0) }) {
        integer = Array(mantissa[..<place])
        fraction = Array(mantissa[(place + 1)...])
      } else {
        integer = mantissa
        fraction = suffix
      }
    }

    private func contains(_ text: String) -> Bool { NumberPicture.count(text, in: whole) > 0 }

    /// What is wrong with it; if there are several errors, the last in the order of the catalog.
    func fault(_ symbols: Symbols) -> NumberPictureFault? {
      var fault: NumberPictureFault?
      if NumberPicture.count(symbols.decimal, in: whole) > 1 { fault = .decimalSeparators }
      if NumberPicture.count(symbols.percent, in: whole) > 1 { fault = .percents }
      if NumberPicture.count(symbols.perMille, in: whole) > 1 { fault = .perMilles }
      let isScaled = contains(symbols.percent) || contains(symbols.perMille)
      if contains(symbols.percent), contains(symbols.perMille) { fault = .percentAndPerMille }
      if !mantissa.contains(where: symbols.isDigit) { fault = .noDigits }
      if active.contains(where: { !symbols.isActive($0) }) { fault = .passiveInside }
      if let place = whole.firstIndex(where: { symbols.decimal.isJust($0) }) {
        let isBefore = place > 0 && symbols.grouping.isJust(whole[place - 1])
        let isBehind = place + 1 < whole.count && symbols.grouping.isJust(whole[place + 1])
        if isBefore || isBehind { fault = .groupingAtDecimal }
      } else if let last = integer.last, symbols.grouping.isJust(last) {
        fault = .groupingAtEnd
      }
      if !symbols.grouping.isEmpty, contains(symbols.grouping + symbols.grouping) { fault = .groupingTwice }
      if let place = integer.firstIndex(where: { symbols.digit.isJust($0) }),
        integer[..<place].contains(where: symbols.isDecimalDigit)
      {
        fault = .digitBeforeOptional
      }
      if let place = fraction.lastIndex(where: { symbols.digit.isJust($0) }),
        fraction[place...].contains(where: symbols.isDecimalDigit)
      {
        fault = .optionalBeforeDigit
      }
      if let exponent {
        if !exponent.isEmpty, isScaled { fault = .exponentWithPercent }
        if exponent.isEmpty || !exponent.allSatisfy(symbols.isDecimalDigit) { fault = .badExponent }
      }
      return fault
    }

    func analyzed(_ symbols: Symbols) -> SubPicture {
      var result = SubPicture()
      result.prefix = NumberPicture.text(prefix)
      result.suffix = NumberPicture.text(suffix)
      result.isPercent = contains(symbols.percent)
      result.isPerMille = contains(symbols.perMille)
      result.hasDecimal = contains(symbols.decimal)
      for (place, scalar) in integer.enumerated() where symbols.grouping.isJust(scalar) {
        result.groupings.append(integer[place...].count(where: symbols.isDigit))
      }
      result.regularGrouping = Grouping.regular(result.groupings)
      for (place, scalar) in fraction.enumerated() where symbols.grouping.isJust(scalar) {
        result.fractionGroupings.append(fraction[..<place].count(where: symbols.isDigit))
      }
      result.minimumInteger = integer.count(where: symbols.isDecimalDigit)
      result.scaling = result.minimumInteger
      result.minimumFraction = fraction.count(where: symbols.isDecimalDigit)
      result.maximumFraction = fraction.count(where: symbols.isDigit)
      if result.minimumInteger == 0, result.maximumFraction == 0 {
        if exponent != nil {
          result.minimumFraction = 1
          result.maximumFraction = 1
        } else {
          result.minimumInteger = 1
        }
      }
      if exponent != nil, result.minimumInteger == 0, integer.contains(where: { symbols.digit.isJust($0) }) {
        result.minimumInteger = 1
      }
      if result.minimumInteger == 0, result.minimumFraction == 0 { result.minimumFraction = 1 }
      result.minimumExponent = exponent?.count(where: symbols.isDecimalDigit) ?? 0
      return result
    }
  }

  /// How often a string occurs in the picture, not counting overlaps.
  private static func count(_ text: String, in whole: [Unicode.Scalar]) -> Int {
    let wanted = Array(text.unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= whole.count else { return 0 }
    var count = 0
    var place = 0
    while place + wanted.count <= whole.count {
      if whole[place..<place + wanted.count].elementsEqual(wanted) {
        count += 1
        place += wanted.count
      } else {
        place += 1
      }
    }
    return count
  }

  private static func text(_ scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  // MARK: Formatting

  /// The maximum length of a formatted number, in bytes.
  var maximumBytes: Int {
    let most = [positive, negative].map { picture in
      // The digits of the largest number, those of the picture, and a separator for each.
      let digits = 700 + picture.minimumInteger + picture.minimumFraction + picture.maximumFraction
      let separator = picture.groupings.isEmpty && picture.fractionGroupings.isEmpty ? 0 : symbols.grouping.utf8.count
      let (grouped, isOverflow) = digits.multipliedReportingOverflow(by: 4 + separator)
      if isOverflow { return Int.max >> 1 }
      let constant =
        picture.prefix.utf8.count + picture.suffix.utf8.count + symbols.decimal.utf8.count + symbols.exponent.utf8.count
        + symbols.minus.utf8.count + picture.minimumExponent * 4
      return min(grouped, .max >> 2) + constant
    }
    return most.max() ?? 0
  }

  /// Formats a number.
  func format(_ value: Double) throws(JSONataError) -> String {
    guard value.isFinite else { throw JSONataError(.valueOutOfRange, value: .double(value)) }
    let picture = value >= 0 ? positive : negative
    var mantissa = value
    if picture.isPercent { mantissa *= 100 } else if picture.isPerMille { mantissa *= 1000 }
    guard mantissa.isFinite else { throw JSONataError(.valueOutOfRange, value: .double(mantissa)) }
    mantissa = mantissa.magnitude
    var exponent: Int?
    if picture.minimumExponent > 0 { exponent = scale(&mantissa, picture) }
    var digits = DecimalDigits(mantissa)
    digits.round(places: picture.maximumFraction)
    var integer = digits.integerPart
    var fraction = digits.fractionPart
    pad(&integer, to: picture.minimumInteger, inFront: true)
    pad(&fraction, to: picture.minimumFraction, inFront: false)
    var result = picture.prefix
    result += grouped(integer, picture)
    if picture.hasDecimal, !fraction.isEmpty {
      result += symbols.decimal
      result += grouped(fraction: fraction, picture)
    }
    if let exponent {
      var digits = Array(String(exponent.magnitude).utf8)
      pad(&digits, to: picture.minimumExponent, inFront: true)
      result += symbols.exponent + (exponent < 0 ? symbols.minus : "") + text(digits[...])
    }
    return result + picture.suffix
  }

  /// Scales the mantissa to between the powers of ten that the picture's integer part represents.
  private func scale(_ mantissa: inout Double, _ picture: SubPicture) -> Int {
    let most = CLibrary.power(10, Double(picture.scaling))
    let least = CLibrary.power(10, Double(picture.scaling - 1))
    var exponent = 0
    if mantissa == 0 { return 0 }
    while mantissa < least {
      mantissa *= 10
      exponent -= 1
    }
    while mantissa > most {
      mantissa /= 10
      exponent += 1
    }
    return exponent
  }

  private func pad(_ digits: inout [UInt8], to count: Int, inFront: Bool) {
    let missing = count - digits.count
    guard missing > 0 else { return }
    digits.insert(contentsOf: repeatElement(0x30, count: missing), at: inFront ? 0 : digits.count)
  }

  private func text(_ digits: ArraySlice<UInt8>) -> String {
    if symbols.zero == 0x30 { return String(decoding: digits, as: UTF8.self) }
    var view = String.UnicodeScalarView()
    for digit in digits { view.append(Unicode.Scalar(symbols.zero + UInt32(digit) - 0x30) ?? "?") }
    return String(view)
  }

  private func grouped(_ digits: [UInt8], _ picture: SubPicture) -> String {
    if picture.groupings.isEmpty { return text(digits[...]) }
    var result = ""
    var start = 0
    for end in 1..<max(1, digits.count) {
      let behind = digits.count - end
      let isBoundary =
        picture.regularGrouping > 0 ? behind % picture.regularGrouping == 0 : picture.groupings.contains(behind)
      if isBoundary {
        result += text(digits[start..<end]) + symbols.grouping
        start = end
      }
    }
    return result + text(digits[start...])
  }

  private func grouped(fraction digits: [UInt8], _ picture: SubPicture) -> String {
    if picture.fractionGroupings.isEmpty { return text(digits[...]) }
    var result = ""
    for place in digits.indices {
      if place > 0, picture.fractionGroupings.contains(place) { result += symbols.grouping }
      result += text(digits[place...place])
    }
    return result
  }
}

extension String {
  /// Whether this string is exactly that character.
  @inline(__always)
  fileprivate func isJust(_ scalar: Unicode.Scalar) -> Bool {
    let scalars = unicodeScalars
    return scalars.first == scalar && scalars.index(after: scalars.startIndex) == scalars.endIndex
  }
}
