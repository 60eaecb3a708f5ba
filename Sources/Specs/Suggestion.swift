/// What to write in place of a word that is not known here: the nearest known one, or all of them when they are few.
public func suggestion(for word: String, among known: [String]) -> String {
  if let near = nearest(to: word, among: known) { return "did you mean \(quoted(near))?" }
  if known.isEmpty { return "remove it" }
  let shown = known.prefix(24).joined(separator: ", ")
  return "known here: \(shown)\(known.count > 24 ? ", …" : "")"
}

/// The known word with the fewest edits, at most a third of its length; ties go to the first.
func nearest(to word: String, among known: [String]) -> String? {
  let letters = Array(word.lowercased().utf8)
  guard letters.count <= 64 else { return nil }
  var best: (word: String, distance: Int)?
  for candidate in known {
    let other = Array(candidate.lowercased().utf8)
    guard other.count <= 64, abs(other.count - letters.count) <= 3 else { continue }
    let distance = editDistance(letters, other)
    if distance <= max(1, max(letters.count, other.count) / 3), distance < best?.distance ?? .max {
      best = (candidate, distance)
    }
  }
  return best?.word
}

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b` (optimal string alignment).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
      row.append(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
