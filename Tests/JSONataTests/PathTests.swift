import JSONata
import OrderedJSON
import Testing

@Suite struct PathTests {
  static let shop = json(
    #"""
    {"orders":[
      {"id":"o1","customer":"ann","lines":[{"sku":"a","price":2,"qty":3},{"sku":"b","price":5,"qty":1}]},
      {"id":"o2","customer":"bob","lines":[{"sku":"a","price":2,"qty":1}]}],
     "one":[1],"empty":[],"name":"shop","nested":[[1,2],[3]],"nil":null,"odd key":7}
    """#)

  @Test(arguments: [
    ("name", "\"shop\""), ("missing", "undefined"), ("name.first", "undefined"), ("nil", "null"),
    ("orders.id", "[\"o1\",\"o2\"]"), ("orders.lines.sku", "[\"a\",\"b\",\"a\"]"),
    ("orders[0].lines.price", "[2,5]"), ("orders[1].lines.price", "2"), ("one", "[1]"), ("empty", "[]"),
    ("one[0]", "1"), ("nested", "[[1,2],[3]]"), ("nested[0]", "[1,2]"), ("nested.$", "[1,2,3]"),
    ("`odd key`", "7"), ("$.\"odd key\"", "7"), ("$.'odd key'", "7"), ("orders.(price)", "undefined"),
    ("$count(orders.lines)", "3"), ("orders.$count(lines)", "[2,1]"), ("$.orders.id", "[\"o1\",\"o2\"]"),
    ("$$.name", "\"shop\""), ("orders.lines.($.price * $.qty)", "[6,5,2]"), ("orders.[id]", "[[\"o1\"],[\"o2\"]]"),
    ("orders.{id: customer}", "[{\"o1\":\"ann\"},{\"o2\":\"bob\"}]"),
  ])
  func followsNames(text: String, expected: String) { #expect(outcome(text, Self.shop) == expected) }

  @Test(arguments: [
    ("orders[customer='bob'].id", "\"o2\""), ("orders[customer='bob'].id[]", "[\"o2\"]"),
    ("orders[-1].id", "\"o2\""), ("orders[5]", "undefined"), ("orders[0.9].id", "\"o1\""),
    ("orders.lines[0].sku", "[\"a\",\"a\"]"), ("(orders.lines)[0].sku", "\"a\""),
    ("orders.lines[price > 2].sku", "\"b\""), ("orders.lines[price > 9].sku", "undefined"),
    ("[5,6,7][[2,0]]", "[5,7]"), ("[5,6,7][[0,0]]", "[5,5]"), ("[5,6,7]['x']", "[5,6,7]"), ("[5,6,7][$ != 6]", "[5,7]"),
    ("orders[lines[sku='b']].id", "\"o1\""), ("name[0]", "\"shop\""), ("name[1]", "undefined"),
  ])
  func filters(text: String, expected: String) { #expect(outcome(text, Self.shop) == expected) }

  /// A step after the parentheses around a path sees the parents of the path's results.
  @Test(arguments: [
    ("(orders.lines)[%.id='o1'].sku", #"["a","b"]"#), ("(orders.lines)[%.id='o2'].sku", "\"a\""),
    ("(orders.lines)[%.id='none'].sku", "undefined"), ("(orders.missing)[%.id='o1'].sku", "undefined"),
    ("(orders.lines)[%.id='o1'][price>2].sku", "\"b\""), ("(orders.lines)[price>2][%.id='o1'].sku", "\"b\""),
    ("(orders.lines)[%.customer='bob'].{'s': sku, 'c': %.customer}", #"{"s":"a","c":"bob"}"#),
    ("(orders.lines)[%.id='o1'][1].sku", "\"b\""), ("(orders.(lines))[%.id='o2'].sku", "\"a\""),
    ("((orders.lines))[%.id='o2'].sku", "\"a\""), ("$.(orders.lines)[%.id='o2'].sku", "\"a\""),
    ("($x := 'o2'; (orders.lines)[%.id=$x].sku)", "\"a\""),
    ("(orders.lines)[($i := %.id; $i = 'o2')].sku", "\"a\""),
    ("(orders.lines)[%.id='o1'].sku[]", #"["a","b"]"#),
  ])
  func parentsAreVisibleAfterParentheses(text: String, expected: String) {
    #expect(outcome(text, Self.shop) == expected)
  }

  static let uneven = json(#"{"a":[{"b":[[1,2],[3]]},{"b":[[4]]},{"b":7},{"c":1},5],"o":{"p":{"q":[8,9]}},"e":[[],1]}"#)

  @Test(arguments: [
    ("a.b[0]", "[1,2,4,7]"), ("a.b[1]", "3"), ("a.b[-1]", "[3,4,7]"), ("a.b[2]", "undefined"), ("a[0].b[1]", "[3]"),
    ("a[0].b[0][1]", "2"), ("a[1].b[0]", "[4]"), ("a[2].b[0]", "7"), ("a[2].b[-1]", "7"), ("a[2].b[1]", "undefined"),
    ("a[-1]", "5"), ("a[3].c[0]", "1"), ("a[3].c[1]", "undefined"), ("a[4].b[0]", "undefined"), ("o.p.q[1]", "9"),
    ("o[0].p[0].q[-2]", "8"), ("o[1].p", "undefined"), ("o.p.q[0.9]", "8"), ("o.p.q[-0.5]", "9"),
    ("o[2].[1]", "undefined"), ("$.o.p.q[0]", "8"), ("$$.a[0].b[1]", "[3]"), ("a.b[0].c", "undefined"),
    ("a.b[0]{$string($): $}", #"{"1":1,"2":2,"4":4,"7":7}"#), ("a.b[0][]", "[1,2,4,7]"), ("o.p.q[0][]", "[8]"),
    ("($v := {'x': $}; $v.x.a[0].b[1])", "[3]"), ("{'x': [$, $]}.x.a[0].b[1]", "[3,3]"),
  ])
  func indexesAfterNamesApplyToEachItem(text: String, expected: String) {
    #expect(outcome(text, Self.uneven) == expected)
  }

  @Test(arguments: [
    ("e[0]", "[]"), ("$.e[0]", "[]"), ("o.[x]", "[]"), ("o.([x])", "[]"), ("o.[x][]", "[[]]"), ("[].a", "[]"),
    ("[].{'x':1}", "[]"), ("e[0].x", "undefined"), ("o.[x].y", "undefined"), ("missing.[x]", "undefined"),
    ("o.$filter([1], function($v){ false })", "undefined"),
  ])
  func anEmptyArrayAtTheEndOfAPathStays(text: String, expected: String) {
    #expect(outcome(text, Self.uneven) == expected)
  }

  @Test(arguments: [
    ("one.*", "undefined"), ("orders[0].lines[0].*", "[\"a\",2,3]"), ("**.sku", "[\"a\",\"b\",\"a\"]"),
    ("$count(**)", "26"), ("{'a':[1]}.*", "[1]"), ("{'a':1}.*", "1"), ("$sum.*", "undefined"), ("{}.*", "undefined"),
    ("{'a':{'b':{'b':2}}}.**.b", "[{\"b\":2},2]"),
  ])
  func wildcards(text: String, expected: String) { #expect(outcome(text, Self.shop) == expected) }

  @Test(arguments: [
    ("orders.lines.{'o': %.id, 's': sku}", #"[{"o":"o1","s":"a"},{"o":"o1","s":"b"},{"o":"o2","s":"a"}]"#),
    ("orders.lines[%.customer='bob'].sku", "\"a\""), ("orders.lines.sku.%.qty", "[3,1,1]"),
    ("orders.lines.sku.%.%.id", "[\"o1\",\"o1\",\"o2\"]"), ("orders.lines^(%.id, price).price", "[2,5,2]"),
    ("%", "S0217"), ("name.%.%", "S0217"), ("orders.(lines.sku.%.%.customer)", "[\"ann\",\"ann\",\"bob\"]"),
  ])
  func parents(text: String, expected: String) { #expect(outcome(text, Self.shop) == expected) }

  @Test(arguments: [
    ("orders#$i.{'i':$i,'id':id}", #"[{"i":0,"id":"o1"},{"i":1,"id":"o2"}]"#),
    ("orders.lines#$i.$i", "[0,1,0]"), ("orders.lines[price=2]#$i.$i", "[0,1]"),
    ("orders@$o.lines.{'o':$o.id}", "undefined"), ("orders@$o.$o.id", "[\"o1\",\"o2\"]"),
    (
      "orders@$o.orders@$p[$o.id=$p.id].{'a':$o.customer,'b':$p.customer}",
      #"[{"a":"ann","b":"ann"},{"a":"bob","b":"bob"}]"#
    ),
    ("orders@$o.orders@$p{$o.id: $count($p)}", #"{"o1":2,"o2":2}"#),
    ("orders^(>id)#$i.{id: $i}", #"[{"o2":0},{"o1":1}]"#), ("orders[0]@$o.x", "S0215"), ("orders^(id)@$o.x", "S0216"),
    ("orders@x", "S0214"), ("missing@$m.x{'a':1}", "{}"),
  ])
  func bindings(text: String, expected: String) { #expect(outcome(text, Self.shop) == expected) }

  @Test(arguments: [
    ("orders^(customer).id", "[\"o1\",\"o2\"]"), ("orders^(>customer).id", "[\"o2\",\"o1\"]"),
    ("orders.lines^(>price, sku).(sku & price)", "[\"b5\",\"a2\",\"a2\"]"), ("[3,1,2]^($)", "[1,2,3]"),
    ("[{'k':1},{},{'k':0}]^(k).($string($))", #"["{\"k\":0}","{\"k\":1}","{}"]"#),
    ("[{'k':1},{},{'k':0}]^(>k).($string($))", #"["{\"k\":1}","{\"k\":0}","{}"]"#),
    ("[{'k':1},{'k':'a'}]^(k)", "T2007"), ("[{'k':true},{'k':false}]^(k)", "T2008"),
    ("[{'k':true}]^(k)", #"{"k":true}"#),
  ])
  func sorts(text: String, expected: String) { #expect(outcome(text, Self.shop) == expected) }

  @Test func anArrayAsTheDocumentIsOneItem() {
    let input = json(#"[{"a":1},{"a":2}]"#)
    #expect(outcome("a", input) == "[1,2]")
    #expect(outcome("$[0].a", input) == "1")
    #expect(outcome("$count($)", input) == "2")
    #expect(outcome("$", input) == #"[{"a":1},{"a":2}]"#)
    #expect(outcome("{'x': $}", input) == #"{"x":[{"a":1},{"a":2}]}"#)
  }
}
