import OrderedJSON

/// Finds the name that was probably intended.
package enum Suggestions {
  /// The nearest of the candidates, if it is near enough to have been intended: at most a third of the letters differ.
  /// Case is ignored, so that `startAt` finds `StartAt`.
  package static func nearest(to text: String, among candidates: [String]) -> String? {
    let wanted = Array(text.lowercased().utf8)
    guard !wanted.isEmpty, wanted.count <= 200 else { return nil }
    let bound = max(1, wanted.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates where !candidate.hasSameUTF8(as: text) {
      let distance = editDistance(wanted, Array(candidate.lowercased().utf8), atMost: bound)
      if distance <= bound, best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    return best?.name
  }

  /// The candidate most similar to a string by the Jaro-Winkler measure, however distant; of two the first. The service
  /// makes this suggestion for members of requests.
  static func mostSimilar(to text: String, among candidates: [String]) -> String? {
    let wanted = Array(text.utf8)
    guard wanted.count <= 200 else { return nil }
    var best: (name: String, similarity: Double)?
    for candidate in candidates {
      let similarity = similarity(wanted, Array(candidate.utf8))
      if best.map({ similarity > $0.similarity }) ?? true { best = (candidate, similarity) }
    }
    return best?.name
  }

  /// From 0, nothing in common, to 1, the same.
  private static func similarity(_ left: [UInt8], _ right: [UInt8]) -> Double {
    let window = max(0, max(left.count, right.count) / 2 - 1)
    var isTaken = [Bool](repeating: false, count: right.count)
    var matched: [UInt8] = []
    for (i, byte) in left.enumerated() {
      let last = min(right.count, i + window + 1)
      guard let j = (min(last, max(0, i - window))..<last).first(where: { !isTaken[$0] && right[$0] == byte })
      else { continue }
      isTaken[j] = true
      matched.append(byte)
    }
    guard !matched.isEmpty else { return 0 }
    let partners = right.indices.filter { isTaken[$0] }.map { right[$0] }
    let swapped = zip(matched, partners).count { $0 != $1 } / 2
    let count = Double(matched.count)
    let jaro = (count / Double(left.count) + count / Double(right.count) + (count - Double(swapped)) / count) / 3
    let prefix = zip(left, right).prefix(4).prefix { $0 == $1 }.count
    return jaro + 0.1 * Double(prefix) * (1 - jaro)
  }

  /// How many letters must be inserted, deleted, changed, or swapped with their neighbor; `limit + 1` if more than
  /// `limit`.
  static func editDistance(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Int {
    guard abs(left.count - right.count) <= limit else { return limit + 1 }
    var before = [Int](repeating: 0, count: right.count + 1)
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var next = [i + 1]
      next.reserveCapacity(right.count + 1)
      for (j, b) in right.enumerated() {
        var cost = min(row[j] + (a == b ? 0 : 1), row[j + 1] + 1, next[j] + 1)
        if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { cost = min(cost, before[j - 1] + 1) }
        next.append(cost)
      }
      before = row
      row = next
    }
    return min(row[right.count], limit + 1)
  }
}
