import Quantities
import Specs

/// The Azure LLM inference traces (AzurePublicDataset, 2023: Patel et al., "Splitwise", ISCA 2024; 2024: Stojkovic et
/// al., "DynamoLLM", HPCA 2025): columns TIMESTAMP (UTC, up to nine decimals, optionally a zone), ContextTokens,
/// GeneratedTokens.
public struct AzureLLM: DatasetReader {
  public static let kind = "azure-llm"

  public init() {}

  public static func recognizes(firstLine: String) -> Bool {
    header(firstLine, has: "TIMESTAMP", "ContextTokens", "GeneratedTokens")
  }

  public func read(_ bytes: UnsafeRawBufferPointer, named file: String) throws(DatasetError) -> RequestTrace {
    var table = try CSVScanner(NamedBytes(file: file, bytes: bytes))
    let time = try table.requiredColumn("TIMESTAMP")
    let prompt = try table.requiredColumn("ContextTokens")
    let output = try table.requiredColumn("GeneratedTokens")
    var rows = TraceRows()
    while try table.next() {
      guard let nanoseconds = table.source.civilTime(table.cells[time].range) else {
        throw table.complaint(time, "is not a time", "write UTC as 2023-11-16 18:15:46.6805900")
      }
      rows.append(
        nanoseconds, prompt: try table.integer(prompt, in: TraceRows.tokenLimits),
        output: try table.integer(output, in: TraceRows.tokenLimits))
    }
    return try rows.finish(table.source)
  }
}

extension NamedBytes {
  /// `YYYY-MM-DD hh:mm:ss[.fraction][Z|±hh:mm]` ('T' may stand for the space) as nanoseconds since 1970 UTC.
  ///
  /// Years 1970 … 2199; decimals beyond the ninth are cut off. Nil for anything else, leap seconds included.
  func civilTime(_ range: Range<Int>) -> Int64? {
    let start = range.lowerBound
    guard range.count >= 19, bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-"),
      bytes[start + 10] == UInt8(ascii: " ") || bytes[start + 10] == UInt8(ascii: "T"),
      bytes[start + 13] == UInt8(ascii: ":"), bytes[start + 16] == UInt8(ascii: ":"),
      let year = digits(start, 4), let month = digits(start + 5, 2), let day = digits(start + 8, 2),
      let hour = digits(start + 11, 2), let minute = digits(start + 14, 2), let second = digits(start + 17, 2),
      year >= 1970, year < 2200, month >= 1, month <= 12, day >= 1, day <= daysIn(month, of: year),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var at = start + 19
    var nanoseconds: Int64 = 0
    if at < range.upperBound, bytes[at] == UInt8(ascii: ".") {
      at += 1
      let first = at
      var unit: Int64 = 100_000_000
      while at < range.upperBound, let digit = digits(at, 1) {
        nanoseconds += digit * unit
        unit /= 10
        at += 1
      }
      if at == first { return nil }
    }
    guard let offset = zone(at..<range.upperBound) else { return nil }
    let seconds = ((days(year, month, day) * 24 + hour) * 60 + minute - offset) * 60 + second
    return seconds * 1_000_000_000 + nanoseconds
  }

  /// Minutes ahead of UTC; 0 for nothing at all.
  private func zone(_ range: Range<Int>) -> Int64? {
    if range.isEmpty { return 0 }
    let start = range.lowerBound
    if range.count == 1, bytes[start] | 0x20 == UInt8(ascii: "z") { return 0 }
    guard range.count == 6, bytes[start + 3] == UInt8(ascii: ":"), let hours = digits(start + 1, 2),
      let minutes = digits(start + 4, 2), hours <= 14, minutes < 60
    else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "+"): return hours * 60 + minutes
    case UInt8(ascii: "-"): return -(hours * 60 + minutes)
    default: return nil
    }
  }

  private func digits(_ start: Int, _ count: Int) -> Int64? {
    var value: Int64 = 0
    for byte in bytes[start..<start + count] {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }

  private func daysIn(_ month: Int64, of year: Int64) -> Int64 {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  }

  /// Days since 1970-01-01 in the Gregorian calendar, the year taken to begin in March.
  private func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let era = marchYear / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
