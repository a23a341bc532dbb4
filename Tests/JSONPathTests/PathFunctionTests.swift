import Testing

@testable import JSONPath

@Suite struct PathFunctionTests {
  private static let document =
    #"{"n":[3,-1,7.5],"none":[],"s":"text","o":{"a":1,"b":2},"t":["x","y",1],"m":[[1,2],[3]]}"#

  @Test(arguments: [
    ("$.n.length()", "3"), ("$.n.size()", "3"), ("$.o.length()", "2"), ("$.s.length()", "null"),
    ("$.none.length()", "0"),
    ("$.n.sum()", "9.5"), ("$.n.min()", "-1.0"), ("$.n.max()", "7.5"), ("$.n.avg()", "3.1666666666666665"),
    ("$.m[1].sum()", "3.0"), ("$.t.sum()", "1.0"), ("$.m[0].stddev()", "0.5"), ("$.sum($.n, 1)", "10.5"),
    ("$.max($.n, 100)", "100.0"), ("$.n.first()", "3"), ("$.n.last()", "7.5"), ("$.n.index(1)", "-1"),
    ("$.n.index(-1)", "7.5"),
    ("$.o.keys()", #"["a","b"]"#), ("$.n.keys()", "null"), ("$.t.concat()", #""xy""#), ("$.t.concat(\"-\")", #""xy-""#),
    ("$.concat($.s, \"-\", $.s)", #""text-text""#), ("$.none.append(5)", "[5]"), ("$.s.append(5)", #""text""#),
    ("$.n[*].length()", "[null,null,null]"), ("$..a.length()", "0"), ("$..n.length()", "3"), ("$.length($..m)", "2"),
    ("$.n[?(@ == $.n.max())]", "[7.5]"),
  ])
  func calculates(path: String, value: String) { #expect(outcome(path, Self.document) == value) }

  @Test(arguments: [
    ("$.none.sum()", "Aggregation function attempted to calculate value using empty array"),
    ("$.s.first()", "Aggregation function attempted to calculate value using empty array"),
    ("$..n.sum()", "Aggregation function attempted to calculate value using empty array"),
    ("$.n.index(9)", "Target index:9 larger than object count:3"),
    ("$.n.index()", "index() takes a number"),
    ("$.zz.sum()", "Missing property in path $['zz']"),
    ("$.m[5].sum()", "No results for path: $['m'][5].sum()"),
  ])
  func fails(path: String, message: String) { #expect(outcome(path, Self.document) == "!" + message) }
}
