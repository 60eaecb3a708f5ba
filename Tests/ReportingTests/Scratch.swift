import Glibc

@testable import Reporting

/// A fresh folder for one test, removed with it.
final class Scratch {
  let path: String

  init() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? P_tmpdir
    var template = Array((parent + "/assay-test-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("the tests need a folder for temporary files") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.clear(path) }

  static func clear(_ path: String) {
    for name in Folders.names(in: path) ?? [] {
      let entry = path + "/" + name
      if Folders.kind(of: entry) == .folder { clear(entry) } else { unlink(entry) }
    }
    rmdir(path)
  }
}

func contents(_ path: String) -> String? {
  Folders.bytes(of: path, limit: 1 << 30).map { String(decoding: $0, as: UTF8.self) }
}

func put(_ text: String, in path: String) {
  guard let file = fopen(path, "w") else { preconditionFailure("cannot write \(path)") }
  fputs(text, file)
  fclose(file)
}
