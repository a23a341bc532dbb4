import OrderedJSON
import Testing

@testable import JSONPath

/// What paths find. Where a comment says "oddity", the library behind the service does it so.
@Suite struct PathEvaluatorTests {
  private static let shop = """
    {"shelves":[{"id":1,"books":[{"title":"A","price":5},{"title":"B","price":12,"isbn":"x"}]},\
    {"id":2,"books":[],"empty":true}],"owner":{"name":"Ada","boss":null}}
    """

  @Test(arguments: [
    ("$.owner.name", #""Ada""#),
    ("$['owner']['name']", #""Ada""#),
    ("$.owner.boss", "null"),
    ("$.shelves[0].books[1].title", #""B""#),
    ("$.shelves[-1].id", "2"),
    ("$.shelves[*].id", "[1,2]"),
    ("$.shelves[0,1].id", "[1,2]"),
    ("$.shelves[0,7].id", "[1]"),
    ("$.shelves[0:1].id", "[1]"),
    ("$.shelves[1:].id", "[2]"),
    ("$.shelves[:-1].id", "[1]"),
    ("$.shelves[*].missing", "[]"),
    ("$.shelves[*].books[0].title", #"["A"]"#),
    ("$.owner.*", #"["Ada",null]"#),
    ("$.owner['name','boss']", #"{"name":"Ada","boss":null}"#),
    ("$.owner['name','none']", #"{"name":"Ada"}"#),
    ("$.owner['none','nil']", "{}"),
    ("$['shelves','owner'].name", #"["Ada"]"#),
    ("$..title", #"["A","B"]"#),
    ("$..books[0].title", #"["A"]"#),
    ("$..price", "[5,12]"),
    ("$.owner..*", #"["Ada",null]"#),
    ("$.owner.name.*", "[]"),
    ("$.owner.name[*]", "[]"),
    ("$.shelves[?(@.empty)].id", "[2]"),
    ("$.shelves[?(@.id > 1)][0]", "[]"),
    ("$..books[?(@.isbn)].title", #"["B"]"#),
    ("$..[?(@.price > 10)].title", #"["B"]"#),
    ("$.owner[?(@.name == 'Ada')].name", #"["Ada"]"#),
  ])
  func finds(path: String, value: String) {
    #expect(outcome(path, Self.shop) == value)
  }

  @Test(arguments: [
    ("$[1:3]", "[2,3]"), ("$[-2:]", "[3,4]"), ("$[:2]", "[1,2]"), ("$[2:2]", "[]"), ("$[3:1]", "[]"), ("$[9:]", "[]"),
    ("$[0:4:2]", "[1,2,3,4]"),  // oddity: the step is ignored
    ("$[-3:-1]", "[2,3]"),
    ("$[-1:2]", "[4,1,2]"),  // oddity: counted up from -1
    ("$[-9:1]", "[1,2,3,4,1]"),
    ("$[0:-1]", "[]"),  // oddity: only a lone end is counted from the end
  ])
  func slices(path: String, value: String) {
    #expect(outcome(path, "[1,2,3,4]") == value)
  }

  @Test(arguments: [
    ("$..[0].a", #"[{"a":1},{"a":2}]"#, "[1]"),
    ("$..[1].a", #"[{"a":1},{"a":2}]"#, "[2]"),
    ("$..[*].a", #"[{"a":1},{"a":2}]"#, "[]"),
    ("$..['a','b']", #"[{"a":1,"b":2},{"a":3}]"#, #"[{"a":1,"b":2}]"#),
    ("$..['a','b'].c", #"[{"a":{"c":1}},{"b":{"c":2}}]"#, "[1,2]"),
    ("$..[0]", "[[1,2],[3]]", "[[1,2],1,3]"),
  ])
  func descendsOddly(path: String, document: String, value: String) {
    #expect(outcome(path, document) == value)
  }

  @Test(arguments: [
    ("$.a", "{}", "No results for path: $['a']"),
    ("$.a.b", "{}", "Missing property in path $['a']"),
    ("$.a.b.c", #"{"a":{}}"#, "Missing property in path $['a']['b']"),
    ("$.a[*]", "{}", "Missing property in path $['a']"),
    ("$.a..b", "{}", "Missing property in path $['a']"),
    ("$.a[?(@.b)]", "{}", "Missing property in path $['a']"),
    ("$.a[3]", #"{"a":[1]}"#, "No results for path: $['a'][3]"),
    ("$.a[3].b", #"{"a":[1]}"#, "No results for path: $['a'][3]['b']"),
    ("$[-2]", "[1]", "No results for path: $[-2]"),
    ("$.a[0]", #"{"a":{}}"#, "Filter: [0] can only be applied to arrays. Current context is: {}"),
    ("$.a[1:2]", #"{"a":1}"#, "Filter: [1:2] can only be applied to arrays. Current context is: 1"),
    ("$.a[0]", #"{"a":null}"#, "The path $['a'] is null"),
    ("$.a[?(@.b)]", #"{"a":5}"#, "Filter: [?] can not be applied to primitives. Current context is: 5"),
    (
      "$.a.b", #"{"a":1}"#,
      "Expected to find an object with property ['b'] in path $['a'] but found 'java.lang.Integer'. This is not a json "
        + "object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JsonSmartJsonProvider'."
    ),
    ("$none.a", "{}", "The variable '$none' has not been assigned"),
  ])
  func saysWhatIsMissing(path: String, document: String, message: String) {
    #expect(outcome(path, document) == "!" + message)
  }

  @Test func readsEveryRoot() throws {
    let scope = Scope(input: ["a": 1], context: ["a": 2], variables: ["v": ["a": 3]])
    #expect(try PathExpression("$.a").evaluate(in: scope) == 1)
    #expect(try PathExpression("$$.a").evaluate(in: scope) == 2)
    #expect(try PathExpression("$v.a").evaluate(in: scope) == 3)
    #expect(try PathExpression("$v").evaluate(in: scope) == ["a": 3])
  }

  @Test(arguments: [
    ("$.a", true), ("$.b", false), ("$.a.b", false), ("$.b[*]", false), ("$..b", true), ("$none", false),
  ])
  func knowsWhatExists(path: String, exists: Bool) throws {
    #expect(try PathExpression(path).exists(in: Scope(input: ["a": nil])) == exists)
  }

  @Test(arguments: [
    ("$['a.b']", "1"), ("$['a b']", "2"), ("$['a\\'b']", "3"), ("$['\\u0061\\u0020b']", "2"), ("$[\"a\\\"b\"]", "4"),
    ("$['c\\\\d']", "5"), (#"$['e\"f']"#, "6"),
  ])
  func unescapesNames(path: String, value: String) {
    #expect(outcome(path, #"{"a.b":1,"a b":2,"a'b":3,"a\"b":4,"c\\d":5,"e\\\"f":6}"#) == value)
  }

  @Test func givesUpOnTooMuchWork() throws {
    var document: JSON = 1
    for _ in 0..<12 { document = [document, document] }
    let path = try PathExpression("$..[?($..* == 1)]")
    #expect(throws: PathError.self) { try path.evaluate(in: Scope(input: document)) }
  }

  @Test func givesUpOnTooDeepDocuments() throws {
    var document: JSON = 1
    for _ in 0..<3_000 { document = [document] }
    let path = try PathExpression("$..*")
    do {
      _ = try path.evaluate(in: Scope(input: document))
      Issue.record("nothing thrown")
    } catch {
      #expect(error.kind == .limitExceeded)
    }
  }
}
