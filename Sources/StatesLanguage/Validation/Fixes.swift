public import OrderedJSON

/// Changes of the text that fix a problem.
extension Inspection {
  /// Removes a member, with the comma that belongs to it.
  func removal(of member: JSONSyntax.Member, in view: ObjectView) -> [Diagnostic.Fix] {
    let members = view.members
    // Objects with hundreds of fields are not fixed one by one, and searching for each would take quadratic time.
    guard members.count <= 200 else { return [] }
    guard let place = members.firstIndex(where: { $0.keyRange == member.keyRange }) else { return [] }
    let range: SourceRange
    if place + 1 < members.count {
      range = SourceRange(start: member.keyRange.start, end: members[place + 1].keyRange.start)
    } else if place > 0 {
      range = SourceRange(start: members[place - 1].value.range.end, end: member.value.range.end)
    } else {
      range = SourceRange(start: member.keyRange.start, end: member.value.range.end)
    }
    return [Diagnostic.Fix(summary: "remove \"\(member.key)\"", range: range, replacement: "")]
  }

  /// Adds a member after the last one, formatted like it.
  func insertion(of name: String, _ value: String, into view: ObjectView) -> [Diagnostic.Fix] {
    var writer = ByteWriter()
    writer.append(quoted: name)
    let entry = writer.string + ": " + value
    let summary = "add \(entry)"
    guard let last = view.members.last else {
      return [
        Diagnostic.Fix(
          summary: summary, range: SourceRange(start: view.range.start + 1, end: view.range.start + 1),
          replacement: entry)
      ]
    }
    var start = last.keyRange.start
    while start > view.range.start + 1, Self.isBlank(source.bytes[start - 1]) { start -= 1 }
    let blanks = source.text(in: SourceRange(start: start, end: last.keyRange.start))
    let end = last.value.range.end
    return [
      Diagnostic.Fix(
        summary: summary, range: SourceRange(start: end, end: end), replacement: "," + blanks + entry)
    ]
  }

  /// Renames a member.
  func renaming(_ member: JSONSyntax.Member, to name: String) -> [Diagnostic.Fix] {
    replacement(of: member.keyRange, by: Self.quoted(name), "rename \"\(member.key)\" to \"\(name)\"")
  }

  /// Replaces a value.
  func replacement(of value: JSONSyntax, byText text: String) -> [Diagnostic.Fix] {
    replacement(of: value.range, by: Self.quoted(text), "replace with \"\(text)\"")
  }

  /// Replaces a range with another text.
  func replacement(of range: SourceRange, by text: String, _ summary: String) -> [Diagnostic.Fix] {
    [Diagnostic.Fix(summary: summary, range: range, replacement: text)]
  }

  static func quoted(_ text: String) -> String {
    var writer = ByteWriter()
    writer.append(quoted: text)
    return writer.string
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }
}

extension SourceText {
  /// Applies those fixes that do not overlap, from the beginning on.
  ///
  /// - Returns: the new text and the number of fixes applied.
  public func applying(_ fixes: [Diagnostic.Fix]) -> (bytes: [UInt8], count: Int) {
    let order = fixes.indices.sorted { (fixes[$0].range.start, $0) < (fixes[$1].range.start, $1) }
    var result: [UInt8] = []
    var done = 0
    var count = 0
    for place in order {
      let fix = fixes[place]
      guard fix.range.start >= done, fix.range.end <= bytes.count, fix.range.end >= fix.range.start else { continue }
      // Two insertions at one position would need an order.
      if count > 0, fix.range.start == done, fix.range.end == done { continue }
      result += bytes[done..<fix.range.start]
      result += Array(fix.replacement.utf8)
      done = fix.range.end
      count += 1
    }
    result += bytes[done...]
    return (result, count)
  }
}
