/// Writes values as JSON text.
public struct JSONPrinter: Sendable {
  /// Whether members are written in the order of their names (by code units) instead of their own order.
  public var sortsKeys: Bool
  /// How many spaces each level is indented; `nil` writes everything on one line without spaces.
  public var indentation: Int?
  /// Whether `\u00XX` is written with lower-case digits (as JavaScript does) instead of upper-case ones (as Java does).
  public var lowercaseEscapes: Bool

  /// No spaces, members in their own order: what the service writes.
  public static let compact = JSONPrinter()
  /// Two spaces per level.
  public static let pretty = JSONPrinter(indentation: 2)
  /// No spaces, members sorted by name: a form that is equal for equal values.
  public static let sorted = JSONPrinter(sortsKeys: true)

  /// Creates a printer.
  public init(sortsKeys: Bool = false, indentation: Int? = nil, lowercaseEscapes: Bool = false) {
    self.sortsKeys = sortsKeys
    self.indentation = indentation
    self.lowercaseEscapes = lowercaseEscapes
  }

  /// The value as text.
  public func string(_ value: JSON) -> String {
    var writer = ByteWriter()
    write(value, to: &writer)
    return writer.string
  }

  /// The value as UTF-8.
  public func bytes(_ value: JSON) -> [UInt8] {
    var writer = ByteWriter()
    write(value, to: &writer)
    return writer.bytes
  }

  /// Appends the value's text to a writer. Safe at any depth.
  public func write(_ value: JSON, to writer: inout ByteWriter) { write(value, to: &writer, level: 0) }

  /// The length of the text in bytes, or `nil` if it is over `limit`; measured without writing it.
  ///
  /// Stops soon after the bound is exceeded, so that a value in which parts are shared many times costs no more than
  /// the bound. Safe at any depth.
  public func byteCount(_ value: JSON, upTo limit: Int) -> Int? {
    guard var total = value.compactByteCount(upTo: limit, maximumDepth: .max) else { return nil }
    guard let indentation else { return total }
    var open: ContiguousArray<OpenContainer> = []
    var next = OpenContainer(value, sortsKeys: false)
    while true {
      if let container = next {
        guard let blanks = layout(of: container, level: open.count, max(0, indentation)) else { return nil }
        let (sum, isOverflow) = total.addingReportingOverflow(blanks)
        if isOverflow || sum > limit { return nil }
        total = sum
        open.append(container)
      } else {
        _ = open.popLast()
      }
      guard let innermost = open.indices.last else { return total }
      next = open[innermost].nextContainer()
    }
  }

  /// How many bytes of line breaks and indentation a container adds, without those inside it; `nil` if no number can
  /// hold them.
  private func layout(of container: OpenContainer, level: Int, _ indentation: Int) -> Int? {
    let parts = container.elements.count + container.members.count
    if parts == 0 { return 0 }
    let (outer, isOverflow) = level.multipliedReportingOverflow(by: indentation)
    let (inner, isInnerOverflow) = outer.addingReportingOverflow(indentation)
    let (lines, areLinesOverflow) = parts.multipliedReportingOverflow(by: inner)
    let (blanks, isSumOverflow) = lines.addingReportingOverflow(outer)
    let (total, isTotalOverflow) = blanks.addingReportingOverflow(parts + 1 + container.members.count)
    return isOverflow || isInnerOverflow || areLinesOverflow || isSumOverflow || isTotalOverflow ? nil : total
  }

  /// How many levels are written by recursion, which is fastest; deeper ones are kept on the heap.
  private static var calledLevels: Int { 48 }

  private func write(_ value: JSON, to writer: inout ByteWriter, level: Int) {
    switch value {
    case .null, .bool, .number, .string: scalar(value, to: &writer)
    case .array(let elements):
      guard level < Self.calledLevels, !sortsKeys else { return writeDeep(value, to: &writer, outside: level) }
      writer.append(0x5b)
      for place in elements.indices {
        separate(place, to: &writer, level: level &+ 1)
        part(elements[place], to: &writer, level: level &+ 1)
      }
      if !elements.isEmpty { breakLine(&writer, level) }
      writer.append(0x5d)
    case .object(let object):
      guard level < Self.calledLevels, !sortsKeys else { return writeDeep(value, to: &writer, outside: level) }
      writer.append(0x7b)
      for place in object.storage.indices {
        separate(place, to: &writer, level: level &+ 1)
        name(object.storage[place].key, to: &writer)
        part(object.storage[place].value, to: &writer, level: level &+ 1)
      }
      if !object.isEmpty { breakLine(&writer, level) }
      writer.append(0x7d)
    }
  }

