import JSONata
import OrderedJSON
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Expressions changed at random, against documents made at random: whatever comes out, nothing traps, and nothing
/// runs past its bounds. The seeds are fixed. `JSONATA_FUZZ_COUNT` sets how many there are in all.
@Suite struct FuzzTests {
  static let count: Int = {
    if let text = getenv("JSONATA_FUZZ_COUNT"), let count = Int(String(cString: text)) { return count }
    return 200_000
  }()

  static let chunks = 10

  static let limits = JSONataLimits(
    maximumDepth: 400, maximumSteps: 2_000, maximumSequenceLength: 5_000, maximumValueBytes: 1 << 16,
    maximumNesting: 100, maximumPatternSteps: 20_000)

  static let seeds: [String] = [
    "a.b.c[0]", "a[b='x' and c>2].d", "$sum(a.(b*c))", "a{b: $sum(c)}", "a^(>b,c).d", "**.b", "a.*[1]", "a.%.b",
    "a@$x.b@$y[$x.id=$y.id].{'p':$x,'q':$y}", "a#$i[$i>1].{'i':$i}", "a.b#$i.c.{'i':$i,'p':%.d}",
    "$map(a, function($v,$i){ $v & $i })", "$filter(a, function($v){ $v.b > 1 })",
    "$reduce([1..9], function($p,$q){ $p * $q })", "($f := function($n)<n:n>{ $n < 2 ? 1 : $n * $f($n-1) }; $f(6))",
    "$ ~> |a|{'z': b}, ['c']|", "$replace('abcabc', /(a)(b)?/, '$2-$1-$0')", "$match('xaay', /a+?(b)*/i)",
    "$split('a, b;c', /[,;]\\s*/)", "$formatNumber(-1234.567, '#,##0.00;(0.0)')", "$formatInteger(1999, 'I')",
    "$parseInteger('one hundred', 'w')", "$fromMillis(1510067557121, '[Y0001]-[M01]-[D01] [FNn] [H#1]:[m01] [Z]')",
    "$toMillis('12 March 2018', '[D] [MNn] [Y]')", "$substring('hello', -3, 2)", "$pad('x', -5, 'ab')",
    "$join(['a','b'], '-')", "$each({'a':1,'b':2}, function($v,$k){ $k & $v })", "$sift({'a':1}, function($v){ $v>0 })",
    "$merge([{'a':1},{'b':[1,2]}])", "$zip([1,2],[3,4])", "$sort([3,1,2], function($l,$r){ $l > $r })",
    "$distinct([1,1,'a',[1],[1]])", "$string({'a':[1.10,null,true]}, true)", "$number('0x1F')", "$formatBase(255, 16)",
    "$round(2.345, 2)", "$power(2, 0.5)", "$base64encode('hi')", "$encodeUrl('a b/ü')", "$eval('1+a')",
    "a ? b : c", "a ?: 'd'", "a ?? 'e'", "a in [1,2]", "[1..5][$ > 2]", "-(1 - 2) % 3 / 4 * 5 + 6",
    "'a' & 1 & null & [1]",
    "$x := 5", "($a := 1; ($a := $a + 1; $a))", "a.(b; c)[]", "`a b`.\"c\"", "$lookup(a, 'b')", "$spread(a)",
    "$keys(a)",
    "$substringBefore('a-b','-') ~> $uppercase() ~> $length", "(/x(?=y)/)('xy').next()", "$shuffle([1,2,3])",
    "$partition([1,2,3], 2)", "$range(1, 9, 2)", "$hash('a', 'MD5')", "$parse('[1, 2.50]')", "$uuid()",
    "$append([1], 2)[-1]", "$type($sum)", "$single([1,2], function($v){ $v=1 })", "$trim('  a  b ')", "a[[0,1]]",
    "$clone({'a': {'b': 1}})", "$assert(true, 'x')", "$error('y')", "$average([1,2,3])", "$max(a.b)", "(a.b)[0]",
    "$contains('abc', /b$/m)", "function($x,$y){ $x }(1, ?)", "$substring(?, 1)('abc')", "$now('[Y]')",
    "/(?<n>a)\\k<n>/",
    "$string(function($x){$x})", "λ($x){ $x }(λ($y){ $y })", "{'a': 1}.a", "[[1,2],[3]].$[0]", "$count(a.b.c.d.e)",
    "a.{'k': $, 'n': $count($$.a)}", "$not(a) or $exists(b) and $boolean(c)", "1e308 * 10", "1/0 > 5",
  ]

