"""JSONPath, JSONata and intrinsic functions: in states with the service's limits, and with the library's own."""

import json

from .case import evaluate, nested, one, run

LIMITS = "States.QueryEvaluationError|States.DataLimitExceeded|States.Runtime|ASL|invalid"

# Each is evaluated in a state and by `asl eval`.
JSONATA = {
    "shares-printed": "($f:=function($s,$n){$n=0?$s:$f([[$s],[$s]],$n-1)}; $f(1,60))",
    "shares-string": "($f:=function($s,$n){$n=0?$s:$f([[$s],[$s]],$n-1)}; $length($string($f(1,60))))",
    "shares-equal": "($f:=function($s,$n){$n=0?$s:$f({'a':$s,'b':$s},$n-1)}; $f(1,60) = $f(1,60))",
    "shares-in": "($f:=function($s,$n){$n=0?$s:$f({'a':$s,'b':$s},$n-1)}; $f(1,60) in [$f(1,60)])",
    "shares-distinct": "($f:=function($s,$n){$n=0?$s:$f([[$s],[$s]],$n-1)}; $count($distinct([$f(1,60),$f(1,60)])))",
    "shares-descendants": "($f:=function($s,$n){$n=0?$s:$f({'a':$s,'b':$s},$n-1)}; $count($f(1,60).**))",
    "shares-group": "($f:=function($s,$n){$n=0?$s:$f({'a':$s,'b':$s},$n-1)}; [$f(1,60)]{$string($): 1})",
    "shares-sort": "($f:=function($s,$n){$n=0?$s:$f([[$s],[$s]],$n-1)}; [$f(1,60),$f(1,60)]^($string($)))",
    "shares-clone": "($f:=function($s,$n){$n=0?$s:$f({'a':$s,'b':$s},$n-1)}; $clone($f(1,60)))",
    "shares-transform": "($f:=function($s,$n){$n=0?$s:$f({'a':$s,'b':$s},$n-1)}; $f(1,60) ~> |**|{'x':1}|)",
    "shares-hash": "($f:=function($s,$n){$n=0?$s:$f([[$s],[$s]],$n-1)}; $hash($string($f(1,60)),'MD5'))",
    "shares-sum": "($f:=function($s,$n){$n=0?$s:$f($append($s,$s),$n-1)}; $sum($f([1],60)))",
    "shares-concatenated": "($f:=function($s,$n){$n=0?$s:$f([[$s],[$s]],$n-1)}; $f(1,60) & 'x')",
    "distinct-20000-objects": "$count($distinct([1..20000].{'a':$,'b':[$]}))",
    "distinct-100000-strings": "$count($distinct([1..100000].$string($)))",
    "text-doubled": "($f:=function($s,$n){$n=0?$s:$f($s&$s,$n-1)}; $length($f('x',60)))",
    "array-doubled": "($f:=function($s,$n){$n=0?$s:$f($append($s,$s),$n-1)}; $count($f([1],60)))",
    "tail-call-endless": "($f:=function($n){$f($n+1)}; $f(0))",
    "tail-calls-of-two": "($f:=function($n){$g($n)}; $g:=function($n){$f($n)}; $f(0))",
    "recursion-endless": "($f:=function($n){1+$f($n)}; $f(0))",
    "recursion-of-two": "($f:=function($n){$f($n-1)+$f($n-2)+1}; $f(200))",
    "y-combinator": "(λ($x){$x($x)})(λ($x){$x($x)})",
    "eval-of-itself": "($s:='$eval($s)'; $eval($s))",
    "eval-nested": "$eval(\"$eval('$eval(\\\"1+1\\\")')\")",
    "pad-to-a-billion": "$length($pad('x', 1000000000))",
    "pad-left": "$pad('x', -208284738)",
    "pad-extreme": "$pad('x', 9223372036854775807, 'ab')",
    "range-of-a-billion": "$count([1..1000000000])",
    "range-of-ten-million": "$sum([1..9999999])",
    "range-extreme": "[-9007199254740991..9007199254740991]",
    "ranges-in-ranges": "$count([1..3000].([1..3000]))",
    "range-function": "$count($range(1, 1000000000, 1))",
    "partition-small": "$partition([1..10], 0.000000001)",
    "partition-many": "$count($partition([1..1000000], 1))",
    "map-three-deep": "$map([1..1000], function($a){$map([1..1000], function($b){$map([1..1000], function($c){1})})})",
    "reduce-of-texts": "$reduce($map([1..100000], function($i){'xxxxxxxxxx'}), function($a,$b){$a&$b})",
    "reduce-of-arrays": "$count($reduce([1..100000], function($a,$b){$append($a,[$b,$b])}))",
    "filter-in-filter": "$count([1..5000][$count([1..5000][$>2500])>1])",
    "join-of-two": "[1..20000]@$a.[1..20000]@$b[$a=$b].{'a':$a}",
    "joins-of-four": "[1..200]@$a.[1..200]@$b.[1..200]@$c.[1..200]@$d.($a+$b+$c+$d)",
    "positions": "$count([1..1000000]#$i.$i)",
    "parents": "$count($f:=[1..300].{'a':[1..300].{'b':$}}).a.b.%.%",
    "wildcards": "$count(**.**.**.**.*)",
    "sort-million": "$sort([1..1000000], function($a,$b){$a<$b})[0]",
    "sort-liar": "$sort([1..100000], function($a,$b){true})[0]",
    "sort-by-many": "$count([1..200000]^(>$string($), <$))",
    "group-100000": "$count($keys([1..100000]{$string($): $}))",
    "merge-20000": "$count($keys($merge([1..20000].{$string($): $})))",
    "merge-growing": "$reduce([1..20000], function($a,$b){$merge([$a, {$string($b): 1}])}, {})",
    "spread": "$count($spread($merge([1..20000].{$string($): $})))",
    "each": "$count($each($merge([1..20000].{$string($): $}), function($v,$k){$k}))",
    "zip": "$count($zip([1..500000],[1..500000]))",
    "shuffle": "$count($shuffle([1..2000000]))",
    "reverse": "$count($reverse([1..3000000]))",
    "join-texts": "$length($join($map([1..500000], function($i){'xxxxxxxxxx'}), 'yyyyyyyyyy'))",
    "split-text": "$count($split($pad('', 3000000, 'a,'), ','))",
    "split-pattern": "$count($split($pad('', 300000, 'a,'), /,/))",
    "replace-growing": "$length($replace($pad('', 100000, 'a'), 'a', $pad('', 100000, 'b')))",
    "replace-pattern-growing": "$length($replace($pad('', 100000, 'a'), /a/, $pad('', 100000, 'b')))",
    "replace-groups": "$length($replace($pad('',50000,'a'), /(a*)/, '$1$1$1$1$1$1$1$1$1$1'))",
    "replace-nothing": "$replace($pad('',100000,'a'), /x*/, 'b')",
    "pattern-plus-plus": "$match($pad('',40,'a') & 'b', /(a+)+c/)",
    "pattern-alternatives": "$match($pad('',5000,'a'), /(a|a)*b/)",
    "pattern-dots": "$match($pad('',3000,'x'), /.*.*.*.*.*y/)",
    "pattern-lookahead": "$match($pad('',5000,'a'), /(?=(a+))a*b/)",
    "pattern-back-reference": "$match($pad('',5000,'a'), /(a*)*\\1b/)",
    "pattern-repeated": "$match('x', /((((x{1,1000}){1,1000}){1,1000}){1,1000})/)",
    "pattern-nested": "$match('x', /" + nested("(", "x", ")", 3_000) + "/)",
    "pattern-class": "$match($pad('',100000,'a'), /[" + "a-z" * 5_000 + "]*$/)",
    "base64": "($f:=function($s,$n){$n=0?$s:$f($base64encode($s),$n-1)}; $length($f('x',100)))",
    "url": "($f:=function($s,$n){$n=0?$s:$f($encodeUrlComponent($s),$n-1)}; $length($f('%',40)))",
    "url-whole": "($f:=function($s,$n){$n=0?$s:$f($encodeUrl($s),$n-1)}; $length($f('%',60)))",
    "decode-many": "$sum([1..2000].$length($base64decode($base64encode($pad('',5000,'x')))))",
    "case-many": "$sum([1..2000].$length($uppercase($pad('',5000,'ß'))))",
    "case-growing": "($f:=function($s,$n){$n=0?$s:$f($uppercase($s),$n-1)}; $length($f($pad('',1000000,'ß'),20)))",
    "trim-many": "$sum([1..3000].$length($trim($pad('',3000,' '))))",
    "substring-many": "$sum([1..20000].$length($substring($pad('',5000,'é'), 2500, 1)))",
    "substring-before": "$sum([1..3000].$length($substringBefore($pad('',5000,'a'), $pad('',2500,'a') & 'b')))",
    "contains-many": "$count([1..3000][$contains($pad('',5000,'a'), $pad('',2500,'a') & 'b')])",
    "string-indented": "$length($string([1..300000].{'a':[$]}, true))",
    "string-in-string": "($f:=function($s,$n){$n=0?$s:$f($string([$s]),$n-1)}; $length($f('\"',60)))",
    "parse-of-string": "$parse($pad('', 200000, '['))",
    "format-number-long": "$formatNumber(1, $pad('', 200000, '#,'))",
    "format-number-digits": "$formatNumber(1, '0.' & $pad('', 5000000, '0'))",
    "format-integer-words": "$formatInteger(1e300, 'w')",
    "format-integer-roman": "$formatInteger(9007199254740991, 'I')",
    "format-integer-letters": "$formatInteger(9007199254740991, 'a')",
    "format-base": "$formatBase(1e300, 2)",
    "parse-integer-long": "$parseInteger($pad('', 1000000, '9'), '0')",
    "parse-integer-words": "$parseInteger($pad('', 300000, 'one '), 'w')",
    "from-millis-extreme": "[$fromMillis(9007199254740991), $fromMillis(-9007199254740991), $fromMillis(1e300)]",
    "from-millis-picture": "$length($fromMillis(0, $pad('', 300000, '[Y]')))",
    "from-millis-width": "$length($fromMillis(0, '[Y,999999999-999999999]'))",
    "from-millis-zone": "$fromMillis(0, '[Y]', '+999999999999')",
    "to-millis-picture": "$toMillis($pad('', 100000, '1 '), $pad('', 300000, '[D] '))",
    "power": "[$power(10, 308), $power(2, 1e300), $power(-1, 0.5)]",
    "numbers-extreme": "[1e308 + 1e308, -1e308 * 10, 1/0, 0/0]",
    "round-extreme": "[$round(1.5, 9007199254740991), $round(1.5, -9007199254740991)]",
    "index-extreme": "[1,2,3][9007199254740993]",
    "index-negative": "[1,2,3][-9223372036854775808]",
    "substring-extreme": "$substring('abc', -9007199254740991, 9007199254740991)",
    "random-many": "$count([1..500000].$random())",
    "uuid-many": "$count([1..300000].$uuid())",
    "hash-many": "$count([1..200000].$hash('x', 'SHA-512'))",
    "hash-large": "[1..100].$hash($pad('', 5000000, 'x'), 'SHA-512')",
    "closures": "$reduce([1..100000], function($f,$n){function($x){$f($x)}}, function($x){$x})(1)",
    "composed": "$reduce([1..100000], function($f,$n){$f ~> $f}, $uppercase)('a')",
    "partial": "$reduce([1..100000], function($f,$n){$substring(?, 0)}, $uppercase)('a')",
    "parentheses": nested("(", "1", ")", 200_000),
    "brackets": nested("[", "1", "]", 200_000),
    "minuses": "-" * 300_000 + "1",
    "sums": "+".join(["1"] * 200_000),
    "concatenations": "&".join(["'x'"] * 100_000),
    "conditions": "1?" * 100_000 + "1" + ":2" * 100_000,
    "steps": ".".join(["a"] * 200_000),
    "filters": "a" + "[1]" * 200_000,
    "blocks": "(" + "1;" * 300_000 + "1)",
    "members": "{" + ",".join(f"'k{i}':1" for i in range(100_000)) + "}",
    "bindings": "(" + ";".join(f"$v{i}:=1" for i in range(100_000)) + ")",
    "arguments": "$append(" + ",".join(["1"] * 100_000) + ")",
    "parameters": "function(" + ",".join(f"$p{i}" for i in range(50_000)) + "){1}",
    "signature": "function($x)<" + "(" * 50_000 + "n>{1}",
    "text-without-end": "'" + "x" * 900_000,
    "comment-without-end": "/*" + "*" * 900_000,
    "pattern-without-end": "/" + "(" * 300_000,
    "number-long": "9" * 900_000,
    "lambdas": nested("function($x){", "1", "}", 20_000),
}

