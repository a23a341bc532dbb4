import JSONata
import OrderedJSON
import Testing

@Suite struct OperatorTests {
  @Test(arguments: [
    ("1 + 2 * 3 - 4 / 2", "5"), ("7 % 3", "1"), ("-7 % 3", "-1"), ("5.5 % 2", "1.5"), ("-(3)", "-3"),
    ("missing + 1", "undefined"),
    ("missing + 'a'", "T2002"), ("'a' + missing", "T2001"), ("null + 1", "T2001"), ("1 + [1]", "T2002"),
    ("-'a'", "D1002"),
    ("-missing", "undefined"), ("1/0", "D1001"), ("1/0 + 1", "D1001"), ("0.1 + 0.2", "0.30000000000000004"),
    ("1e308 * 10", "D1001"), ("9007199254740993", "9007199254740992"),
  ])
  func arithmetic(text: String, expected: String) { #expect(outcome(text) == expected) }

  @Test(arguments: [
    ("1 < 2", "true"), ("'a' < 'b'", "true"), ("'a' < 1", "T2009"), ("1 < 2 < 3", "T2010"),
    ("missing < 1", "undefined"),
    ("missing < true", "T2010"), ("1 = 1.0", "true"), ("'1' = 1", "false"), ("missing = missing", "false"),
    ("missing != 1", "false"), ("{'a':1,'b':2} = {'b':2,'a':1}", "true"), ("[1,[2]] = [1,[2]]", "true"),
    ("null = null", "true"),
    ("$sum = $sum", "true"), ("function(){1} = function(){1}", "false"), ("'😀' < '｡'", "true"), ("1 in [1,2]", "true"),
    ("1 in 1", "true"), ("{} in [{}]", "false"), ("missing in [1]", "false"), ("'a' >= 'a'", "true"),
    ("2 != 3", "true"),
  ])
  func comparisons(text: String, expected: String) { #expect(outcome(text) == expected) }

  @Test(arguments: [
    ("true and 'x'", "true"), ("missing or 0", "false"), ("false and $error('no')", "false"),
    ("true or $error('no')", "true"),
    ("1 ? 'y' : 'n'", "\"y\""), ("0 ? 'y'", "undefined"), ("[0,0] ? 1 : 2", "2"), ("[0,1] ? 1 : 2", "1"),
    ("{} ? 1 : 2", "2"),
    ("'0' ? 1 : 2", "1"), ("$sum ? 1 : 2", "2"), ("missing ?? 1", "1"), ("null ?? 1", "null"), ("0 ?: 1", "1"),
    ("2 ?: 1", "2"),
    ("a ?? b ?? 3", "3"), ("and", "undefined"), ("and and or", "false"), ("[1,2][1] ?? 9", "2"),
  ])
  func logic(text: String, expected: String) { #expect(outcome(text) == expected) }

  @Test(arguments: [
    ("'a' & 'b'", "\"ab\""), ("1 & 2", "\"12\""), ("missing & 'x'", "\"x\""), ("null & true", "\"nulltrue\""),
    ("[1,'a'] & {}", "\"[1,\\\"a\\\"]{}\""),
    ("0.1+0.2 & ''", "\"0.3\""), ("1e21 & ''", "\"1e+21\""), ("1e20 & ''", "\"100000000000000000000\""),
    ("1/3 & ''", "\"0.333333333333333\""),
    ("1e-7 & ''", "\"1e-7\""), ("$sum & 'x'", "\"x\""), ("1/0 & ''", "D3001"),
    ("'a' & 'b' & 'c' & 1 & null", "\"abc1null\""),
    ("5890840712243076 & ''", "\"5890840712243076\""),
  ])
  func concatenation(text: String, expected: String) { #expect(outcome(text) == expected) }

  @Test(arguments: [
    ("'a' ~> $uppercase", "\"A\""), ("'a' ~> $pad(3)", "\"a  \""),
    ("($f := $trim ~> $uppercase; ' a ' ~> $f)", "\"A\""),
    ("1 ~> 2", "T2006"), ("[1,2] ~> $sum()", "3"), ("$map([1,2], $sum ~> $string)", "[\"1\",\"2\"]"),
  ])
  func application(text: String, expected: String) { #expect(outcome(text) == expected) }

  @Test(arguments: [
    ("($x := 1; ($x := 2); $x)", "1"), ("($x := 1; $x := 2; $x)", "2"),
    ("($a := 1; $f := function(){ $a }; $a := 2; $f())", "2"),
    ("($x := missing; $x)", "undefined"), ("($x := 1; ($y := $x; $x := 2; $y + $x))", "3"), ("()", "undefined"),
    ("(1; 2)", "2"),
    ("($f := function($x, $y){ [$x, $y] }; $f(1))", "[1]"), ("($f := function($x){ $x }; $f(1, 2))", "1"),
    ("$f := 5", "5"),
    ("(function($x){ $x * 2 })(4)", "8"), ("($g := function($x){ function($y){ $x + $y } }; $g(1)(2))", "3"),
    ("5 := 1", "S0212"),
    ("($f := function($x)<n:n>{ $x }; $f('a'))", "T0410"), ("(λ($x){ $x })('l')", "\"l\""),
    ("$undefinedFunction()", "T1006"),
    ("sum(1)", "T1005"), ("sum(?)", "T1007"), ("nothing(?)", "T1008"), ("$substring(?, 1, 2)('hello')", "\"el\""),
    ("($add := function($a,$b,$c){ $a & $b & $c }; $add(?, 'b', ?)('a','c'))", "\"abc\""), ("function(x){1}", "S0208"),
    ("{'a': 1}.(function(){ a })()", "1"), ("$map([1,2], function($v){ $v & $$ })", "[\"1\",\"2\"]"),
  ])
  func variablesAndFunctions(text: String, expected: String) { #expect(outcome(text) == expected) }
}