  static let pieces: [String] = [
    "a", "b", ".", "[", "]", "(", ")", "{", "}", "$", "$$", "%", "*", "**", "@$v", "#$i", "^(", "~>", ":=", "?", ":",
    "??",
    "?:", "..", ",", ";", "|", "'x'", "\"\\u0041\"", "0", "1", "-1", "1e9", "0.1", "9999999999999999999", "null",
    "true",
    "function($x){", "λ($a,$b){", "$map", "$f", "$x", "/a*/", "/(a|b)+$/", " and ", " or ", " in ", "&", "=", "!=",
    "<=",
    "[0]", "[]", "[1..9]", "é", "😀", "\u{0}", "`q`", "/*c*/", "\\", "<n-s?:x>", "$sum(", "$string(", "$reduce(",
  ]

  @Test(arguments: 0..<chunks)
  func nothingTrapsAndNothingRunsAway(chunk: Int) {
    var random = JSONataRandom(seed: 0x5eed + UInt64(chunk))
    let count = Self.count / Self.chunks
    var document = JSON.null
    var parsed = 0
    var succeeded = 0
    for round in 0..<count {
      if round % 8 == 0 { document = Self.document(&random, 4) }
      let text = Self.mutated(&random)
      let dialect: JSONataDialect = round % 4 == 0 ? .service : .reference
      var environment = JSONataEnvironment(now: moment, random: random, limits: Self.limits)
      do throws(JSONataError) {
        let expression = try JSONataExpression(text, dialect: dialect)
        parsed += 1
        let result = try expression.evaluate(document, bindings: ["x": document], environment: &environment)
        succeeded += 1
        if case .value(let value) = result, value.depth(upTo: 2_000) >= 1_500 { Issue.record("Too deep: \(text)") }
      } catch {
        if error.code == nil, error.message.isEmpty { Issue.record("Nothing said: \(text)") }
      }
    }
    // Changes must leave enough that means something.
    #expect(parsed * 5 > count)
    #expect(succeeded * 10 > count)
  }

  private static func pick<Element>(_ list: [Element], _ random: inout JSONataRandom) -> Element {
    list[Int(random.next() % UInt64(list.count))]
  }

  private static let seedScalars = seeds.map { Array($0.unicodeScalars) }
  private static let pieceScalars = pieces.map { Array($0.unicodeScalars) }

  private static func mutated(_ random: inout JSONataRandom) -> String {
    var scalars = pick(seedScalars, &random)
    let changes = random.next() % 4
    for _ in 0..<changes {
      let place = Int(random.next() % UInt64(scalars.count + 1))
      switch random.next() % 6 {
      case 0, 1: scalars.insert(contentsOf: pick(pieceScalars, &random), at: place)
      case 2: if place < scalars.count { scalars.remove(at: place) }
      case 3: scalars.insert(contentsOf: pick(seedScalars, &random), at: place)
      case 4:
        let other = Int(random.next() % UInt64(scalars.count + 1))
        let range = min(place, other)..<max(place, other)
        if range.count < 20 { scalars.insert(contentsOf: scalars[range], at: place) }
      default:
        if place < scalars.count { scalars[place] = pick(pieceScalars, &random).first ?? " " }
      }
    }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func document(_ random: inout JSONataRandom, _ depth: Int) -> JSON {
    switch random.next() % (depth > 0 ? 10 : 6) {
    case 0: return .null
    case 1: return .bool(random.next() % 2 == 0)
    case 2: return .integer(Int64(random.next() % 100) - 50)
    case 3: return .double(Double(random.next() % 10_000) / 16 - 100)
    case 4: return .string(pick(["", "x", "abc", "é", "😀x", "2018-01-01", "12.5", "a b"], &random))
    case 5:
      return pick([.integer(Int64.max), .number(.literal("1E400")), .number(.literal("-0")), .double(1e21)], &random)
    case 6, 7:
      return .array((0..<random.next() % 5).map { _ in document(&random, depth - 1) })
    default:
      var object = JSON.Object()
      for _ in 0..<random.next() % 6 {
        object[pick(["a", "b", "c", "d", "id"], &random)] = document(&random, depth - 1)
      }
      return .object(object)
    }
  }
}
