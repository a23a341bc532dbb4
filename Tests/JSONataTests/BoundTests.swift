import JSONata
import OrderedJSON
import Testing

/// Whatever walks, compares, prints, copies or grows a value is counted: it ends with an error of size or of steps.
@Suite struct BoundTests {
  /// Small, so that a missing limit shows immediately.
  static let limits = JSONataLimits(
    maximumDepth: 200, maximumSteps: 40_000, maximumSequenceLength: 100_000, maximumValueBytes: 1 << 18,
    maximumPadding: 1_000, maximumNesting: 400, maximumPatternSteps: 1_000_000)

  private func isRefused(_ text: String, _ input: JSON? = nil) -> Bool {
    let answer = outcome(text, input, dialect: .service, limits: Self.limits)
    return answer == "Expression evaluation timeout: Check for infinite loop"
      || answer == "Expression evaluation memory limit exceeded: Check for excessive memory usage"
  }

  /// Values whose parts are shared: 2^60 of them, all in 60 arrays or objects.
  static let arrays = "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $x := $f(1, 60); "
  static let objects = "($f := function($s, $n){ $n = 0 ? $s : $f({'a': $s, 'b': $s}, $n - 1) }; $x := $f(1, 60); "

  @Test(arguments: [
    "$x = $f(1, 60)", "$x != $f(1, 60)", "$distinct([$x, $f(1, 60)])", "$x", "$string($x)", "$x & ''", "[$x]", "$x.*",
    "$string([$x], true)", "$f([], 60).*", "$f({'a': 1}, 60).a", "$lookup($f({'a': 1}, 60), 'a')", "$x.**",
    "$boolean($f(0, 60))", "$f(0, 60) ? 1 : 2", "$f(0, 60) and true", "$not($f(0, 60))", "[1, 2][$f(0, 60)]",
    "$keys($f({'a': 1}, 60))", "$spread($f({'a': 1}, 60))", "$clone($x)", "$x ~> |$|{'c': 1}|", "$length($string($x))",
    "$x in [$string($x)]", "$filter([1], function($v){ $f(0, 60) })", "$f(0, 60) or false", "{'a': $x}",
    "$single([1], function($v){ $f(0, 60) })", "$sift({'a': 1}, function($v){ $f(0, 60) })",
  ])
  func sharedArraysAreNeverUnfolded(text: String) {
    #expect(isRefused(Self.arrays + text + ")"))
  }

