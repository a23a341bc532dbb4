import JSONata
import OrderedJSON
import Testing

/// The language as AWS Step Functions evaluates it.
@Suite struct ServiceDialectTests {
  @Test(arguments: [
    ("a ?? b", "S0211"), ("a ?: b", "S0211"), ("$eval('1')", "T1006"), ("1/0", "\"Infinity\""),
    ("-1/0", "\"-Infinity\""), ("0/0", "\"NaN\""),
    ("[1/0, {'k': 1/0}]", #"["Infinity",{"k":"Infinity"}]"#), ("1/0 > 5", "true"), ("1/0 + 1", "D1001"),
    ("10000000000000000000000001", "1.0E25"), ("2 * 3", "6"),
    ("9007199254740993", "9007199254740992"), ("1e18", "1000000000000000000"), ("0.5", "0.5"),
    ("$string(1e20)", "\"100000000000000000000\""),
    ("$partition([1,2,3], 2)", "[[1,2],[3]]"), ("$partition([1], 5)", "[[1]]"), ("$partition([], 2)", "undefined"),
    ("$partition([1,2,3], 0)", "undefined"),
    ("$partition([1,2], -1)", "D3137"), ("$partition([1,2,3], 2.9)", "[[1,2],[3]]"), ("$partition(null, 1)", "T0412"),
    ("$partition([1,2])", "[[1,2]]"),
    ("$range(1, 9, 4)", "[1,5,9]"), ("$range(1, 9, 9)", "1"), ("$range(5, 1, -1.5)", "[5,4,3,2,1]"),
    ("$range(-1.7, 2, 1)", "[-1,0,1,2]"), ("$range(1, 2, 0)", "undefined"),
    ("$range(1)", "T0410"), ("$range(9223372036854775807, 9223372036854775807, 1)", "9223372036854775807"),
    ("$hash('abc', 'MD5')", "\"900150983cd24fb0d6963f7d28e17f72\""),
    ("$hash('abc', 'SHA-1')", "\"a9993e364706816aba3e25717850c26c9cd0d89d\""),
    ("$hash('abc', 'SHA-256')", "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""),
    (
      "$hash('abc', 'SHA-384')",
      "\"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7\""
    ),
    (
      "$hash('abc', 'SHA-512')",
      "\"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f\""
    ),
    ("$hash('abc', 'md5')", "D3137"), ("$hash('abc')", "undefined"), ("$hash()", "T0410"),
    ("$random(42)", "0.7275636800328681"),
    ("$random(0)", "0.730967787376657"), ("$random(7)", "0.7306990420600421"),
    ("$random(0.9) = $random(0)", "true"), ("$length($uuid())", "36"), ("$uuid(1)", "T0410"),
    ("$parse('[1, 2.0, {\"a\": null}]')", #"[1,2,{"a":null}]"#),
    ("$parse('9223372036854775807')", "9223372036854775807"), ("$parse('-0')", "0"),
    ("$parse(\"{'a': 'b'}\")", #"{"a":"b"}"#), ("$parse('')", "D3137"),
    ("$parse('{\"a\":1,\"a\":2}')", "D3137"), ("$parse('1e400')", "D3137"), ("$parse(null)", "T0410"),
    ("$base64encode('é')", "\"w6k=\""), ("$base64decode('w6k')", "\"é\""),
    ("$decodeUrlComponent('a+b')", "\"a b\""), ("$contains('\\u00a0', /\\s/)", "false"),
    ("$substring('a😀b', -3, 1)", "\"😀\""),
    ("$sum([1..900000])", "Expression evaluation memory limit exceeded: Check for excessive memory usage"),
    ("$count([1..873782])", "873782"),
  ])
  func differsFromTheReference(text: String, expected: String) { #expect(outcome(text, dialect: .service) == expected) }

  @Test func theCauseOfBadJSONSaysNoMore() {
    for text in ["{", "[1,]", "", "1 2", "1e400", "{'a':1,'a':2}"] {
      #expect(failure("$parse(\"\(text)\")", dialect: .service)?.description == "D3137: Invalid JSON")
    }
  }

  @Test func aHashOfNothingIsRefused() {
    let error = failure("$hash()", dialect: .service)
    #expect(error?.description == #"T0410: Argument 1 of function "hash" does not match function signature"#)
  }

  @Test func numbersThatAreOnlyPassedOnStayAsTheyAreWritten() {
    let input = json(#"{"a":1.50,"b":9223372036854775807,"c":[1.0]}"#)
    #expect(outcome("$states.input", bindings: ["states": ["input": input]], dialect: .service) == input.description)
    #expect(
      outcome("{'x': $states.input.a}", bindings: ["states": ["input": input]], dialect: .service) == #"{"x":1.50}"#)
  }

  /// Depth 100, counted as measured on the service.
  @Test func theDepthIsCountedAsOnTheService() {
    func sum(_ terms: Int) -> String { Array(repeating: "1", count: terms).joined(separator: "+") }
    #expect(outcome(sum(100), dialect: .service) == "100")
    #expect(outcome(sum(101), dialect: .service).hasPrefix("Stack overflow error"))
    func nested(_ count: Int) -> String {
      String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count)
    }
    #expect(outcome(nested(99), dialect: .service) == "1")
    #expect(outcome(nested(100), dialect: .service).hasPrefix("Stack overflow error"))
    func recursive(_ count: Int) -> String { "($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(\(count)))" }
    #expect(outcome(recursive(31), dialect: .service) == "31")
    #expect(outcome(recursive(32), dialect: .service).hasPrefix("Stack overflow error"))
    func joined(_ terms: Int) -> String { Array(repeating: "'a'", count: terms).joined(separator: "&") }
    #expect(outcome(joined(100), dialect: .service).utf8.count == 102)
    #expect(outcome(joined(101), dialect: .service).hasPrefix("Stack overflow error"))
  }

  @Test func anEndlessLoopEnds() {
    var limits = JSONataLimits.service
    limits.maximumSteps = 50_000
    #expect(
      outcome("($f := function(){ $f() }; $f())", dialect: .service, limits: limits).hasPrefix(
        "Expression evaluation timeout"))
  }

  @Test(arguments: [
    "$count([1..800000].[1..800000])",
    "[1..800000].[1..800000]",
    "$map([1..1000], function($i){ [1..800000] })",
    "$reduce([1..200000], function($text, $i){ $text & 'xxxxxxxxxxxxxxxxxxxx' }, '')",
    "$map([1..500000], function($v){ $map([1..500000], function($w){ $w }) })",
    "$map([1..500000], function($v){ $map([1..500000], $string) })",
    "($all := [1..500000]; $map($all, function($v){ $sum($all) }))",
    "($all := [1..500000]; $filter($all, function($v){ -1 in $all }))",
  ])
  func manyLongSequencesAndTextsEnd(text: String) {
    // The service's own bound takes some seconds to reach.
    var limits = JSONataLimits.service
    limits.maximumSteps = 300_000
    let answer = outcome(text, dialect: .service, limits: limits)
    #expect(
      answer == "Expression evaluation timeout: Check for infinite loop"
        || answer == "Expression evaluation memory limit exceeded: Check for excessive memory usage")
  }

  @Test(arguments: [
    ("$count([1..873782])", "873782"), ("$count($range(1, 200000, 1))", "200000"),
    ("$length($join([1..100000].($string($)), ','))", "588894"),
    ("$count($reduce([1..3000], function($all, $i){ $append($all, $i) }, []))", "3000"),
    ("$count($match($pad('', 20000, 'ab'), /a/))", "10000"),
    ("$length($replace($pad('', 20000, 'ab'), /a/, function($m){ 'xy' }))", "30000"),
    ("$count([1..1000].([1..100].($)))", "100000"),
    ("($all := [1..2000]; $count($all[$ in $all]))", "2000"),
    ("($all := [1..20000]; $sum($map($all, function($v, $i, $a){ $i < $count($a) - 1 ? 1 : 0 })))", "19999"),
  ])
  func workThatIsLongIsAllowed(text: String, answer: String) {
    #expect(outcome(text, dialect: .service) == answer)
  }

  @Test func aLongConstructorIsAllowed() {
    let text = "$count([" + (0..<8_000).map(String.init).joined(separator: ",") + "])"
    #expect(outcome(text, dialect: .service) == "8000")
  }

  @Test(arguments: [("2.5", "bba"), ("0.9", "aaa"), ("3", "bbb")])
  func aLimitOfReplacementsIsCutToAWholeNumber(limit: String, answer: String) {
    #expect(outcome("$replace('aaa', 'a', 'b', \(limit))", dialect: .service) == "\"\(answer)\"")
  }
}
