import OrderedJSON
import Testing

@testable import JSONPath

/// What paths find. Where a comment says "surprise", the library that the service uses does it so.
@Suite struct PathEvaluatorTests {
  private static let shop = """
    {"shelves":[{"id":1,"books":[{"title":"A","price":5},{"title":"B","price":12,"isbn":"x"}]},\
    {"id":2,"books":[],"empty":true}],"owner":{"name":"Ada","boss":null}}
    """

  @Test(arguments: [
    ("$.owner.name", #""Ada""#),
    ("$['owner']['name']", #""Ada""#),
    ("$.['owner'].['name']", #""Ada""#),
    ("$.owner.boss", "null"),
    ("$.shelves[0].books[1].title", #""B""#),
    ("$.shelves[(@.length-1)].id", "2"),
    ("$.shelves[*].id", "[1,2]"),
    ("$.shelves[0,1].id", "[1,2]"),
    ("$.shelves[0:1].id", "[1]"),
    ("$.shelves[1:].id", "[2]"),
    ("$.shelves[:-1].id", "[1]"),
    ("$.shelves[*].missing", "[]"),
    ("$.shelves[*].books[0].title", #"["A"]"#),
    ("$.owner.*", #"["Ada",null]"#),
    ("$.owner['name','boss']", #"{"name":"Ada","boss":null}"#),
    ("$.owner['name','none']", #"{"name":"Ada"}"#),
    ("$.owner['none','nil']", "{}"),
    ("$.shelves[*]['id','empty']", #"[{"id":1},{"id":2,"empty":true}]"#),
    ("$..title", #"["A","B"]"#),
    ("$..price", "[5,12]"),
    ("$.owner..*", #"["Ada",null]"#),
    ("$.owner.name.*", "[]"),
    ("$.owner.name[*]", "[]"),
    ("$.shelves[?(@.empty)].id", "[2]"),
    ("$.shelves[?(@.id == 1)].books[0].title", #"["A"]"#),
    ("$..books[?(@.isbn)].title", #"["B"]"#),
    ("$..[?(@.price > 10)].title", #"["B"]"#),
    ("$.owner[?(@.name == 'Ada')].name", #"["Ada"]"#),
    ("$.shelves[0.9].id", "1"),  // surprise: the reading ends at the dot
    ("$..shelves[0]title", "!No results for path: $['shelves'][0]['title']"),
  ])
  func finds(path: String, value: String) {
    #expect(outcome(path, Self.shop) == value)
  }

  @Test(arguments: [
    ("$.l[2]", "null"), ("$.l[-1]", "null"), ("$.l[0,5]", "[1,null]"), ("$.l[0,-1]", "[1,null]"),
    ("$.l[(@.length-3)]", "null"), ("$.e[(@.length-1)]", "null"), ("$.rows[*][0]", "[1,null,2]"),
    ("$.l[2].a", "!Property ['a'] not found in path $['l'][2]"), ("$.l[-1][0]", "!The path $['l'][-1] is null"),
    ("$.l[(@.length-3)].a", "!Property ['a'] not found in path $['l'][-1]"), ("$.l[5][*]", "[]"),
    ("$.l[0,5].a", "!Property ['a'] not found in path $['l'][0]"),
  ])
  func anIndexOutsideAnArrayGivesNull(path: String, value: String) {
    #expect(outcome(path, #"{"l":[1,2],"e":[],"rows":[[1],[],[2]]}"#) == value)
  }

  @Test(arguments: [
    ("$[1:3]", "[2,3]"), ("$[-2:]", "[3,4]"), ("$[:2]", "[1,2]"), ("$[2:2]", "[]"), ("$[3:1]", "[]"), ("$[9:]", "[]"),
    ("$[0:4:2]", "[1,2,3,4]"),  // surprise: the step is ignored
    ("$[-3:-1]", "[null,null]"),  // surprise: if both bounds are given, a negative one is outside the array
    ("$[-1:2]", "[null,1,2]"),
    ("$[0:-1]", "[]"),
    ("$[1::2]", "[2,3,4]"), ("$[:2:1]", "[1,2]"), ("$[1,]", "2"), ("$[1,2:3]", "[2,3,4]"),
  ])
  func slices(path: String, value: String) {
    #expect(outcome(path, "[1,2,3,4]") == value)
  }

  @Test(arguments: [
    ("$.items[*].v", "{}", "[]"), ("$.item.items[1:5].v", "{}", "[]"), ("$.a.b..c", "{}", "[]"),
    ("$.a[?(@.b)]", "{}", "[]"), ("$.l[*].a.b", #"{"l":[{},{"a":{"b":1}}]}"#, "[1]"),
    ("$.l[*].a.b", #"{"l":[{"a":{}},5,{"a":{"b":1}}]}"#, "[1]"),
    ("$.l[0:2].a.b", #"{"l":[{},{"a":{"b":1}}]}"#, "[1]"),
    ("$.l[0:2].a", #"{"l":[{},{"a":1}]}"#, "!No results for path: $['l'][0]['a']"),
    ("$.l[0:2].a.b", #"{"l":[{"a":{}}]}"#, "!No results for path: $['l'][0]['a']['b']"),
    ("$.l[0,1].x", #"{"l":[{"x":1},{}]}"#, "!No results for path: $['l'][1]['x']"),
    ("$.l[?(@.k == 1)].x", #"{"l":[{"k":1}]}"#, "!No results for path: $['l'][0]['x']"),
    ("$..a.x", #"{"a":{"x":1,"b":[{"a":{}}]}}"#, "!No results for path: $['a']['b'][0]['a']['x']"),
    ("$.*.x", #"{"p":{"x":1},"q":{}}"#, "!No results for path: $['q']['x']"),
    ("$.a.b[*].c", #"{"a":5}"#, "!Property ['b'] not found in path $['a']"),
    ("$[*][0]", "[[1],5]", "!Filter: [0] can only be applied to arrays. Current context is: 5"),
  ])
  func missingMembersOfIndefinitePaths(path: String, document: String, value: String) {
    #expect(outcome(path, document) == value)
  }

  @Test(arguments: [
    ("$.d..a", #"{"d":{"a":[1,2]}}"#, "[[1,2]]"), ("$.d..a[*]", #"{"d":{"a":[1,2]}}"#, "[1,2]"),
    ("$..a", #"{"a":{"a":1},"b":[{"a":2}]}"#, #"[{"a":1},1,2]"#),
    ("$..[0]", "[[1,2],[3]]", "[[1,2],1,3]"), ("$..[5]", "[[1]]", "[null,null]"),
    ("$..[0].a", #"[{"a":1},{"a":2}]"#, "[1,2]"),  // surprise: before other steps the number means nothing
    ("$..[1:].a", #"[{"a":1},{"a":2}]"#, "[1,2]"),
    ("$..['a','b']", #"[{"a":1,"b":2},{"a":3}]"#, #"[{"a":1,"b":2}]"#),
    ("$..['a','b'].c", #"[{"a":3}]"#, "[]"), ("$...a", #"{"a":1}"#, "[1]"), ("$....a", #"{"a":1}"#, "[]"),
    ("$..[*]", "[[[1]],[2]]", "[[[1]],[2],[1],1,2]"), ("$..*", #"{"o":[{"a":"b"}]}"#, #"[[{"a":"b"}],{"a":"b"},"b"]"#),
  ])
  func descends(path: String, document: String, value: String) {
    #expect(outcome(path, document) == value)
  }

  @Test(arguments: [
    ("$.a", "{}", "No results for path: $['a']"),
    ("$.a.b", "{}", "Missing property in path $['a']"),
    ("$.a.b.c", #"{"a":{}}"#, "Missing property in path $['a']['b']"),
    ("$.a[0]", "{}", "Missing property in path $['a']"),
    ("$.a[0]", #"{"a":{"b":1}}"#, #"Filter: [0] can only be applied to arrays. Current context is: {"b":1}"#),
    ("$.a[1:2]", #"{"a":1}"#, "Filter: [1:2] can only be applied to arrays. Current context is: 1"),
    ("$.a[1, 2]['b']", #"{"a":1}"#, "Filter: [1,2]['b'] can only be applied to arrays. Current context is: 1"),
    ("$.a[(@.length-1)]", #"{"a":"x"}"#, "Filter: [@.size()-1] can only be applied to arrays. Current context is: x"),
    ("$[0][0]", #"["x"]"#, #"Filter: [0] can only be applied to arrays. Current context is: "x""#),
    ("$[0][0]", "[null]", "Filter: [0] can only be applied to arrays. Current context is: null"),
    ("$.a[0]", #"{"a":null}"#, "The path $['a'] is null"),
    ("$.a[?(@.b)].c", #"{"a":5}"#, "Filter: [?]['c'] can not be applied to primitives. Current context is: 5"),
    ("$.a.b", #"{"a":1}"#, "Property ['b'] not found in path $['a']"),
    ("$.a.b", #"{"a":null}"#, "Property ['b'] not found in path $['a']"),
    ("$.a", "[]", "Property ['a'] not found in path $"),
    ("$.a.length()", #"{"a":[1]}"#, "Property ['length()'] not found in path $['a']"),
    ("$['a','b']", "[]", "Property ['a', 'b'] not found in path $"),
    ("$['a', 'b'].c", "{}", "Multi properties can only be used as path leafs: $['a', 'b']"),
    ("$['a]b']", "{}", "Multi properties can only be used as path leafs: $[]"),
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
    ("$.a", true), ("$.b", false), ("$.a.b", false), ("$.b[*]", true), ("$..b", true), ("$none", false),
    ("$.l[0]", true), ("$.l[1]", false), ("$.l[-1]", false), ("$.l[(@.length-1)]", true), ("$.l[(@.length-2)]", false),
  ])
  func knowsWhatExists(path: String, exists: Bool) throws {
    let scope = Scope(input: ["a": nil, "l": [1]])
    let path = try PathExpression(path)
    #expect(path.exists(in: scope) == exists)
    #expect(((try? path.evaluateExisting(in: scope)) != nil) == exists)
  }

  @Test(arguments: [
    ("$['a.b']", "1"), ("$['a b']", "2"), ("$['a\"b']", "4"), ("$['c\\d']", "5"), (#"$['e\"f']"#, "6"), ("$.g(x)", "7"),
    ("$.0", "8"), ("$['0']", "8"), ("$['']", "9"), ("$.a*", "10"), ("$.@t", "11"), ("$[x 'a.b' y]", "1"),
  ])
  func namesHaveNoEscapes(path: String, value: String) {
    let document =
      #"{"a.b":1,"a b":2,"a\"b":4,"c\\d":5,"e\\\"f":6,"g(x)":7,"0":8,"":9,"a*":10,"@t":11}"#
    #expect(outcome(path, document) == value)
  }

  /// What takes more steps than it may is given up; what takes fewer is not.
  @Test(arguments: [
    ("$..*", 40), ("$.l[*]", 10), ("$.l[?(@ == 1)]", 20), ("$.l[0:]", 10), ("$.l[0,0,0,0,0,0,0,0,0,0]", 10),
    ("$.l[-100:1]", 100), ("$.l[?(@ =~ /a*/)]", 50),
    ("$.l[?(1==2||1==2||1==2||1==2||1==2)]", 50), ("$.l[?($.o.p.p.p.p.p == 1)]", 60),
    ("$.l[?($.t == $.t)]", 300),
  ])
  func givesUpWhatTakesTooManySteps(path: String, atLeast steps: Int) throws {
    let path = try PathExpression(path)
    let input: JSON = [
      "l": .array(Array(repeating: 1, count: 10)), "o": ["p": ["p": ["p": ["p": ["p": 1]]]]],
      "t": .string(String(repeating: "x", count: 1_000)),
    ]
    do {
      _ = try path.evaluate(in: Scope(input: input, maximumPathSteps: steps))
      Issue.record("nothing thrown")
    } catch {
      #expect(error.kind == .limitExceeded)
    }
    #expect(throws: Never.self) { try path.evaluate(in: Scope(input: input, maximumPathSteps: steps * 100)) }
  }

  private static let zeros = String(repeating: "0,", count: 499) + "0"
  private static let negatives = String(repeating: "-1,", count: 499) + "-1"

  /// What is found counts by its bytes, a step for every four of them, whether there is data for it or not.
  @Test(
    arguments: [
      ("$.l[-2147483648:-1]", nil), ("$.l[-900:0]", 900), ("$..[-300:-1]", 1_495), ("$.l[\(zeros)]", 500),
      ("$.l[\(negatives)]", 500), ("$.many[*]", 1_000), ("$.many[0:]", 1_000), ("$.many[?(@ == null)]", 1_000),
      ("$..many[*]", 1_000), ("$.objects[*].a", 100), ("$.objects[*]['a','b']", 100),
    ] as [(String, Int?)])
  func whatIsFoundIsBoundedInBytes(path: String, count: Int?) throws {
    let path = try PathExpression(path)
    let input: JSON = [
      "l": [1], "many": .array(Array(repeating: .null, count: 1_000)), "m": ["n": [[1]]],
      "objects": .array(Array(repeating: ["a": 1], count: 100)),
    ]
    let bytes = (count ?? 100_000) * MemoryLayout<JSON>.stride
    #expect(throws: PathError.tooManySteps) {
      try path.evaluate(in: Scope(input: input, maximumPathSteps: bytes / 4))
    }
    guard let count else { return }
    let found = try path.evaluate(in: Scope(input: input, maximumPathSteps: bytes * 8))
    #expect(found.arrayValue?.count == count)
  }

  @Test(arguments: [Int.min, -1, 0, 1])
  func everyBoundOfStepsIsBearable(steps: Int) throws {
    let path = try PathExpression("$..[?(@.a == 1)]")
    #expect(throws: PathError.self) { try path.evaluate(in: Scope(input: [1, [2]], maximumPathSteps: steps)) }
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