BIG = {"a": [{"b": i, "c": [i, str(i)]} for i in range(3_000)], "s": "a" * 5_000 + "b", "l": list(range(300)), "o": {f"k{i}": i for i in range(2_000)}}
DEEP = nested('{"p":', "1", "}", 240)
TERMS = "||".join(["1==2"] * 20_000)

JSONPATH = {
    "descendants-of-descendants": ("$..*..*..*..*", json.dumps({"a": json.loads(DEEP), "b": [[[[1] * 10] * 10] * 10] * 10})),
    "descendants-deep": ("$..p..p..p", nested('{"p":', "1", "}", 400)),
    "descendant-filters": ("$..[?(@..b)]..[?(@..c)]", json.dumps(BIG)),
    "filter-three-deep": ("$.l[?($.l[?($.l[?(@ == 1)] == 1)] == 1)]", json.dumps(BIG)),
    "filter-of-20000-terms": ("$.l[?($.l[?(" + TERMS + ")])]", json.dumps(BIG)),
    "filter-of-large-values": ("$.a[?($.a[?($.b == $.c)])]", json.dumps({"a": list(range(300)), "b": list(range(15_000)), "c": list(range(15_000))})),
    "filter-of-long-paths": ("$.l[?($.l[?(@" + ".p" * 240 + " == 1)])]", json.dumps(BIG)),
    "filter-in-list": ("$.a[?(@.b in [" + ",".join(str(i) for i in range(20_000, 50_000)) + "])]", json.dumps(BIG)),
    "filter-of-filters": ("$.a" + "[?(@.b)]" * 5_000, json.dumps(BIG)),
    "filter-parentheses": ("$[?(" + nested("(", "@.a==1", ")", 20_000) + ")]", "[1]"),
    "filter-nots": ("$[?(" + "!" * 50_000 + "@.a)]", "[1]"),
    "filter-brackets": ("$" + "[?(@" * 20_000 + ")]" * 20_000, "[1]"),
    "pattern": ("$.l[?($.s =~ /(a+)+c/)]", json.dumps(BIG)),
    "pattern-long": ("$[?(@.s =~ /(a|a)*c/)]", json.dumps([{"s": "a" * 20_000}])),
    "steps-100000": ("$" + ".a" * 100_000, "{}"),
    "index-lists": ("$.l[" + ",".join(["0"] * 100_000) + "]", json.dumps(BIG)),
    "index-lists-of-lists": ("$" + "[0,0,0,0]" * 20, nested("[", "1", "]", 30)),
    "name-lists": ("$.o[" + ",".join(f"'k{i}'" for i in range(30_000)) + "]", json.dumps(BIG)),
    "wildcards-30": ("$" + "[*]" * 30, nested("[", "1", "]", 30)),
    "wildcards-doubling": ("$" + ".*" * 20, json.dumps(json.loads(nested('{"a":', "1", "}", 20)))),
    "slice-extreme": ("$.l[-9223372036854775808:9223372036854775807:1]", json.dumps(BIG)),
    "slice-step": ("$.l[::9223372036854775807]", json.dumps(BIG)),
    "index-extreme": ("$.l[9223372036854775807]", json.dumps(BIG)),
    "index-of-5000-digits": ("$.l[" + "9" * 5_000 + "]", json.dumps(BIG)),
    "index-from-length": ("$.l[(@.length-9223372036854775807)]", json.dumps(BIG)),
    "quote-without-end": ("$['" + "x" * 900_000, "{}"),
    "brackets": ("$" + "[" * 500_000, "{}"),
    "dots": ("$" + "." * 500_000, "{}"),
}

