import Glibc
import Testing

@testable import Reporting

/// Nothing that is written is lost in silence.
@Suite struct CheckedWriterTests {
  @Test func aFileGetsItsNameAtTheEnd() throws {
    let scratch = Scratch()
    let path = scratch.path + "/a.csv"
    let writer = try CheckedWriter(creating: path)
    try writer.write("one,two\n")
    #expect(Folders.names(in: scratch.path) == ["a.csv.partial"])
    try writer.finish()
    #expect(Folders.names(in: scratch.path) == ["a.csv"] && contents(path) == "one,two\n")
  }

  @Test func anySizesOfPiecesGiveTheSameBytes() throws {
    let scratch = Scratch()
    let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let writer = try CheckedWriter(creating: scratch.path + "/b")
    var start = 0
    for size in [1, 1000, 1 << 20, 3, (1 << 20) + 1, 7, 1 << 19, 1 << 19, 0] {
      try writer.write(Array(bytes[start..<start + size]))
      start += size
    }
    try writer.write(Array(bytes[start...]))
    try writer.finish()
    #expect(Folders.bytes(of: scratch.path + "/b", limit: 1 << 30) == bytes)
    #expect(writer.bytesTaken == 5_000_000)
  }

  @Test func abandonedFilesKeepTheirPartialName() throws {
    let scratch = Scratch()
    let writer = try CheckedWriter(creating: scratch.path + "/c")
    try writer.write("half")
    writer.abandon()
    #expect(contents(scratch.path + "/c.partial") == "half" && contents(scratch.path + "/c") == nil)
  }

  @Test func aFullDiskIsSeen() {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let writer = CheckedWriter(descriptor: descriptor, name: "full")
    let expected = OutputError.writeFailed(path: "full", reason: "No space left on device")
    #expect(throws: expected) {
      try writer.write("x")
      try writer.finish()
    }
    #expect(throws: expected) { try writer.write("more") }
    #expect(expected.exitCode == .outputFailed)
  }

  @Test func aClosedPipeIsQuiet() async {
    await #expect(processExitsWith: .exitCode(141)) {
      CaughtSignals.install()
      var ends: [Int32] = [0, 0]
      pipe(&ends)
      close(ends[0])
      let writer = CheckedWriter(descriptor: ends[1], name: "pipe")
      do throws(OutputError) {
        try writer.write("x")
        try writer.finish()
      } catch {
        exit(error.exitCode.rawValue)
      }
    }
  }

  /// A pipe that takes a little at a time gives short writes; a reader thread empties it.
  @Test func shortWritesGoOn() throws {
    var ends: [Int32] = [0, 0]
    pipe(&ends)
    _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
    let reading = ends[0]
    var thread = pthread_t()
    let count = UnsafeMutablePointer<Int>.allocate(capacity: 2)
    count[0] = Int(reading)
    count[1] = 0
    pthread_create(&thread, nil, { context in
      let count = context!.assumingMemoryBound(to: Int.self)
      var buffer = [UInt8](repeating: 0, count: 10_000)
      while true {
        let taken = read(Int32(count[0]), &buffer, buffer.count)
        if taken <= 0 { return nil }
        count[1] += taken
      }
    }, count)
    let writer = CheckedWriter(descriptor: ends[1], name: "pipe")
    try writer.write([UInt8](repeating: 1, count: 3_000_000))
    try writer.finish()
    close(ends[1])
    pthread_join(thread, nil)
    #expect(count[1] == 3_000_000)
    close(reading)
    count.deallocate()
  }

  @Test func whatCannotBeCreatedIsTold() throws {
    let scratch = Scratch()
    #expect(throws: OutputError.self) { try CheckedWriter(creating: scratch.path + "/no/such") }
    symlink("/dev/null", scratch.path + "/link.partial")
    #expect(throws: OutputError.self) { try CheckedWriter(creating: scratch.path + "/link") }
    // The kernel's own folder takes no files, from root neither.
    do {
      _ = try CheckedWriter(creating: "/sys/kernel/assay")
      Issue.record("a file in a read-only folder")
    } catch {
      #expect(error.exitCode == .cannotCreate)
    }
  }
}
