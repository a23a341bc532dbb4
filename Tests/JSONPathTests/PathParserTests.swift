import OrderedJSON
import Testing

@testable import JSONPath

@Suite struct PathParserTests {
  @Test(arguments: [
    "$", "$$", "$x", "$.a", "$['a']", "$[ 'a' ]", "$['a','b']", "$['a' 'b']", "$['a', 1]", "$[x'a'y]", "$[0]", "$[-1]",
    "$[ 0 , 1 ]", "$[0, 1 2]", "$[1,]", "$[1.5]", "$[0..1]", "$[a1]", "$[\"1\"]", "$[1:]", "$[:1]", "$[1:2]",
    "$[1:2:3]", "$[1::2]", "$[1 : 2]", "$[*]", "$.*", "$..a", "$..*", "$..[0]", "$...a", "$....a", "$..['a']", "$.a-b",
    "$.a_b", "$.größe", "$.@a", "$.$a", "$.0", "$['']", "$[?(@.a)]", "$[? (@.a == 1)]", "$[?(!@.a)]",
    "$[?(@.a && (@.b || @.c))]", "$.a.length()", "$.sum(1)", "$.(a)", "$.a*", "$.a[?(@.b =~ /x/i)]", "$[*]a", "$[*]*",
    "$.[0]", "$.['a']", "$x[0].y", "$$['a']", "$.a ", " $.a", "$[(@.length-1)]", "$[( @.size() - 2 )]", "$['a]",
    "$[?(@.a == b)]", "$[?(@.a == \"b\")]", "$[?(@.a == )]", "$[?(@.a == 1), ?(@.b == 2)]", "$.a\n",
  ])
  func accepts(path: String) {
    #expect(throws: Never.self) { try PathExpression(path) }
  }

  private static let brackets = "expected a name in single quotes, an index, a slice, '*' or '?(…)' in the brackets"
  private static let blank =
    "a space is not allowed here: a name with spaces is written in brackets and quotes, ['my name']"
  private static let comparison = "expected a comparison, or a path that starts with '@' or '$'"
  private static let balance = "the parentheses and brackets of the filter do not balance"
  private static let definite = "a path in a filter must be definite: names and indexes only"

