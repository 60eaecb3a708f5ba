import Specs
import Testing

/// Random damage to a good file: whatever comes out, nothing traps, and every message has a place in the file.
@Test(arguments: ["m.yaml", "m.json"]) func damagedFilesNeverTrap(_ file: String) throws {
  let seed = UInt64.random(in: 0...UInt64.max)
  print("damagedFilesNeverTrap(\(file)): seed \(seed)")
  var dice = Dice(seed: seed)
  let good = Array(
    """
    {"title": "a\\u00e9 \\"b\\"", "seed": 12, "until": "1.5 h", "order": "lifo", "log": true, "offset": "-3 s",
     "device": {"memory": "8 GiB", "draw": "0.5 kW", "price": "0.05 EUR/kWh"}, "link": {"rate": "1 Gb/s", "loss": 0.02},
     "regions": {"eu-west": {}, "us.east": {"clients": 3}}, "home": "us.east",
     "fleet": [{"region": "eu-west", "count": 5}, {"region": "us.east", "count": 7}], "latency": "5 ms",
     "sizes": {"kind": "mixture", "parts": ["1 KiB", {"kind": "uniform", "low": "0 B", "high": "1 MB"}]},
     "faults": ["uniform"], "weights": [0.5, 1, 99.5], "trace": "data/x.csv"}
    """.utf8)
  #expect(readBytes(good, named: file) == [])
  let pieces = [
    "&a", "*a", "<<", "{", "}", "[", "]", ":", ": ", "- ", ",", "\"", "'", "#", "|", ">", "%", "!", "\n", "\t", "\u{0}",
    "---\n", "? ", "\\u", "\\ud800", "1e999", "-", "nan", "null", "~", "0x", "_", "é", "\u{FEFF}", " ",
    "99999999999999999999",
  ].map { Array($0.utf8) }
  for _ in 0..<1500 {
    var bytes = good
    for _ in 0...dice.below(6) {
      let place = dice.below(bytes.count + 1)
      switch dice.below(5) {
      case 0 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: dice.next())
      case 1 where place < bytes.count: bytes.remove(at: place)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + dice.below(40)))
      case 3:
        let from = dice.below(bytes.count + 1)
        bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + dice.below(40))], at: place)
      default: bytes.insert(contentsOf: pieces[dice.below(pieces.count)], at: place)
      }
    }
    for line in readBytes(bytes, named: file) where !line.hasPrefix(file + ":") {
      Issue.record("no place in: \(line)")
    }
  }
}

/// Random scalars through every decoder: a value or a message, and a value's canonical text reads back.
@Test func randomScalarsNeverTrap() {
  let seed = UInt64.random(in: 0...UInt64.max)
  print("randomScalarsNeverTrap: seed \(seed)")
  var dice = Dice(seed: seed)
  let alphabet = [
    "0", "1", "5", "9", "99999999999", "-", "+", ".", "e", "E", " ", "ms", "s", "GiB", "kWh", "USD", "EUR", "/kWh", "%",
    "/s", "é", "µs", "\u{0}", "_", "W", "b/s", "00", "true",
  ]
  for _ in 0..<4000 {
    let text = (0...dice.below(5)).map { _ in alphabet[dice.below(alphabet.count)] }.joined()
    for check in Checks.all where !check(text) { Issue.record("\(text) does not read back") }
  }
}