INTRINSIC = {
    "nested": nested("States.Array(", "1", ")", 20_000),
    "arguments": "States.Array(" + ",".join(["1"] * 100_000) + ")",
    "format-many": "States.Format('" + "{}" * 50_000 + "', " + ",".join(["$.s"] * 50_000) + ")",
    "format-braces": "States.Format('" + "{}" * 200_000 + "', 1)",
    "range-extreme": "States.ArrayRange(-9223372036854775807, 9223372036854775807, 1)",
    "range-step": "States.ArrayRange(1, 1000000000, 1000001)",
    "range-of-doubles": "States.ArrayRange(1, 1e300, 1)",
    "partition-extreme": "States.ArrayPartition($.l, 9223372036854775807)",
    "partition-small": "States.ArrayPartition($.l, 0)",
    "get-extreme": "States.ArrayGetItem($.l, 9223372036854775807)",
    "get-negative": "States.ArrayGetItem($.l, -9223372036854775808)",
    "add-extreme": "States.MathAdd(9223372036854775807, 9223372036854775807)",
    "random-extreme": "States.MathRandom(-9223372036854775808, 9223372036854775807)",
    "random-seed": "States.MathRandom(1, 9, 9223372036854775807)",
    "unique-large": "States.ArrayUnique($.a)",
    "contains-large": "States.ArrayContains($.a, $.a)",
    "merge-large": "States.JsonMerge($.o, $.o, false)",
    "string-to-json-deep": "States.StringToJson('" + "[" * 200_000 + "')",
    "string-escapes": "States.JsonToString(" * 40 + "$.s" + ")" * 40,
    "base64-grows": "States.Base64Encode(" * 40 + "$.s" + ")" * 40,
    "base64-of-nothing": "States.Base64Decode('" + "=" * 9_999 + "')",
    "split-many": "States.StringSplit($.s, 'a')",
    "hash-long": "States.Hash($.s, 'SHA-512')",
    "quotes-without-end": "States.Format('" + "\\'" * 400_000,
    "parentheses": "States.UUID" + "(" * 400_000,
}


