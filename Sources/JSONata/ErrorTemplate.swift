internal import OrderedJSON

/// One entry of the error catalog, with the values that are inserted into its message.
///
/// `token` and `value` come from the error itself; everything else is in the case.
enum ErrorTemplate: Sendable {
  case unterminatedString
  case numberOutOfRange
  case unsupportedEscape
  case badUnicodeEscape
  case unterminatedName
  case unterminatedComment
  case syntaxError
  case expected(String)
  case expectedBeforeEnd(String)
  case unknownOperator
  case unexpectedToken
  case unknownExpressionType
  case unexpectedEnd
  case parameterNotVariable(Int)
  case predicateAfterGrouping
  case secondGrouping
  case notUnary
  case assignmentToNonVariable
  case literalStep
  case bindingToNonVariable
  case focusAfterPredicate
  case focusAfterSort
  case noParent
  case emptyRegex
  case unterminatedRegex
  case misplacedTypeParameter
  case choiceOfParameterized
  case argumentMismatch(index: Int)
  case contextMismatch(index: Int)
  case arrayMismatch(index: Int, type: String?)
  case valueOutOfRange
  case cannotNegate
  case keyNotString
  case emptyMatch
  case didYouMean
  case notFunction
  case didYouMeanPartial
  case notPartialFunction
  case duplicateKey
  case badMatcher
  case reservedKey
  case leftNotNumber
  case rightNotNumber
  case leftNotInteger
  case rightNotInteger
  case rangeTooLong
  case sequenceTooLong
  case applyNotFunction
  case sortMismatch(JSON?)
  case sortType
  case comparisonMismatch(JSON?)
  case comparisonType
  case updateNotObject
  case deleteNotStrings
  case cloneNotFunction
  case infinityToString
  case emptyPattern
  case replaceLimit
  case replacementNotString
  case splitLimit
  case notNumber
  case matchLimit
  case reduceArity
  case negativeRoot
  case powerRange(exponent: JSON)
  case sortMembers
  case numberPicture(NumberPictureFault)
  case radix
  case notTimestamp
  case evalSyntax
  case evalDynamic
  case integerSequence
  case mixedDigits
  case unknownComponent
  case nameModifier
  case timezoneDigits
  case unclosedComponent
  case missingSpecifiers
  case userError(String)
  case singleMany
  case singleNone
  case malformedURL(function: String)
  case assertion(String)

  /// The code of this entry.
  var code: String { entry.code }

  /// The message, with all placeholders filled.
  func text(token: JSON?, value: JSON?) -> String {
    let tokenText = Self.inserted(token)
    let valueText = Self.inserted(value)
    return entry.text.map { part in
      switch part {
      case .text(let text): text
      case .token: tokenText
      case .rawToken: token?.stringValue ?? ""
      case .value: valueText
      case .json(let json): Self.inserted(json)
      }
    }.joined()
  }

  private static func inserted(_ value: JSON?) -> String {
    guard let value else { return "undefined" }
    return JSONPrinter(lowercaseEscapes: true).string(value)
  }

  private enum Part {
    case text(String)
    case token
    case rawToken
    case value
    case json(JSON?)
  }

  private struct Entry: ExpressibleByStringInterpolation {
    struct StringInterpolation: StringInterpolationProtocol {
      var parts: [Part] = []
      init(literalCapacity: Int, interpolationCount: Int) {}
      mutating func appendLiteral(_ literal: String) { if !literal.isEmpty { parts.append(.text(literal)) } }
      mutating func appendInterpolation(_ part: Part) { parts.append(part) }
      mutating func appendInterpolation(_ number: Int) { parts.append(.text(String(number))) }
      mutating func appendInterpolation(raw text: String) { parts.append(.text(text)) }
    }

    let code: String
    let text: [Part]

    init(stringLiteral value: String) { self.init(parts: [.text(value)]) }
    init(stringInterpolation: StringInterpolation) { self.init(parts: stringInterpolation.parts) }

    /// The first five characters of an entry are its code, followed by a space.
    private init(parts: [Part]) {
      var parts = parts
      guard case .text(let first)? = parts.first else {
        code = ""
        text = parts
        return
      }
      code = String(first.prefix(5))
      parts[0] = .text(String(first.dropFirst(6)))
      text = parts
    }
  }