  /// Saves scalars the call.
  @inline(__always)
  private func part(_ value: JSON, to writer: inout ByteWriter, level: Int) {
    if value.isContainer { write(value, to: &writer, level: level) } else { scalar(value, to: &writer) }
  }

  /// Writes a value of any depth that is inside `level` containers; also where members are sorted.
  @inline(never)
  private func writeDeep(_ value: JSON, to writer: inout ByteWriter, outside: Int) {
    guard var container = OpenContainer(value, sortsKeys: sortsKeys) else { return scalar(value, to: &writer) }
    // The containers around the one being written; on the heap, as there may be many.
    var outer: ContiguousArray<OpenContainer> = []
    begin(container, to: &writer)
    while true {
      if let inner = writeUntilContainer(&container, to: &writer, level: outside &+ outer.count &+ 1) {
        outer.append(container)
        container = inner
        begin(container, to: &writer)
      } else {
        end(container, to: &writer, level: outside &+ outer.count)
        guard let next = outer.popLast() else { return }
        container = next
      }
    }
  }

  /// Writes elements or members up to the first that is a container itself, and returns that one; `nil` at the end.
  private func writeUntilContainer(
    _ container: inout OpenContainer, to writer: inout ByteWriter, level: Int
  ) -> OpenContainer? {
    if container.isObject {
      while container.next < container.members.count {
        let place = container.next
        container.next = place &+ 1
        separate(place, to: &writer, level: level)
        name(container.members[place].key, to: &writer)
        if let inner = OpenContainer(container.members[place].value, sortsKeys: sortsKeys) { return inner }
        scalar(container.members[place].value, to: &writer)
      }
    } else {
      while container.next < container.elements.count {
        let place = container.next
        container.next = place &+ 1
        separate(place, to: &writer, level: level)
        if let inner = OpenContainer(container.elements[place], sortsKeys: sortsKeys) { return inner }
        scalar(container.elements[place], to: &writer)
      }
    }
    return nil
  }

  @inline(__always)
  private func name(_ key: String, to writer: inout ByteWriter) {
    writer.append(quoted: key, lowercaseEscapes: lowercaseEscapes)
    writer.append(0x3a)
    if indentation != nil { writer.append(0x20) }
  }

  @inline(__always)
  private func scalar(_ value: JSON, to writer: inout ByteWriter) {
    switch value {
    case .null: writer.append("null" as StaticString)
    case .bool(true): writer.append("true" as StaticString)
    case .bool(false): writer.append("false" as StaticString)
    case .number(let number): writer.append(number)
    case .string(let text): writer.append(quoted: text, lowercaseEscapes: lowercaseEscapes)
    case .array, .object: break
    }
  }

  @inline(__always)
  private func begin(_ container: borrowing OpenContainer, to writer: inout ByteWriter) {
    writer.append(container.isObject ? 0x7b : 0x5b)
  }

  @inline(__always)
  private func separate(_ place: Int, to writer: inout ByteWriter, level: Int) {
    if place > 0 { writer.append(0x2c) }
    breakLine(&writer, level)
  }

  @inline(__always)
  private func end(_ container: borrowing OpenContainer, to writer: inout ByteWriter, level: Int) {
    if container.next > 0 { breakLine(&writer, level) }
    writer.append(container.isObject ? 0x7d : 0x5d)
  }

  @inline(__always)
  private func breakLine(_ writer: inout ByteWriter, _ level: Int) {
    guard let indentation else { return }
    writer.append(0x0a)
    writer.append(blanks: level.multipliedReportingOverflow(by: indentation).partialValue)
  }
}

/// A container whose parts before `next` have been written.
private struct OpenContainer {
  let isObject: Bool
  var elements: [JSON] = []
  var members: ContiguousArray<JSON.Object.Member> = []
  var next = 0

  @inline(__always)
  init?(_ value: JSON, sortsKeys: Bool) {
    switch value {
    case .null, .bool, .number, .string: return nil
    case .array(let elements):
      isObject = false
      self.elements = elements
    case .object(let object):
      isObject = true
      members = object.members
      if sortsKeys { members.sort { $0.key.precedesByUTF16($1.key) } }
    }
  }

  /// Returns the next part that is a container itself, and skips the parts before it.
  mutating func nextContainer() -> OpenContainer? {
    while next < elements.count + members.count {
      let part = isObject ? members[next].value : elements[next]
      next += 1
      if let inner = OpenContainer(part, sortsKeys: false) { return inner }
    }
    return nil
  }
}