def cases():
    # A text in a definition is bounded by the definition's own size; longer ones are for `asl eval` alone.
    for name, expression in JSONATA.items():
        definition = one({"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% " + expression + " %}"})
        yield run(f"jsonata-state-{name}", definition, says=LIMITS)
        yield evaluate(f"jsonata-eval-{name}", "jsonata", expression, says='"code"|"result"')
    for name, (path, document) in JSONPATH.items():
        yield run(f"jsonpath-state-{name}", one({"Type": "Pass", "InputPath": path}), document, says=LIMITS)
        yield evaluate(f"jsonpath-eval-{name}", "jsonpath", path, document, says='"code"|"result"')
    for name, call in INTRINSIC.items():
        template = {"Type": "Pass", "Parameters": {"x.$": call}}
        yield run(f"intrinsic-state-{name}", one(template), json.dumps(BIG), says=LIMITS)
        yield evaluate(f"intrinsic-eval-{name}", "intrinsic", call, json.dumps(BIG), says='"code"|"result"')
    choice = {"Type": "Choice", "Choices": [{"Variable": "$.s", "StringMatches": "*a" * 200 + "*c", "Next": "D"}], "Default": "D"}
    yield run("string-matches-stars", json.dumps({"StartAt": "C", "States": {"C": choice, "D": {"Type": "Succeed"}}}), json.dumps({"s": "a" * 200_000}))
    path = {"Type": "Pass", "Result": 1, "ResultPath": "$" + ".a" * 5_000}
    yield run("result-path-5000-deep", one(path), says=LIMITS)
    path = {"Type": "Pass", "Result": 1, "ResultPath": "$.a[9223372036854775807]"}
    yield run("result-path-index-extreme", one(path), '{"a":[]}', says=LIMITS)
    path = {"Type": "Pass", "Result": 1, "ResultPath": "$.a[2000000000]"}
    yield run("result-path-index-large", one(path), '{"a":[]}', says="States.ReferencePathConflict")