  @Test(arguments: [
    "$x = $f(1, 60)", "$distinct([$x, $f(1, 60)])", "$x", "$string($x)", "$x & ''", "$count($x.**)", "$x.**.a",
    "$clone($x)",
    "$x ~> |$|{'c': 1}|", "$x ~> |**|{'c': 1}|", "($clone := function($v){ $v }; $x ~> |$|{'c': 1}|)",
    "$each($x, function($v){ $string($v) })", "[$x]{$string(a): 1}", "$merge([$x, {'c': $string($x)}])",
    "$sort([$x, $x], function($l, $r){ $l = $f(1, 60) })", "$reduce([1, 2], function($l, $r){ $string($x) })",
    "$map([1, 2], function($v){ $x = $f(1, 60) })", "[$x, $x]^($string($))", "$zip([$x], [$x])", "$append($x, $x)",
  ])
  func sharedObjectsAreNeverUnfolded(text: String) { #expect(isRefused(Self.objects + text + ")")) }

  /// What a result takes in memory is counted where it is made, not only what it is written with: an array in an array
  /// is two bytes of text and many times that in memory.
  @Test(arguments: [
    "($f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f(1, 14))",
    "($f := function($s, $n){ $n = 0 ? $s : $f({'a': $s, 'b': $s}, $n - 1) }; $f(1, 14))",
    "($x := [1..2000]; $f := function($s, $n){ $n = 0 ? $s : $f([[$s], [$s]], $n - 1) }; $f($x, 6))",
  ])
  func resultsAreCountedByTheMemoryTheyTake(text: String) {
    #expect(isRefused(text))
    var limits = Self.limits
    limits.maximumSteps = 1_000_000
    #expect(outcome(text, dialect: .service, limits: limits).utf8.count > 90_000)
  }

  /// The library's own limits bound a result as well.
  @Test(arguments: [arrays, objects])
  func sharedResultsEndWithTheLimitsOfTheReference(text: String) {
    #expect(outcome(text + "$x)") == "U1001")
  }

  // MARK: Long expressions

  /// Expressions with many members, variables, parameters and uses.
  static let long: [@Sendable (Int) -> String] = [
    { count in "{" + (0..<count).map { "'k\($0)': 1" }.joined(separator: ", ") + "}" },
    { count in "(" + (0..<count).map { "$v\($0) := 1" }.joined(separator: "; ") + ")" },
    { count in "(" + (0..<count).map { "$v\($0) := 1; $v\($0)" }.joined(separator: "; ") + ")" },
    { count in "function(" + (0..<count).map { "$p\($0)" }.joined(separator: ", ") + "){ 1 }" },
    { count in "[" + (0..<count).map { "$v\($0)" }.joined(separator: ", ") + "]" },
    { count in "[" + (0..<count).map { "a\($0)" }.joined(separator: ", ") + "]" },
    { count in "[" + (0..<count).map { "$f\($0)(1)" }.joined(separator: ", ") + "]" },
  ]

  /// Four times as many names take about four times as long, not sixteen times.
  @Test(arguments: long.indices)
  func manyNamesAreCompiledInLinearTime(kind: Int) throws {
    func time(_ count: Int) throws -> UInt64 {
      let text = Self.long[kind](count)
      let start = threadNanoseconds()
      _ = try JSONataExpression(text)
      return threadNanoseconds() - start
    }
    let few = try time(5_000)
    #expect(try time(20_000) < 10 * few)
  }

  @Test func manyNamesAreFound() {
    let count = 3_000
    let members = (0..<count).map { "'k\($0)': \($0)" }.joined(separator: ", ")
    #expect(outcome("$sum($each({\(members)}, function($v){ $v }))") == "\(count * (count - 1) / 2)")
    let bindings = (0..<count).map { "$v\($0) := \($0)" }.joined(separator: "; ")
    #expect(outcome("(\(bindings); [$v0, $v7, $v8, $v9, $v\(count - 1)])") == "[0,7,8,9,\(count - 1)]")
    let uses = (0..<count).map { "$v\($0)" }.joined(separator: ", ")
    #expect(outcome("[\(uses)]", bindings: ["v0": 1, "v2999": 2]) == "[1,2]")
  }

  /// Of names that are there twice the last one counts, in few as in many.
  @Test(arguments: [1, 7, 8, 9, 200])
  func theLastOfEqualNamesCounts(count: Int) {
    let names = (0..<count).map { "$p\($0)" }.joined(separator: ", ")
    let arguments = (0..<count).map(String.init).joined(separator: ", ")
    #expect(outcome("function($a, \(names), $a){ [$a, $p\(count - 1)] }(-1, \(arguments), -2)") == "[-2,\(count - 1)]")
    #expect(outcome("function($a, \(names), $a){ ($b := $a; $a) }(-1, \(arguments), -2)") == "-2")
    let members = (0..<count).map { "'k\($0)': \($0)" }.joined(separator: ", ")
    #expect(outcome("{'a': 1, \(members), 'a': 2}") == "D1009")
  }

  /// The value that an error tells is cut off.
  @Test(arguments: ["1 + $x", "-$x", "$x < 1", "$x ~> 1", "{'a': 1}{$x: 1}", "$replace('a', /a/, function($m){ $x })"])
  func sharedValuesInErrorsAreCutOff(text: String) {
    let error = failure(Self.objects + text + ")", dialect: .service)
    #expect(error != nil)
    #expect((error?.message.utf8.count ?? .max) < 50_000)
  }

  @Test(arguments: [
    "$s & $s", "$join([$s, $s])", "$replace($s, /a/, 'aa')", "$replace($s, 'a', 'aa')", "$replace($s, /.+/, '$0$0')",
    "$replace($s, /(.+)/, function($m){ $m.match & $m.match })", "$base64encode($s)", "$encodeUrl('%' & $s & $s)",
    "$encodeUrlComponent('%' & $s & $s)", "$string([$s, $s])", "$pad($s, 2 * $length($s) + 1)", "$uppercase($s & $s)",
    "$lowercase($s & $s)", "$trim($s & 'a' & $s)", "$decodeUrl($s & $s)", "$base64decode($base64encode($s & $s))",
    "$substring($s & $s, 0)", "$substringBefore($s & $s, 'x')", "$substringAfter($s & $s, 'x')",
    "$replace($s & $s, /x/, 'y')", "$join([$s, $s], $s)",
  ])
  func textsThatDoubleEnd(step: String) {
    #expect(isRefused("($f := function($s){ $length($s) > 0 ? $f(\(step)) : '' }; $f('a'))"))
  }

  @Test(arguments: [
    "$append($s, $s)", "[$s, $s]", "$s.($s)", "$zip($s, $s).*", "$map($s, function($v){ $s })",
    "[$s, $s]^($)", "$reverse($append($s, $s))", "$shuffle($append($s, $s))", "$sort($append($s, $s))",
    "$filter($append($s, $s), function($v){ true })", "$s[[0, 0]]", "$s#$i.($s)", "$s@$v.($s)",
    "$spread([$s, $s])", "$partition([$s, $s], 1).*", "$split($pad('', $count($s) * 2), '')",
    "$match($pad('', $count($s) * 2), / /).match", "{'a': [$s, $s]}.**[$type($) = 'number']",
  ])
  func arraysThatDoubleEnd(step: String) {
    #expect(isRefused("($f := function($s){ $count($s) > 0 ? $f(\(step)) : '' }; $f([1]))"))
  }

  /// What a single call may put in again and again.
  @Test func whatOneMatchPutsInIsBounded() {
    let fill = "($s := $join([1..900].('aaaaaaaaaa')); $t := $join([1..2000].('$0')); "
    #expect(isRefused(fill + "$replace($s, /.+/, $t))"))
    #expect(isRefused(fill + "$m := function($v){ /.+/($v) }; $replace($s, $m, $t))"))
  }

  @Test func picturesAreBounded() {
    let fill = "($p := $join([1..3000].('#,')); "
    #expect(isRefused(fill + "$formatNumber(1, $p))"))
    #expect(isRefused(fill + "$formatInteger(1, $p))"))
    #expect(isRefused(fill + "$parseInteger('1', $p))"))
    #expect(isRefused("($p := $join([1..600].('[Y,1000]')); $fromMillis(0, $p))"))
    #expect(isRefused("($p := $join([1..200].('[Y,1000]')); $fromMillis(0, $p))"))
    #expect(isRefused("$toMillis('1', $join([1..3000].('[')))"))
  }

  /// Different objects, by their hash: no time is taken to compare each with each.
  @Test func distinctObjectsAreHashed() {
    let text = "$count($distinct([1..4000].{'a': $, 'b': [$ % 7]}))"
    var limits = JSONataLimits.service
    limits.maximumSteps = 200_000
    #expect(outcome(text, dialect: .service, limits: limits) == "4000")
  }

  @Test(arguments: [
    ("[{'a': 1, 'b': 2}, {'b': 2, 'a': 1}]", "1"), ("[[1, 2], [2, 1], [1, 2]]", "2"), ("[[], {}, [], {}]", "2"),
    ("[{'a': 0}, {'a': -0}]", "1"), ("[{'a': 'x'}, {'a': ['x']}]", "2"), ("[null, null, true, true]", "2"),
    ("[{'a': {'b': [1]}}, {'a': {'b': [1]}}, {'a': {'b': [2]}}]", "2"), ("[[1..3], [1, 2, 3]]", "1"),
  ])
  func distinctGoesByDeepEquality(array: String, count: String) {
    #expect(outcome("$count($distinct(\(array)))") == count)
    #expect(outcome("$count($distinct($))", json(outcome(array))) == count)
  }

  /// Work that grows with the square of what there is ends.
  @Test(arguments: [
    "($a := [1..3000].{'k': $}; $b := [1..3000].{'k': $}; $a@$x.$b@$y[$x.k = $y.k].{'z': 1})",
    "($a := [1..3000]; $a[$ in $a])", "($a := [1..3000]; $a[$a])",
    "($a := [1..3000]; $map($a, function($v){ $sort($a) }))",
    "($a := [1..3000].{'k': $}; $map($a, function($v){ $a.k }))",
    "($a := [1..3000]; $map($a, function($v)<n:n>{ $sum($a) }))",
    "($a := [1..3000]; $f := function($v)<a<n>:n>{ 1 }; $map($a, function($v){ $f($a) }))",
    "($a := [1..3000].{'k': $}; $map($a, function($v){ $merge($a) }))",
    "($a := [1..3000]; $map($a, function($v){ $zip($a, $a) }))",
    "($s := $join([1..9000].('a')); $map([1..3000], function($v){ $s = $s & '' }))",
    "($s := $join([1..9000].('a')); $map([1..3000], function($v){ $hash($s, 'MD5') }))",
    "($s := $join([1..9000].('a')); $map([1..3000], function($v){ $s & $v }))",
    "($a := [1..3000]; $map($a, function($v){ $append($a, $v) }))",
    "$map([1..100000], function($v){ function(){ $v } })",
    "[1..100000].{'a': $}", "[1..100000].[$]", "($t := $string([1..3000]); [1..3000].$parse($t))",
  ])
  func squaresEnd(text: String) { #expect(isRefused(text)) }

  /// A string is found in linear time, whatever repeats in it.
  @Test(arguments: [(5_000, 2_500), (70, 65), (64, 1), (3_000, 2_999)])
  func textsAreFoundInLinearTime(length: Int, part: Int) {
    let bindings: JSON.Object = [
      "s": .string(String(repeating: "a", count: length) + "c"), "p": .string(String(repeating: "a", count: part)),
    ]
    #expect(outcome("$contains($s, $p & 'b')", bindings: bindings) == "false")
    #expect(outcome("$length($substringBefore($s, $p & 'c'))", bindings: bindings) == String(length - part))
    #expect(outcome("$substringAfter($s, $p & 'c')", bindings: bindings) == "\"\"")
    #expect(outcome("$count($split($s, 'a'))", bindings: bindings) == String(length + 1))
  }

  /// Parameters that take several arguments are tried in no more ways than there are pairs of both.
  @Test func signaturesAreMatchedInBoundedTime() {
    let parameters = Array(repeating: "n+", count: 20).joined()
    let names = (0..<21).map { "$p\($0)" }.joined(separator: ", ")
    let arguments = Array(repeating: "1", count: 60).joined(separator: ", ")
    #expect(outcome("function(\(names))<\(parameters)s:n>{ 1 }(\(arguments))") == "T0410")
  }

  // MARK: What the service was measured to allow

  @Test(arguments: [
    ("$length($pad('', 262144))", "262144"), ("$length($pad('', -262144))", "262144"),
    ("$length($pad('ab', 262146))", "262146"),
    ("$length($pad('', 262144, 'é'))", "262144"), ("$length($pad('', 262144) & 'x')", "262145"),
    ("$length($join([$pad('', 262144), 'x']))", "262145"), ("$count($range(1, 360145, 1))", "360145"),
    ("$count($range(360145, 1, -1))", "360145"), ("$count($range(1, 720290, 2))", "360145"),
    ("($d := function($s){ $length($s) < 4194304 ? $d($s & $s) : $length($s) }; $d('a'))", "4194304"),
  ])
  func whatTheServiceAllowsIsAllowed(text: String, answer: String) {
    #expect(outcome(text, dialect: .service) == answer)
  }

  @Test(arguments: [
    "$pad('', 262145)", "$pad('', -262145)", "$pad('ab', 262147)", "$pad('', 1e300)", "$pad('', -208284738)",
    "$range(1, 360146, 1)", "$range(360146, 1, -1)", "$range(-9e18, 9e18, 1)", "$range(1, 720292, 2)",
    "($d := function($s){ $length($s) < 8388608 ? $d($s & $s) : $length($s) }; $d('a'))", "[1..873783]",
  ])
  func whatTheServiceRefusesIsRefused(text: String) {
    #expect(
      outcome(text, dialect: .service)
        == "Expression evaluation memory limit exceeded: Check for excessive memory usage")
  }

  // MARK: Settings

  /// Every value of every setting works.
  @Test(arguments: [Int.min, -1, 0, 1, 2, 1_000, Int.max])
  func everyValueOfASettingWorks(value: Int) {
    let settings: [WritableKeyPath<JSONataLimits, Int>] = [
      \.maximumDepth, \.maximumSteps, \.maximumSequenceLength, \.maximumValueBytes, \.maximumPadding, \.maximumNesting,
      \.maximumPatternSteps,
    ]
    let texts = [
      "1", "1 + 2", "[1..5]", "'a' & 'b'", "$pad('a', 9)", "$range(1, 9, 2)", "{'a': [1, {'b': 2}]} ~> |a|{'c': 3}|",
      "$match('aab', /a/)", "$distinct([[1], [1]])", "$sort([3, 1])", "$formatNumber(1, '0.0')", "$fromMillis(0)",
      "$x.a.b",
      "$string({'a': 1})", "$toMillis('2020', '[Y]')", "[1, 2, 3]^($)", "$clone({'a': 1})", "$x.**",
      "$split('a,b', ',')",
    ]
    for setting in settings {
      for dialect in [JSONataDialect.reference, .service] {
        var limits = Self.limits
        limits[keyPath: setting] = value
        for text in texts {
          #expect(!outcome(text, bindings: ["x": ["a": [["b": 1]]]], dialect: dialect, limits: limits).isEmpty)
        }
      }
    }
  }
}
