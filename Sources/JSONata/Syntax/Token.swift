/// The operators and punctuation of the language.
enum Symbol: String, Sendable {
  case dot = "."
  case openBracket = "["
  case closeBracket = "]"
  case openBrace = "{"
  case closeBrace = "}"
  case openParenthesis = "("
  case closeParenthesis = ")"
  case comma = ","
  case at = "@"
  case hash = "#"
  case semicolon = ";"
  case colon = ":"
  case question = "?"
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case bar = "|"
  case equal = "="
  case less = "<"
  case greater = ">"
  case caret = "^"
  case doubleStar = "**"
  case doubleDot = ".."
  case assign = ":="
  case notEqual = "!="
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case apply = "~>"
  case elvis = "?:"
  case coalesce = "??"
  case and = "and"
  case or = "or"
  case `in` = "in"
  case ampersand = "&"
  case exclamation = "!"
  case tilde = "~"

  /// How tightly it binds the expression before it; 0 if it is not an infix operator.
  var bindingPower: Int {
    switch self {
    case .at, .hash, .openBracket, .openParenthesis: 80
    case .dot: 75
    case .openBrace: 70
    case .star, .slash, .percent: 60
    case .plus, .minus, .ampersand: 50
    case .equal, .less, .greater, .caret, .notEqual, .lessOrEqual, .greaterOrEqual, .apply, .elvis, .coalesce, .in: 40
    case .and: 30
    case .or: 25
    case .question: 20
    case .assign: 10
    case .closeBracket, .closeBrace, .closeParenthesis, .comma, .semicolon, .colon, .bar, .doubleStar, .doubleDot,
      .exclamation, .tilde:
      0
    }
  }
}

/// One token.
struct Token {
  enum Kind {
    case end
    case symbol(Symbol)
    case name(String)
    case variable(String)
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null
    case regex(String, flags: String)
  }

  var kind: Kind
  /// The offset after the token, in UTF-16 code units.
  var position: Int
  /// The offset of the token, in UTF-8.
  var start: Int

  /// The symbol, or `nil` for any other kind.
  var symbol: Symbol? { if case .symbol(let symbol) = kind { symbol } else { nil } }
}
