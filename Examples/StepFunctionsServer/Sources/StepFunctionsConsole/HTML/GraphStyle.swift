import StatesGraph

/// The style of graphs, which is part of the console's style sheet.
enum GraphStyle {
  static var sheet: String { GraphLayout.SVGSettings().styleSheet }
}