  private var entry: Entry {
    switch self {
    case .unterminatedString: "S0101 String literal must be terminated by a matching quote"
    case .numberOutOfRange: "S0102 Number out of range: \(.token)"
    case .unsupportedEscape: "S0103 Unsupported escape sequence: \\\(.token)"
    case .badUnicodeEscape: "S0104 The escape sequence \\u must be followed by 4 hex digits"
    case .unterminatedName: "S0105 Quoted property name must be terminated with a backquote (`)"
    case .unterminatedComment: "S0106 Comment has no closing tag"
    case .syntaxError: "S0201 Syntax error: \(.token)"
    case .expected(let wanted): "S0202 Expected \(.json(.string(wanted))), got \(.token)"
    case .expectedBeforeEnd(let wanted): "S0203 Expected \(.json(.string(wanted))) before end of expression"
    case .unknownOperator: "S0204 Unknown operator: \(.token)"
    case .unexpectedToken: "S0205 Unexpected token: \(.token)"
    case .unknownExpressionType: "S0206 Unknown expression type: \(.token)"
    case .unexpectedEnd: "S0207 Unexpected end of expression"
    case .parameterNotVariable(let index):
      "S0208 Parameter \(index) of function definition must be a variable name (start with $)"
    case .predicateAfterGrouping: "S0209 A predicate cannot follow a grouping expression in a step"
    case .secondGrouping: "S0210 Each step can only have one grouping expression"
    case .notUnary: "S0211 The symbol \(.token) cannot be used as a unary operator"
    case .assignmentToNonVariable: "S0212 The left side of := must be a variable name (start with $)"
    case .literalStep: "S0213 The literal value \(.value) cannot be used as a step within a path expression"
    case .bindingToNonVariable: "S0214 The right side of \(.token) must be a variable name (start with $)"
    case .focusAfterPredicate: "S0215 A context variable binding must precede any predicates on a step"
    case .focusAfterSort: "S0216 A context variable binding must precede the 'order-by' clause on a step"
    case .noParent: "S0217 The object representing the 'parent' cannot be derived from this expression"
    case .emptyRegex: "S0301 Empty regular expressions are not allowed"
    case .unterminatedRegex: "S0302 No terminating / in regular expression"
    case .misplacedTypeParameter: "S0401 Type parameters can only be applied to functions and arrays"
    case .choiceOfParameterized: "S0402 Choice groups containing parameterized types are not supported"
    case .argumentMismatch(let index): "T0410 Argument \(index) of function \(.token) does not match function signature"
    case .contextMismatch(let index):
      "T0411 Context value is not a compatible type with argument \(index) of function \(.token)"
    case .arrayMismatch(let index, let type?):
      "T0412 Argument \(index) of function \(.token) must be an array of \(.json(.string(type)))"
    case .arrayMismatch(let index, nil): "T0412 Argument \(index) of function \(.token) must be an array of undefined"
    case .valueOutOfRange: "D1001 Number out of range: \(.value)"
    case .cannotNegate: "D1002 Cannot negate a non-numeric value: \(.value)"
    case .keyNotString: "T1003 Key in object structure must evaluate to a string; got: \(.value)"
    case .emptyMatch: "D1004 Regular expression matches zero length string"
    case .didYouMean: "T1005 Attempted to invoke a non-function. Did you mean $\(.rawToken)?"
    case .notFunction: "T1006 Attempted to invoke a non-function"
    case .didYouMeanPartial: "T1007 Attempted to partially apply a non-function. Did you mean $\(.rawToken)?"
    case .notPartialFunction: "T1008 Attempted to partially apply a non-function"
    case .duplicateKey: "D1009 Multiple key definitions evaluate to same key: \(.value)"
    case .badMatcher:
      "T1010 The matcher function argument passed to function \(.token) does not return the correct object structure"
    case .reservedKey: "D1013 Attempted to use a reserved key: \(.value)"
    case .leftNotNumber: "T2001 The left side of the \(.token) operator must evaluate to a number"
    case .rightNotNumber: "T2002 The right side of the \(.token) operator must evaluate to a number"
    case .leftNotInteger: "T2003 The left side of the range operator (..) must evaluate to an integer"
    case .rightNotInteger: "T2004 The right side of the range operator (..) must evaluate to an integer"
    case .rangeTooLong:
      "D2014 The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate \(.value)."
    case .sequenceTooLong: "D2015 The size of a sequence must not exceed \(.value)."
    case .applyNotFunction: "T2006 The right side of the function application operator ~> must be a function"
    case .sortMismatch(let other):
      "T2007 Type mismatch when comparing values \(.value) and \(.json(other)) in order-by clause"
    case .sortType: "T2008 The expressions within an order-by clause must evaluate to numeric or string values"
    case .comparisonMismatch(let other):
      "T2009 The values \(.value) and \(.json(other)) either side of operator \(.token) must be of the same data type"
    case .comparisonType:
      "T2010 The expressions either side of operator \(.token) must evaluate to numeric or string values"
    case .updateNotObject:
      "T2011 The insert/update clause of the transform expression must evaluate to an object: \(.value)"
    case .deleteNotStrings:
      "T2012 The delete clause of the transform expression must evaluate to a string or array of strings: \(.value)"
    case .cloneNotFunction:
      "T2013 The transform expression clones the input object using the $clone() function.  This has been overridden in the current scope by a non-function."
    case .infinityToString: "D3001 Attempting to invoke string function on Infinity or NaN"
    case .emptyPattern: "D3010 Second argument of replace function cannot be an empty string"
    case .replaceLimit: "D3011 Fourth argument of replace function must evaluate to a positive number"
    case .replacementNotString: "D3012 Attempted to replace a matched string with a non-string value"
    case .splitLimit: "D3020 Third argument of split function must evaluate to a positive number"
    case .notNumber: "D3030 Unable to cast value to a number: \(.value)"
    case .matchLimit: "D3040 Third argument of match function must evaluate to a positive number"
    case .reduceArity: "D3050 The second argument of reduce function must be a function with at least two arguments"
    case .negativeRoot: "D3060 The sqrt function cannot be applied to a negative number: \(.value)"
    case .powerRange(let exponent):
      "D3061 The power function has resulted in a value that cannot be represented as a JSON number: base=\(.value), exponent=\(.json(exponent))"
    case .sortMembers:
      "D3070 The single argument form of the sort function can only be applied to an array of strings or an array of numbers.  Use the second argument to specify a comparison function"
    case .numberPicture(let fault): "\(raw: fault.rawValue)"
    case .radix: "D3100 The radix of the formatBase function must be between 2 and 36.  It was given \(.value)"
    case .notTimestamp:
      "D3110 The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given \(.value)"
    case .evalSyntax: "D3120 Syntax error in expression passed to function eval: \(.value)"
    case .evalDynamic: "D3121 Dynamic error evaluating the expression passed to function eval: \(.value)"
    case .integerSequence:
      "D3130 Formatting or parsing an integer as a sequence starting with \(.value) is not supported by this implementation"
    case .mixedDigits: "D3131 In a decimal digit pattern, all digits must be from the same decimal group"
    case .unknownComponent: "D3132 Unknown component specifier \(.value) in date/time picture string"
    case .nameModifier:
      "D3133 The 'name' modifier can only be applied to months and days in the date/time picture string, not \(.value)"
    case .timezoneDigits: "D3134 The timezone integer format specifier cannot have more than four digits"
    case .unclosedComponent: "D3135 No matching closing bracket ']' in date/time picture string"
    case .missingSpecifiers:
      "D3136 The date/time picture string is missing specifiers required to parse the timestamp"
    case .userError(let message): "D3137 \(raw: message)"
    case .singleMany: "D3138 The $single() function expected exactly 1 matching result.  Instead it matched more."
    case .singleNone: "D3139 The $single() function expected exactly 1 matching result.  Instead it matched 0."
    case .malformedURL(let function): "D3140 Malformed URL passed to $\(raw: function)(): \(.value)"
    case .assertion(let message): "D3141 \(raw: message)"
    }
  }
}

