import Testing

@testable import StepFunctionsConsole

/// What data contains is shown, and never becomes markup.
@Suite struct HTMLTests {
  private static func string(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

  @Test(arguments: [
    ("a & b", "a &amp; b"), ("<script>", "&lt;script&gt;"), ("\"'", "&quot;&#39;"), ("\u{0}", "\u{FFFD}"),
    // A character with a combining mark is still a quote for a browser.
    ("\"\u{301} onmouseover=x", "&quot;\u{301} onmouseover=x"), ("<\u{301}b", "&lt;\u{301}b"),
    ("é\u{202E}", "é\u{202E}"),
  ])
  func textAndValuesAreEscaped(text: String, escaped: String) {
    #expect(Self.string(HTML { $0.tag("b", text: text) }) == "<b>\(escaped)</b>")
    #expect(Self.string(HTML { $0.tag("b", .title(text), text: "") }) == "<b title=\"\(escaped)\"></b>")
  }

  @Test func attributesAreThereOrNot() {
    let html = HTML { html in
      html.void("input", .flag("required"), .flag("hidden", if: false), nil, .of("name", "a"))
    }
    #expect(Self.string(html) == "<input required name=\"a\">")
  }

  @Test(arguments: [
    (
      "arn:aws:states:us-east-1:1:execution:M:e",
      "/console/execution?arn=arn%3Aaws%3Astates%3Aus-east-1%3A1%3Aexecution%3AM%3Ae"
    ),
    ("a b&c=d#e\"<", "/console/execution?arn=a%20b%26c%3Dd%23e%22%3C"),
    ("javascript:alert(1)", "/console/execution?arn=javascript%3Aalert%281%29"),
  ])
  func linksStayInTheConsole(arn: String, link: String) {
    #expect(Links(path: "/").page(.execution, arn).text == link)
    #expect(Links(path: "/ops/states").page(.execution, arn).text == "/ops/states" + link)
  }

  @Test func parametersComeBeforeTheElement() {
    let link = Links(path: "").page(.machines).at("main").with("name", "x").with("region", nil)
    #expect(link.text == "/?name=x#main")
  }

  @Test func aLargePayloadIsFoldedWithItsSize() {
    let text = "\"" + String(repeating: "é", count: 100_000) + "\""
    let shown = Self.string(
      HTML { Payload(text, whole: Links(path: "").page(.machines)).write("Input", id: "a", to: &$0) })
    #expect(shown.hasPrefix("<details class=\"payload\" id=\"payload-a\"><summary>"))
    #expect(shown.contains("The first 4 KB of 195 KB.") && shown.contains("<a href=\"/\">All of it</a>"))
    #expect(shown.utf8.count < 5_000)
  }

  @Test func numbersStayAsTheyWereWritten() {
    #expect(Payload(#"{"a":1.50,"b":12345678901234567890,"c":1e2}"#).indented.contains("1.50"))
    #expect(Payload("[1e2]").indented == "[\n  1e2\n]")
    #expect(Payload("not JSON").indented == "not JSON")
  }
}

/// Times and sizes as people read them.
@Suite struct MeasureTests {
  @Test(arguments: [
    (-5, "0 ms"), (0, "0 ms"), (999, "999 ms"), (1_000, "1 s"), (1_050, "1.05 s"), (2_470, "2.47 s"), (2_500, "2.5 s"),
    (60_000, "1 min"), (200_000, "3 min 20 s"), (3_600_000, "1 h"), (90_000_000, "1 d 1 h"),
    (Int64.max, "106751991167 d 7 h"),
  ])
  func durations(milliseconds: Int64, text: String) { #expect(Measures.duration(milliseconds) == text) }

  @Test(arguments: [
    (1, "1 byte"), (812, "812 bytes"), (1_024, "1 KB"), (4_300, "4.1 KB"), (262_144, "256 KB"), (3 << 20, "3 MB"),
  ])
  func sizes(bytes: Int, text: String) { #expect(Measures.size(bytes) == text) }

  @Test(arguments: [(0, "0"), (999, "999"), (25_000, "25,000"), (-1_234_567, "-1,234,567")])
  func numbers(number: Int, text: String) { #expect(Measures.grouped(number) == text) }

  @Test(arguments: [
    (0, 0, "0%"), (1, 3, "33.33%"), (1, 2, "50%"), (1, 1_000, "0.1%"), (1, 2_000, "0.05%"), (7, 7, "100%"),
  ])
  func shares(part: Int, whole: Int, text: String) {
    // Zeros at the end of a fraction are no error of a picture.
    let percent = Percent.of(part, whole)
    #expect(Double(percent.dropLast()) == Double(text.dropLast()))
  }
}
