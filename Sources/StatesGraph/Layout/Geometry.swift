/// A point of a picture, in pixels from its upper left corner.
public struct GraphPoint: Sendable, Hashable {
  /// From the left.
  public var x: Int
  /// From the top.
  public var y: Int

  /// Creates a point.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }

  func moved(_ by: GraphPoint) -> GraphPoint { GraphPoint(x: x + by.x, y: y + by.y) }
}

/// A rectangle of a picture.
public struct GraphBox: Sendable, Hashable {
  /// The left edge.
  public var x: Int
  /// The upper edge.
  public var y: Int
  /// The width.
  public var width: Int
  /// The height.
  public var height: Int

  /// Creates a rectangle.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The right edge.
  public var right: Int { x + width }
  /// The lower edge.
  public var bottom: Int { y + height }
  /// The point in the middle.
  public var middle: GraphPoint { GraphPoint(x: x + width / 2, y: y + height / 2) }

  func moved(_ by: GraphPoint) -> GraphBox { GraphBox(x: x + by.x, y: y + by.y, width: width, height: height) }
}

/// A part of an edge: a straight line, or a curve that is vertical at both ends.
public struct GraphStroke: Sendable, Hashable {
  /// Where it starts.
  public var from: GraphPoint
  /// Where it ends.
  public var to: GraphPoint
  /// Whether it is a curve. Its control points are at half its height, above or below its ends.
  public var isCurve: Bool

  var reversed: GraphStroke { GraphStroke(from: to, to: from, isCurve: isCurve) }
  func moved(_ by: GraphPoint) -> GraphStroke {
    GraphStroke(from: from.moved(by), to: to.moved(by), isCurve: isCurve)
  }
}
