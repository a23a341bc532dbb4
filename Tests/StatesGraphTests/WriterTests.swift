import Foundation
import OrderedJSON
import StatesGraph
import StatesLanguage
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What pictures promise as documents, whatever a definition contains.
@Suite struct WriterTests {
  /// Reads a picture as XML; collects identifiers and the names of elements.
  private final class Reader: NSObject, XMLParserDelegate {
    var ids: [String] = []
    var elements: [String] = []
    var texts = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.append(name)
      if let id = attributes["id"] { ids.append(id) }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { texts += text }
  }

  private func read(_ svg: String) -> Reader? {
    let reader = Reader()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    return parser.parse() ? reader : nil
  }

  @Test(arguments: Fixtures.names)
  func svgIsWellFormedWithUniqueIdentifiers(name: String) throws {
    let graph = StateGraph(try Fixtures.machine(name))
    var settings = GraphLayout.SVGSettings()
    settings.idPrefix = "first-"
    let reader = try #require(read(graph.svg(settings: settings)))
    #expect(Set(reader.ids).count == reader.ids.count)
    #expect(reader.ids.allSatisfy { $0.hasPrefix("first-") })
    for node in graph.nodes { #expect(reader.ids.contains("first-" + node.id)) }
    #expect(!reader.elements.contains("script"))
  }

  @Test func everythingFromOutsideIsEscaped() throws {
    let machine = try Fixtures.machine("escapes")
    let svg = StateGraph(machine).svg()
    #expect(!svg.contains("<script>") && !svg.contains("<b>"))
    #expect(try #require(read(svg)).texts.contains("]]></title><script>alert(1)</script>"))
    for text in [svg, StateGraph(machine).mermaid(), StateGraph(machine).dot()] {
      let controls = text.unicodeScalars.filter { $0.value < 0x20 && $0 != "\n" || (0x7f...0x9f).contains($0.value) }
      #expect(controls.isEmpty)
      #expect(!text.unicodeScalars.contains { (0x202a...0x202e).contains($0.value) })
    }
  }

  @Test func prefixesAreMadeOfLettersDigitsAndDashes() throws {
    var settings = GraphLayout.SVGSettings()
    settings.idPrefix = "a\"<b> -1_é"
    let svg = StateGraph(try Fixtures.machine("loops")).svg(settings: settings)
    #expect(svg.contains("id=\"ab-1_s0\""))
  }

  @Test(arguments: Fixtures.names)
  func statesCanBeLinks(name: String) throws {
    let graph = StateGraph(try Fixtures.machine(name))
    var settings = GraphLayout.SVGSettings()
    settings.stateLink = "/state?of=\"<&state="
    let svg = graph.svg(settings: settings)
    let reader = try #require(read(svg))
    let states = graph.nodes.compactMap(\.state)
    #expect(reader.elements.filter { $0 == "a" }.count == states.count)
    for state in states { #expect(svg.contains("<a href=\"/state?of=&quot;&lt;&amp;state=\(state)\">")) }
    #expect(!(try #require(read(graph.svg()))).elements.contains("a"))
  }

  @Test(arguments: Fixtures.names)
  func picturesCanGoWithoutDetails(name: String) throws {
    let graph = StateGraph(try Fixtures.machine(name))
    var settings = GraphLayout.SVGSettings()
    settings.includesDetails = false
    let reader = try #require(read(graph.svg(settings: settings)))
    let whole = try #require(read(graph.svg()))
    #expect(reader.ids == ["title"] && whole.ids.contains("e0") && whole.ids.contains("s0"))
    #expect(!graph.svg(settings: settings).contains("data-state=") && graph.svg().contains("data-state="))
    // Nothing else is missing.
    for element in ["g", "path", "text", "rect"] {
      #expect(reader.elements.count { $0 == element } == whole.elements.count { $0 == element })
    }
    #expect(whole.elements.count { $0 == "title" } - reader.elements.count { $0 == "title" } == graph.edges.count)
  }

  @Test func aPageCanHaveTheStyleSheetOnce() throws {
    var settings = GraphLayout.SVGSettings()
    settings.includesStyle = false
    let layout = GraphLayout(of: StateGraph(try Fixtures.machine("loops")))
    #expect(!layout.svg(settings: settings).contains("<style>"))
    #expect(layout.svg().contains(settings.styleSheet))
    // Nothing else on the page is meant.
    let selectors = settings.styleSheet.split(separator: "\n").filter { $0.contains("{") && !$0.hasPrefix("@media") }
    for line in selectors { #expect(line.hasPrefix(".states-graph"), "\(line)") }
  }

  @Test(arguments: GraphLayout.SVGSettings.Theme.allCases)
  func themes(theme: GraphLayout.SVGSettings.Theme) throws {
    var settings = GraphLayout.SVGSettings()
    settings.theme = theme
    let svg = StateGraph(try Fixtures.machine("loops")).svg(settings: settings)
    #expect(svg.contains("prefers-color-scheme: dark") == (theme == .automatic))
    #expect(svg.contains("fill: #ffffff") == (theme != .dark))
  }

  @Test func aLongConditionIsWholeInTheTitle() throws {
    let path = "$.a." + String(repeating: "b", count: 90)
    let states =
      #""A": {"Type": "Choice", "Choices": [{"Variable": "\#(path)", "IsNull": true, "Next": "B"}]}, "B": {"Type": "Succeed"}"#
    let svg = StateGraph(try StateMachine(states: states)).svg()
    #expect(svg.contains("<title>A → B\n\(path) is null</title>"))
    #expect(svg.contains("…</text>"))
  }

  /// Edges in Mermaid join states of one composite, which comes before them.
  @Test(arguments: Fixtures.names)
  func mermaidEdgesJoinSiblings(name: String) throws {
    var open: [Set<String>] = [[]]
    for line in StateGraph(try Fixtures.machine(name)).mermaid().split(separator: "\n").dropFirst() {
      let words = line.split(separator: " ")
      if line.hasSuffix("{") {
        open[open.count - 1].insert(String(words[words.count - 2]))
        open.append([])
      } else if words == ["}"] {
        open.removeLast()
      } else if words == ["--"] {
        open[open.count - 1] = []
      } else if words.count > 2, words[1] == "-->" {
        for end in [words[0], words[2]] where end != "[*]" { #expect(open[open.count - 1].contains(String(end))) }
      } else {
        #expect(words.first == "state")
        open[open.count - 1].insert(String(words[words.count - 1]))
      }
    }
    #expect(open.count == 1)
  }

  @Test func aNameDoesNotTurnAMermaidDiagram() throws {
    let graph = StateGraph(
      try StateMachine(parsing: #"{"StartAt": "x Direction LR", "States": {"x Direction LR": {"Type": "Succeed"}}}"#))
    #expect(graph.mermaid().contains(#"state "x Direction#32;LR" as s0"#))
  }

  /// No character of a label has a meaning in Mermaid.
  @Test func mermaidLabelsAreEscaped() throws {
    let text = StateGraph(try Fixtures.machine("escapes")).mermaid()
    for line in text.split(separator: "\n").dropFirst() {
      let label: Substring
      if let range = line.range(of: " : ") {
        label = line[range.upperBound...]
      } else if let first = line.firstIndex(of: "\""), let last = line.lastIndex(of: "\"") {
        label = line[line.index(after: first)..<last]
      } else {
        continue
      }
      let codes = label.replacing(/#[0-9]+;/, with: "")
      #expect(!codes.contains { "\"#:;<>&{}[]%\\`|~^*_".contains($0) }, "\(line)")
      #expect(!codes.contains("--"))
    }
  }
}
