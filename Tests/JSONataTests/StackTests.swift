import JSONata
import OrderedJSON
import Testing

/// What recurses ends with an error or a result, never with a crash, on the smallest stack there is.
@Suite struct StackTests {
  static let small = 512 << 10

  static let endless = "($f := function($n){ 1 + $f($n + 1) }; $f(0))"

  @Test func endlessRecursionEndsWithAnError() {
    #expect(outcome(Self.endless) == "U1001")
    #expect(onThread(stackBytes: Self.small) { outcome(Self.endless) } == "U1001")
  }

  @Test(arguments: [
    "($f := function($n){ [$f($n + 1)] }; $f(0))",
    "($f := function($n){ {'a': $f($n + 1)} }; $f(0))",
    "($f := function($n){ $map([1], function($v){ $f($n + 1) & 'x' }) & 'y' }; $f(0))",
    "($f := function($n){ ($n; ($n; ($n; 1 + $f($n)))) }; $f(0))",
    "($f := function($n){ [1,2][$f($n) = 1] }; $f(0))",
    "($f := function($n){ $sort([1,2], function($a,$b){ $f($n) }) & '' }; $f(0))",
    "($f := function($n){ $replace('a', /a/, function($m){ $f($n) & '' }) & '' }; $f(0))",
    "($f := function($n){ [3,4]^($f($n)) & '' }; $f(0))",
    "($f := function($n){ {'a': 1}{$f($n) & '': 1} & '' }; $f(0))",
    "($f := function($n){ ($f($n) ~> $string) & '' }; $f(0))",
    "($f := function($n){ $eval('$f(1)') & '' }; $f(0))",
    "($f := function($n){ ({'a': {}} ~> |a|{'b': $f($n)}|) & '' }; $f(0))",
  ])
  func recursionThroughEveryKindOfNodeEnds(text: String) {
    #expect(["U1001", "D3121"].contains(onThread(stackBytes: Self.small) { outcome(text) }))
  }

