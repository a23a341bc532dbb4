import OrderedJSON

/// JSON text of any size as a page shows it: indented when it is small, otherwise its beginning with its size and a way to get
/// all of it. Numbers stay as they were written.
struct Payload: Sendable {
  let text: String
  /// Where all of it can be had.
  let whole: Link?
  let size: Int

  /// How many bytes are shown at once.
  private static let shownBytes = 4_096
  /// How many bytes are indented at most.
  private static let indentedBytes = 16_384

  init(_ text: String, whole: Link? = nil) {
    self.text = text
    self.whole = whole
    size = text.utf8.count
  }

  /// The text, indented if it is small.
  var indented: String {
    guard size <= Self.indentedBytes, let json = try? JSONParser(maximumDepth: 500).parse(Array(text.utf8)) else {
      return text
    }
    return JSONPrinter.pretty.string(json)
  }

  /// The text as it is shown, and whether that is all of it.
  private var shown: (text: String, isWhole: Bool) {
    let shown = indented
    guard shown.utf8.count > Self.shownBytes else { return (shown, true) }
    // A character that is cut in two is left out.
    var end = shown.utf8.index(shown.startIndex, offsetBy: Self.shownBytes)
    while end > shown.startIndex, Unicode.UTF8.isContinuation(shown.utf8[end]) { end = shown.utf8.index(before: end) }
    return (String(shown[..<end]), false)
  }

  /// The text alone: a cause, which may be JSON text.
  func writeText(to html: inout HTML) {
    let (shown, isWhole) = shown
    html.tag("pre", .class("wrap"), text: isWhole ? shown : shown + "…")
    if !isWhole, let whole { html.tag("p", .class("more")) { $0.tag("a", .href(whole), text: "All of it") } }
  }

  /// The payload under its name.
  ///
  /// - Parameters:
  ///   - id: the identifier on its page, by which it stays open or folded when the page is brought up to date.
  ///   - isOpen: whether a small one is shown at once; a large one is always folded.
  func write(_ title: String, id: String, isOpen: Bool = true, to html: inout HTML) {
    let (shown, isWhole) = shown
    html.tag("details", .class("payload"), .id("payload-\(id)"), .flag("open", if: isOpen && isWhole)) { html in
      html.tag("summary") { html in
        html.tag("span", .class("payload-title"), text: title)
        html.tag("span", .class("size"), text: Measures.size(size))
      }
      html.tag("pre", .of("tabindex", "0"), .of("role", "group"), .of("aria-label", title)) { html in
        html.tag("code", text: shown)
      }
      if !isWhole {
        html.tag("p", .class("more")) { html in
          html.text("The first \(Measures.size(Self.shownBytes)) of \(Measures.size(size)). ")
          if let whole { html.tag("a", .href(whole), text: "All of it") }
        }
      }
    }
  }
}