/// The errors in a picture of `$formatNumber`; the raw value is the catalog's entry.
enum NumberPictureFault: String, Sendable {
  case tooManySubPictures = "D3080 The picture string must only contain a maximum of two sub-pictures"
  case decimalSeparators =
    "D3081 The sub-picture must not contain more than one instance of the 'decimal-separator' character"
  case percents = "D3082 The sub-picture must not contain more than one instance of the 'percent' character"
  case perMilles = "D3083 The sub-picture must not contain more than one instance of the 'per-mille' character"
  case percentAndPerMille = "D3084 The sub-picture must not contain both a 'percent' and a 'per-mille' character"
  case noDigits =
    "D3085 The mantissa part of a sub-picture must contain at least one character that is either an 'optional digit character' or a member of the 'decimal digit family'"
  case passiveInside =
    "D3086 The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character"
  case groupingAtDecimal =
    "D3087 The sub-picture must not contain a 'grouping-separator' character that appears adjacent to a 'decimal-separator' character"
  case groupingAtEnd =
    "D3088 The sub-picture must not contain a 'grouping-separator' at the end of the integer part"
  case groupingTwice =
    "D3089 The sub-picture must not contain two adjacent instances of the 'grouping-separator' character"
  case digitBeforeOptional =
    "D3090 The integer part of the sub-picture must not contain a member of the 'decimal digit family' that is followed by an instance of the 'optional digit character'"
  case optionalBeforeDigit =
    "D3091 The fractional part of the sub-picture must not contain an instance of the 'optional digit character' that is followed by a member of the 'decimal digit family'"
  case exponentWithPercent =
    "D3092 A sub-picture that contains a 'percent' or 'per-mille' character must not contain a character treated as an 'exponent-separator'"
  case badExponent =
    "D3093 The exponent part of the sub-picture must comprise only of one or more characters that are members of the 'decimal digit family'"
}
