import JSONata
import OrderedJSON
import Testing

@Suite struct ConstructorTests {
  static let items = json(#"{"xs":[{"k":"a","v":1,"q":2},{"k":"b","v":2,"q":3},{"k":"a","v":3,"q":4}]}"#)

  @Test(arguments: [
    ("[1,[2,3]]", "[1,[2,3]]"), ("[xs.v]", "[1,2,3]"), ("[[xs.v]]", "[[1,2,3]]"), ("[missing]", "[]"),
    ("[null]", "[null]"),
    ("[1..3]", "[1,2,3]"), ("[3..1]", "[]"), ("[1..missing]", "[]"), ("[1..3, 9]", "[1,2,3,9]"), ("[1.5..3]", "T2003"),
    ("[1..'a']", "T2004"), ("[1..20000000]", "D2014"), ("$count([1..10000000])", "10000000"), ("1..3", "S0201"),
    ("{'a':1,'b':missing,'c':null}", #"{"a":1,"c":null}"#), ("{missing: 1}", "{}"), ("{1: 2}", "T1003"),
    ("{'a':1,'a':2}", "D1009"), ("{'b':1,'a':2}", #"{"b":1,"a":2}"#),
  ])
  func constructors(text: String, expected: String) { #expect(outcome(text, Self.items) == expected) }

  @Test(arguments: [
    ("xs{k: v}", #"{"a":[1,3],"b":2}"#), ("xs{k: v[]}", #"{"a":[1,3],"b":[2]}"#),
    ("xs{k: [v]}", #"{"a":[1,3],"b":[2]}"#),
    ("xs{k: $sum($.(v*q))}", #"{"a":14,"b":6}"#), ("xs{k: $sum(v*q)}", "T2001"), ("xs{k: v, k: q}", "D1009"),
    ("xs{k: $count($)}", #"{"a":2,"b":1}"#), ("missing{'x': $}", "{}"), ("missing{'x': 1}", #"{"x":1}"#),
    ("(xs{k: v}).a", "[1,3]"), ("xs{k: v}.a", "{}"), ("xs{k: v}{k: v}", "S0210"), ("xs{k: v}[0]", "S0209"),
    ("xs{v: k}", "T1003"),
  ])
  func groupings(text: String, expected: String) { #expect(outcome(text, Self.items) == expected) }

  @Test(arguments: [
    ("xs{k: {'n': $count($), 'v': v}}", #"{"a":{"n":2,"v":[1,3]},"b":{"n":1,"v":2}}"#),
    ("(xs{k: {'n': $count($)}}).*.n", "[2,1]"),
    ("($x := [1,2]; $x ~> function($y){ $y.{'n': $} })", #"[{"n":1},{"n":2}]"#),
    ("(xs{k: {'all': [$, $]}}).b.all.v", "[2,2]"), ("missing{'x': {'y': $, 'z': 1}}", #"{"x":{"z":1}}"#),
    ("[[1,2],[3]]{'a': {'x': $}}", #"{"a":{"x":[1,2,3]}}"#), ("[[1,2]]{'a': {'x': $}}", #"{"a":{"x":[1,2]}}"#),
    ("[1,$sum,2]{'a': {'n': $count($)}}", #"{"a":{"n":3}}"#), ("[1,{'b':2},[3]]{'a': $}", #"{"a":[1,{"b":2},3]}"#),
    ("[[],1,{'b':2},3,[4]]{'a': $}", #"{"a":[1,{"b":2},3,4]}"#),
    ("$count($merge([1..30].{$string($): $}).*)", "30"), ("$keys([1..12]{$string($ % 10): $})[-1]", "\"0\""),
  ])
  func anArrayIsTheContextOfEveryPair(text: String, expected: String) { #expect(outcome(text, Self.items) == expected) }

  @Test(arguments: [
    ("$ ~> |xs[k='b']|{'v': 9}| ", #"{"xs":[{"k":"a","v":1,"q":2},{"k":"b","v":9,"q":3},{"k":"a","v":3,"q":4}]}"#),
    ("($ ~> |xs|{'n': v * 2}, ['v','q']|).xs.n", "[2,4,6]"), ("($ ~> |xs|{}, 'k'|).xs[0]", #"{"v":1,"q":2}"#),
    ("($t := $ ~> |xs|{'v': 0}|; xs.v)", "[1,2,3]"), ("$ ~> |xs|5|", "T2011"), ("$ ~> |xs|{}, 5|", "T2012"),
    ("($clone := 5; $ ~> |xs|{}|)", "T2013"), ("missing ~> |xs|{}|", "undefined"), ("5 ~> |xs|{}|", "T0410"),
    ("({'a':{'b':1}} ~> |$|{'c': a}| ~> |c|{'b': 2}|).[a.b, c.b]", "[1,2]"),
    ("[{'a':1}] ~> |$|{'b':2}|", #"[{"a":1,"b":2}]"#),
    ("{'a':{'b':{'c':1}}} ~> |**[$exists(c)]|{'d':2}|", #"{"a":{"b":{"c":1,"d":2}}}"#),
  ])
  func transforms(text: String, expected: String) {
    #expect(outcome(text, Self.items) == expected)
  }

  @Test func whatATransformPutsInIsACopy() {
    let text =
      "($x := {'n': 1}; $r := {'a': {}, 'b': {}} ~> |*|{'x': $x}|; $s := $r ~> |a.x|{'n': 2}|; [$s.a.x.n, $s.b.x.n, $x.n])"
    #expect(outcome(text) == "[2,1,1]")
  }
}