  @Test(arguments: [
    ("", "a path must start with '$'"),
    ("a.b", "a path must start with '$'"),
    ("$.", "a path must not end with '.'"),
    ("$..", "a path must not end with '..'"),
    ("$.a...", "a path must not end with '..'"),
    ("$.a.", "a path must not end with '.'"),
    ("$[]", brackets),
    ("$[a]", brackets),
    ("$[\"a\"]", brackets),
    ("$[ * ]", brackets),
    ("$[*", brackets),
    ("$[*,*]", brackets),
    ("$['a'", "'[' is not closed"),
    ("$['a", "'[' is not closed"),
    ("$[1", "'[' is not closed"),
    ("$.a b", blank),
    ("$.. a", blank),
    ("$. a", blank),
    ("$[1, ,2]", "'' is not an index of 32 bits"),
    ("$[2147483648]", "'2147483648' is not an index of 32 bits"),
    ("$[-]", "'-' is not an index of 32 bits"),
    ("$[1-2]", "'1-2' is not an index of 32 bits"),
    ("$[:]", "'' is not an index of 32 bits"),
    ("$[::2]", "'' is not an index of 32 bits"),
    ("$[1:-]", "'-' is not an index of 32 bits"),
    ("$ .a", "expected '.' or '[' after the root"),
    ("$*", "expected '.' or '[' after the root"),
    ("$]", "expected '.' or '[' after the root"),
    ("$[(@.count-1)]", "only '(@.length-n)' and '(@.size()-n)' can be calculated in brackets"),
    ("$[(@.length+1)]", "only '(@.length-n)' and '(@.size()-n)' can be calculated in brackets"),
    ("$[(@.length)]", "only '(@.length-n)' and '(@.size()-n)' can be calculated in brackets"),
    ("$[@.length-1]", "'(' is not closed"),
    ("$[(@.length-x)]", "'-x' is not an index of 32 bits"),
    ("$[?]", "the expression of a filter must be in parentheses: [?(…)]"),
    ("$[?@.a]", "the expression of a filter must be in parentheses: [?(…)]"),
    ("$[x?(@.a)]", "expected '?' right after '['"),
    ("$[?()]", comparison),
    ("$[?(@.a)", balance),
    ("$[?(@.a]", balance),
    ("$[?(@.a))]", balance),
    ("$[?(@.a == 'b)]", balance),
    ("$[?(@.a == 'a]b')]", balance),
    ("$[?(@.a =~ /\\(/)]", balance),
    ("$[?(true)]", comparison),
    ("$[?(a)]", comparison),
    ("$[?(! @.a)]", comparison),
    ("$[?(!$.a)]", comparison),
    ("$[?(&& @.a)]", comparison),
    ("$[?(@.a ||)]", comparison),
    ("$[?(@.a == 'x&&y')]", comparison),
    ("$[?(@.a = 1)]", blank),
    ("$[?(@.a and @.b)]", "filters have no operator 'and'"),
    ("$[?(@.a IN [1])]", "filters have no operator 'IN'"),
    ("$[?(@.a contains 'x')]", "filters have no operator 'contains'"),
    ("$[?(@..a)]", definite),
    ("$[?(@.* == 1)]", definite),
    ("$[?(1 == $[0,1])]", definite),
    ("$[?(@.a[0:1] == 1)]", definite),
    ("$[?(@.a[?(@.b)])]", "a path in a filter cannot have a filter itself"),
    ("$[?(@.a == $$.b)]", "expected '.' or '[' after the root"),
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
    ("$.a[-1]", true, false, false), ("$.a[(@.length-1)]", true, false, false),
    ("$['a','b']", true, false, false), ("$['a','b'].c", true, false, false), ("$.a[*]", false, false, false),
    ("$.a[0,1]", false, false, false), ("$.a[0:1]", false, false, false), ("$..a", false, false, false),
    ("$.a[?(@.b)]", false, false, false), ("$.a.length()", true, true, false), ("$..a.length()", false, false, false),
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
    #expect(throws: Never.self) { try PathExpression(nested) }
    let filters = "$" + String(repeating: "[?(@", count: 10_000) + String(repeating: ")]", count: 10_000)
    #expect(throws: PathSyntaxError.self) { try PathExpression(filters) }
  }

  @Test(
    arguments: [
      ("$.a[-1].b", [PathTrap(kind: .negativeIndex, range: 3..<7, replacement: "[(@.length-1)]")]),
      ("$[-3:-1]", [PathTrap(kind: .negativeBound, range: 1..<8)]), ("$[-3:]", []), ("$[:-1]", []),
      ("$.l.length()", [PathTrap(kind: .function("length()"), range: 3..<12)]), ("$['length()']", []),
      ("$['a','b'].c", [PathTrap(kind: .namesInside, range: 1..<10)]), ("$.c['a','b']", []),
      ("$[?(@.a == \"b\")]", [PathTrap(kind: .doubleQuotes, range: 11..<14, replacement: "'b'")]),
      ("$[?(@.a == b)]", []),
      ("$[?(!@.a && @.a == null)]", []), ("$[?(@.a || @.a == null)]", []), ("$[?(@.a)]", []),
      ("$[?(@.a && @.a == null)]", [PathTrap(kind: .existence, range: 4..<7)]),
      ("$[?(@.a == 1 && (@.b == 2 || @.c == 3))]", [PathTrap(kind: .grouping, range: 16..<38)]),
      ("$[?((@.a == 1 && @.b == 2) || @.c == 3)]", []), ("$[?((@.a == 1) && (@.b == 2))]", []),
      ("$[?(!(@.a == 1))]", [PathTrap(kind: .grouping, range: 4..<15)]),
      ("$[?(@.a =~ 'b.*')]", [PathTrap(kind: .quotedPattern, range: 11..<16, replacement: "/b.*/")]),
      ("$[?(@.a == 1 and @.b == 2)]", [PathTrap(kind: .wordOperator, range: 13..<16, replacement: "&&")]),
    ] as [(String, [PathTrap])])
  func knowsTraps(path: String, traps: [PathTrap]) {
    #expect((try? PathExpression(path).traps) == traps)
  }
}
