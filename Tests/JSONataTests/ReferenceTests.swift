import JSONata
import OrderedJSON
import Testing

/// What an expression refers to outside of itself.
@Suite struct ReferenceTests {
  private func expression(_ text: String) throws -> JSONataExpression { try JSONataExpression(text, dialect: .service) }

  @Test(arguments: [
    ("$states.context.Execution", ["states.context"]), ("$states", ["states"]), ("$x + $y.z", ["x", "y.z"]),
    ("($x := 1; $x)", []),
    ("function($a){ $a & $b }", ["b"]), ("$map($xs, function($v){ $v })", ["xs"]), ("$sum(1)", []),
    ("$states.('a')", ["states"]),
    ("$states[0].input", ["states.input"]), ("a@$v.b", []),
    ("($x := $x + 1; $x)", ["x"]), ("($y := $x; $x := 2; $x + $y)", ["x"]), ("($x.a; $x := 1)", ["x.a"]),
    ("($x := 1; ($y := $x; $x := $x + $y; $x))", []), ("([$x := 1]; $x)", []),
    ("($f := function($n){ $n = 0 ? 0 : $f($n - 1) + $g }; $g := 1; $f(2))", []),
    ("function($x){ ($x := $x + 1; $y := $y + $x) }", ["y"]), ("($states := $states.input; $states)", ["states.input"]),
  ])
  func freeVariables(text: String, expected: [String]) throws {
    let names = try expression(text).freeVariables.map { $0.name + ($0.firstField.map { "." + $0 } ?? "") }
    #expect(names == expected)
  }

  @Test(arguments: [
    ("phone", ["phone@0"]), ("phone.number", ["phone@0"]), ("$states.input.phone", []), ("1 + b[c = 1]", ["b@4"]),
    ("{'a': c}", ["c@6"]),
    ("$map([1], function($v){ $v.x })", []), ("[1,2].x", []), ("x{y: z}", ["x@0"]), ("$f(name)", ["name@3"]),
    ("($a := b; $a.c)", ["b@7"]),
  ])
  func namesOfTheDocument(text: String, expected: [String]) throws {
    let names = try expression(text).topLevelReferences.compactMap { reference in
      if case .name(let name) = reference.kind { return "\(name)@\(reference.position)" }
      return nil
    }
    #expect(names == expected)
  }

  @Test func theDocumentItself() throws {
    #expect(try expression("$").topLevelReferences.map(\.kind) == [.context])
    #expect(try expression("a.$$").topLevelReferences.map(\.kind) == [.name("a"), .root])
    #expect(try expression("$x.$").topLevelReferences.isEmpty)
    #expect(try expression("*").topLevelReferences.map(\.kind) == [.wildcard])
    #expect(try expression("**.a").topLevelReferences.map(\.kind) == [.descendants])
  }

  /// In parentheses: calls.
  @Test(arguments: [
    ("$count + $x", ["count!", "x"]), ("$count($x)", ["(count!)", "x"]), ("$map($xs, $sum)", ["(map!)", "xs", "sum!"]),
    ("$f(1) + $f", ["(f)", "f"]), ("$x ~> $f(?)", ["x", "(f)"]), ("[1] ~> $count", ["count!"]),
    ("($f := $sum; $f(1))", ["sum!"]), ("($sum := 1; $sum)", []), ("$('a').b", []), ("$.$x(1)", ["(x)"]),
  ])
  func namesLookedUpOutside(text: String, expected: [String]) throws {
    let names = try expression(text).outerReferences.map { reference in
      let name = reference.name + (reference.isBuiltIn ? "!" : "")
      return reference.isCalled ? "(\(name))" : name
    }
    #expect(names.sorted() == expected.sorted())
  }

  @Test func functions() throws {
    let functions = try expression("($f := $sum; $f(1) + $count(2) + $nothing(3))").calledFunctions
    #expect(functions.map(\.name) == ["f", "count", "nothing"])
    #expect(functions.map(\.isLocal) == [true, false, false])
    #expect(functions.map(\.isBuiltIn) == [false, true, false])
    #expect(functions.map(\.position) == [13, 21, 33])
  }
}
