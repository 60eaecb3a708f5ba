import CGSL
import CPortableMath

/// The GSL's view of a `RandomStream`: a generator type whose state is the stream itself.
@usableFromInline struct StreamGeneratorType: @unchecked Sendable {
  @usableFromInline let pointer: UnsafePointer<gsl_rng_type>

  /// Built once, by whichever thread draws first. Also turns off the GSL's error handler, which would abort the
  /// process; arguments are checked before the GSL sees them instead.
  @usableFromInline static let shared: StreamGeneratorType = {
    portable_math_anchor()
    gsl_set_error_handler_off()
    let name: StaticString = "philox4x32-10"
    let type = UnsafeMutablePointer<gsl_rng_type>.allocate(capacity: 1)
    type.initialize(
      to: gsl_rng_type(
        name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
        max: .max, min: 0, size: MemoryLayout<RandomStream>.size,
        set: { _, _ in preconditionFailure("a stream is opened by name and entity, never seeded through the GSL") },
        get: { UInt($0!.assumingMemoryBound(to: RandomStream.self).pointee.next()) },
        get_double: { $0!.assumingMemoryBound(to: RandomStream.self).pointee.uniform() }))
    return StreamGeneratorType(pointer: UnsafePointer(type))
  }()
}

extension RandomStream {
  /// Lends the stream to a GSL sampler. The generator's header lives on the stack for the length of `body`, so a stream
  /// stays a plain value; the draws the sampler makes advance this stream.
  @inlinable @inline(__always)
  public mutating func withGSL<R>(_ body: (UnsafePointer<gsl_rng>) -> R) -> R {
    let type = StreamGeneratorType.shared.pointer
    return withUnsafeMutablePointer(to: &self) { state in
      var header = gsl_rng(type: type, state: UnsafeMutableRawPointer(state))
      return withUnsafePointer(to: &header, body)
    }
  }
}
