import Foundation

/// The positive control of the masked-CPU tests: a C program of plain libm, whose answer must change under the mask.
public enum ControlProgram {
  /// Hides fused arithmetic from glibc, which ignores misspelled names in silence; hence the control.
  public static let mask = ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2"]

  /// Whether this processor has fused arithmetic to mask.
  public static let hasFusedArithmetic =
    (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains(" fma ") ?? false

  /// Compiles it into a scratch folder of its own, which the caller removes.
  public static func build() throws -> URL {
    let folder = try Scratch.folder()
    let code = folder.appending(path: "control.c")
    let program = folder.appending(path: "control")
    try source.write(to: code, atomically: true, encoding: .utf8)
    let build = try ProcessOutput.of(
      URL(fileURLWithPath: "/usr/bin/env"), ["cc", "-O1", "-o", program.path, code.path, "-lm"])
    guard build.status == 0 else { throw ReleaseBuild.Failure(description: "cc: \(build.error)") }
    return program
  }

  /// Hashes a million logarithms.
  private static let source = """
    #include <math.h>
    #include <stdio.h>
    #include <string.h>
    int main(void) {
      unsigned long long hash = 1469598103934665603u;
      for (int i = 1; i <= 1000000; i++) {
        volatile double x = i * 1e-6;
        double y = log(x);
        unsigned long long bits;
        memcpy(&bits, &y, sizeof bits);
        hash = (hash ^ bits) * 1099511628211u;
      }
      printf("%016llx\\n", hash);
      return 0;
    }
    """
}
