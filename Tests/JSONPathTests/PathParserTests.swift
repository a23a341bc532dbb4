import OrderedJSON
import Testing

@testable import JSONPath

@Suite struct PathParserTests {
  @Test(arguments: [
    "$", "$$", "$x", "$.a", "$['a']", "$[\"a\"]", "$[ 'a' ]", "$['a','b']", "$['a' , 'b']", "$[0]", "$[-1]",
    "$[ 0 , 1 ]",
    "$[01]", "$[1:]", "$[:1]", "$[1:2]", "$[1:2:3]", "$[1:2:99999999999]", "$[*]", "$.*", "$..a", "$..*", "$..[0]",
    "$..['a']", "$.a-b",
    "$.a_b",
    "$.größe", "$.@a", "$.$a", "$.0", "$['']", "$[?(@.a)]", "$[? (@.a == 1)]", "$[?(!@.a)]",
    "$[?(@.a && (@.b || !(@.c)))]",
    "$.a.length()", "$.sum($.a, 1)", "$.a[?(@.b =~ /x/i)]", "$[*]a", "$.[0]", "$x[0].y", "$$['a']", "$.a ",
  ])
  func accepts(path: String) {
    #expect(throws: Never.self) { try PathExpression(path) }
  }

  @Test(arguments: [
    ("", "a path must start with '$'"),
    ("a.b", "a path must start with '$'"),
    ("$.", "a path must not end with '.'"),
    ("$..", "a path must not end with '.'"),
    ("$.a.", "a path must not end with '.'"),
    ("$...a", "too many dots"),
    ("$[]", "expected a name in quotes, an index, a slice, '*' or '?(…)'"),
    ("$[a]", "expected a name in quotes, an index, a slice, '*' or '?(…)'"),
    ("$['a'", "expected ',' or ']' behind a name"),
    ("$['a", "a name in quotes is not closed"),
    ("$['a' 'b']", "expected ',' or ']' behind a name"),
    ("$['a',]", "expected a name in like quotes"),
    ("$['a',\"b\"]", "expected a name in like quotes"),
    ("$.a b", "a name with blanks must stand in brackets and quotes: ['my name']"),
    ("$[1 2]", "not an index of 32 bits: '1 2'"),
    ("$[1,]", "not an index of 32 bits: ''"),
    ("$[2147483648]", "not an index of 32 bits: '2147483648'"),
    ("$[+1]", "expected a name in quotes, an index, a slice, '*' or '?(…)'"),
    ("$[1.5]", "only digits, '-', ',' and ':' can stand here"),
    ("$[:]", "a slice needs a beginning or an end"),
    ("$[::2]", "a slice needs a beginning or an end"),
    ("$[1 : 2]", "not an index of 32 bits: '1 '"),
    ("$[1", "'[' is not closed"),
    ("$[*", "expected ']' behind '*'"),
    ("$ .a", "expected '.' or '[' behind the root"),
    ("$*", "expected '.' or '[' behind the root"),
    ("$['\\u12']", "'\\u' needs four hexadecimal digits"),
    ("$.a.upper()", "no function is named 'upper'"),
    ("$.a.sum(1", "the arguments of 'sum' are not closed by ')'"),
    ("$.a.sum().b", "a function can only be the last step"),
    ("$.(a)", "expected a name"),
    ("$[?]", "expected '(' behind '?'"),
    ("$[?()]", "expected a path, a string, a number, 'true', 'false', 'null', an array, an object or /…/"),
    ("$[?(@.a)", "expected ']' behind the filter"),
    ("$[?(@.a]", "expected ')' at the end of the filter"),
    ("$[?(true)]", "expected a path or a comparison"),
    ("$[?(@.a = 1)]", "expected ')' at the end of the filter"),
    ("$[?(@.a and @.b)]", "expected ')' at the end of the filter"),
    ("$[?(@.a == 'b)]", "a string is not closed"),
    ("$[?(@.a =~ /(/)]", "in the regular expression: a group is not closed by ')'"),
    ("$[?(@.a =~ /(?<=x)y/)]", "in the regular expression: look-behind is not supported"),
    ("$[?(@.a =~ /x/q)]", "a regular expression has no flag 'q'"),
  ])
  func refuses(path: String, message: String) {
    #expect(throws: PathSyntaxError.self) { try PathExpression(path) }
    do {
      _ = try PathExpression(path)
    } catch {
      #expect(error.message == message)
      #expect((0...path.utf8.count).contains(error.offset))
    }
  }

  @Test(arguments: [
    ("$", true, true, true), ("$.a.b[0]", true, true, false), ("$['a']", true, true, false),
    ("$.a[-1]", true, false, false),
    ("$['a','b']", true, false, false), ("$['a','b'].c", false, false, false), ("$.a[*]", false, false, false),
    ("$.a[0,1]", false, false, false), ("$.a[0:1]", false, false, false), ("$..a", false, false, false),
    ("$.a[?(@.b)]", false, false, false), ("$.a.length()", true, false, false), ("$..a.length()", true, false, false),
    ("$$", true, true, true), ("$x", true, true, true), ("$x.y", true, true, false),
  ])
  func knowsItsKind(path: String, isDefinite: Bool, isReference: Bool, isWholeRoot: Bool) throws {
    let path = try PathExpression(path)
    #expect(path.isDefinite == isDefinite)
    #expect(path.isReferencePath == isReference)
    #expect(path.isWholeRoot == isWholeRoot)
  }

  @Test(
    arguments: [
      ("$.a", .input), ("$$.a", .context), ("$$", .context), ("$a.b", .variable("a")),
      ("$größe1_", .variable("größe1_")),
      ("$['a']", .input),
    ] as [(String, PathRoot)])
  func knowsItsRoot(path: String, root: PathRoot) throws {
    #expect(try PathExpression(path).root == root)
  }

  @Test func boundsStepsAndNesting() {
    let steps = "$" + String(repeating: ".a", count: PathProgram.maximumSteps)
    #expect(throws: Never.self) { try PathExpression(steps) }
    #expect(throws: PathSyntaxError.self) { try PathExpression(steps + ".a") }
    let nested = "$[?(" + String(repeating: "(", count: 100_000) + "@.a" + String(repeating: ")", count: 100_000) + ")]"
    #expect(throws: PathSyntaxError.self) { try PathExpression(nested) }
    let filters = "$" + String(repeating: "[?(@", count: 10_000) + String(repeating: ")]", count: 10_000)
    #expect(throws: PathSyntaxError.self) { try PathExpression(filters) }
  }

  @Test func bareWordsAreForDefinitionsOnly() throws {
    #expect(throws: PathSyntaxError.self) { try PathExpression("$[?(@.kind == Order)]") }
    let path = try PathExpression("$[?(@.kind == Order)].id", acceptsBareWords: true)
    #expect(try path.evaluate(in: Scope(input: [["kind": "Order", "id": 1], ["kind": "Bill", "id": 2]])) == [1])
  }
}