  @Test func theDepthOfTheServiceFitsOnASmallStack() {
    let recursion = "($f := function($n){ $n = 0 ? 0 : 1 + $f($n - 1) }; $f(31))"
    #expect(outcome(recursion, dialect: .service) == "31")
    let brackets = "$string(" + String(repeating: "[", count: 97) + "1" + String(repeating: "]", count: 97) + ")"
    #expect(outcome(brackets, dialect: .service).hasPrefix("\"[[["))
    // Unoptimized code needs several times the stack: there, an error is right as well.
    for (text, expected) in [(recursion, "31"), (brackets, "\"[[[")] {
      let result = onThread(stackBytes: Self.small) { outcome(text, dialect: .service) }
      #if DEBUG
        #expect(
          result.hasPrefix(expected) || result.hasPrefix("Stack overflow error")
            || result == "The expression is nested too deeply")
      #else
        #expect(result.hasPrefix(expected))
      #endif
    }
  }

  @Test func tailCallsTakeNoStack() {
    let loop = "($loop := function($n, $acc){ $n = 0 ? $acc : $loop($n - 1, $acc + $n) }; $loop(100000, 0))"
    #expect(onThread(stackBytes: Self.small) { outcome(loop) } == "5000050000")
    let mutual =
      "($even := function($n){ $n = 0 ? true : $odd($n - 1) }; $odd := function($n){ $n = 0 ? false : $even($n - 1) }; $even(100001))"
    #expect(onThread(stackBytes: Self.small) { outcome(mutual) } == "false")
    let blocks = "($f := function($n){ ( $m := $n - 1; $m <= 0 ? 'end' : ( $m; $f($m) ) ) }; $f(100000))"
    #expect(onThread(stackBytes: Self.small) { outcome(blocks) } == "\"end\"")
  }

  @Test(arguments: [
    "$count($reduce([1..100000], function($a, $v){ [[$a]] }, 1))",
    "$count($reduce([1..100000], function($a, $v){ {'a': $a} }, 1))",
    "$reduce([1..100000], function($a, $v){ $append([[$a]], 1) }, 1)",
    "$count($reduce([1..100000], function($a, $v){ [$a[0] ~> $string] }, [$string]))",
    "$count($reduce([1..100000], function($a, $v){ [$substring(?, $a[0])] }, [$string]))",
    "$reduce([1..100000], function($a, $v){ {'x': {}} ~> |x|{'y': $a}| }, {})",
    "$reduce([1..100000], function($a, $v){ $zip([$a], [[$a]]) }, 1)",
    "$reduce([1..100000], function($a, $v){ $merge([{'a': $a}]) }, 1)",
  ])
  func valuesNestedTooDeeplyAreRefused(text: String) {
    #expect(onThread(stackBytes: Self.small) { outcome(text) } == "U1001")
  }

  @Test func closuresOverClosuresAreFreedWithoutRecursion() {
    let text = "$type($reduce([1..100000], function($f, $v){ [function(){ $f }] }, [1]))"
    #expect(onThread(stackBytes: Self.small) { outcome(text) } == "\"array\"")
  }

  @Test(arguments: [
    String(repeating: "(", count: 100_000), String(repeating: "[", count: 100_000),
    String(repeating: "-", count: 100_000), String(repeating: "a[", count: 100_000),
    String(repeating: "{'a':", count: 100_000), String(repeating: "f(", count: 100_000),
    String(repeating: "1?", count: 100_000), String(repeating: "1+", count: 100_000) + "1",
    "1" + String(repeating: ".a", count: 100_000), "a" + String(repeating: "[0]", count: 100_000),
    String(repeating: "function($x){", count: 50_000), String(repeating: "$a:=", count: 100_000) + "1",
    "/" + String(repeating: "(", count: 100_000) + String(repeating: ")", count: 100_000) + "/",
    String(repeating: "|a|", count: 100_000), String(repeating: "a~>", count: 100_000) + "b",
    "a" + String(repeating: "^(a", count: 100_000), String(repeating: "\"a\"&", count: 100_000) + "1",
  ])
  func expressionsNestedTooDeeplyAreRefused(text: String) {
    let message = onThread(stackBytes: Self.small) {
      do throws(JSONataError) {
        _ = try JSONataExpression(text)
        return "parsed"
      } catch {
        return error.isSyntaxError ? "refused" : "unexpected: \(error)"
      }
    }
    #expect(message == "refused")
  }

  /// Documents nested almost as deeply as the parser allows: objects and arrays in turn, arrays alone, objects alone.
  static let deepDocuments = [
    json(String(repeating: "{\"a\":[", count: 490) + "1" + String(repeating: "]}", count: 490)),
    json(String(repeating: "[", count: 980) + "1" + String(repeating: "]", count: 980)),
    json(String(repeating: "{\"a\":", count: 980) + "1" + String(repeating: "}", count: 980)),
  ]

  static let walks = [
    "$string($)", "$string($, true)", "$ = $", "[$] = [$]", "$clone($) = $", "**[0]", "$count(**)", "**.a", "$keys($)",
    "*", "$distinct([$,$])", "[$, 1]", "$boolean($)", "$ ? 1 : 2", "$ in [$]", "$ ~> |a|{'b': 1}|",
    "$ ~> |**|{'b': 1}|",
    "$ ~> |**|{}, 'a'|", "$clone($)", "$string($clone($))", "$merge([$, {'z': 1}])", "$spread($)", "$lookup($, 'a')",
    "a", "a.a.a.a", "[$^(a)]", "$[a=1]", "$append($, $)", "$zip($, $)", "$shuffle($)", "$parse($string($))",
    "$eval($string($))", "($f := function($v){ $exists($v) ? [$f($v.*)] : 1 }; $f($))", "$sum($)", "$join($)",
    "$each($, function($v){ $v })", "$error($string($))", "$number($)", "-$", "$ & ''", "$ < 1", "$ + 1",
  ]

  /// The same in what the expression makes, on top of a deep document or not.
  static let towers =
    [
      "[$a]", "{'x': $a}", "{'x': [$a]}", "$substring(?, $a)", "{'x': $a, 'f': $sum}",
    ].map { "($t := $reduce([1..190], function($a, $v){ \($0) }, $); " } + [
      "($t := $reduce([1..390], function($a, $v){ {'x': $a} }, $); ",
      "($t := $reduce([1..390], function($a, $v){ [$a] }, 1); ",
    ]

  static let towerWalks = [
    "$t)", "$string($t))", "$t = $t)", "$clone($t) = $clone($t))", "$count($t.**))", "$t.**.x)", "$boolean($t))",
    "$t.*)", "$keys($t))", "$distinct([[$t], [$t]]))", "$t ~> |**|{'y': 1}|)", "-$t)", "$t < 1)", "$t & '')",
    "$sort([$t, $t], function($a, $b){ $a = $b }))", "$spread($t))", "$t.x.x.x)", "$merge([$t, $t]))",
    "$error($string($t)))",
  ]

  @Test(arguments: walks)
  func deepDocumentsAreWalkedOnASmallStack(text: String) {
    for document in Self.deepDocuments {
      #expect(!onThread(stackBytes: Self.small) { outcome(text, document) }.isEmpty)
    }
  }

  @Test(arguments: [
    "$string($)", "$ = $", "[$] = [$]", "**[0]", "$count(**)", "**.a", "$keys($)", "*", "$boolean($)",
    "$lookup($, 'a')",
  ])
  func whatDocumentsAreAskedMostIsAnsweredHoweverDeepTheyAre(text: String) {
    for document in Self.deepDocuments {
      #expect(onThread(stackBytes: 8 << 20) { outcome(text, document) } != "U1001")
    }
  }

  @Test(arguments: towers, towerWalks)
  func deepValuesAreWalkedOnASmallStack(tower: String, walk: String) {
    for document in Self.deepDocuments {
      #expect(!onThread(stackBytes: Self.small) { outcome(tower + walk, document) }.isEmpty)
    }
  }

  @Test func allNamesOfALongPathAreFollowed() {
    let path = "a" + String(repeating: ".a", count: 489)
    let stack = 8 << 20
    #expect(onThread(stackBytes: stack) { outcome(path, Self.deepDocuments[0]) } == "[1]")
    #expect(onThread(stackBytes: stack) { outcome(path + "[0]", Self.deepDocuments[0]) } == "1")
  }
}
