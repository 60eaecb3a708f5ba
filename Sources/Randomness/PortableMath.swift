import CPortableMath

// Elementary functions whose last bit is the same on every CPU, in debug and in release. Assay's own code calls these
// and never `log`, `exp` …: the optimiser would fold those on the compiling machine's libm.

/// Natural logarithm; −∞ at 0, NaN below.
@inlinable @inline(__always) public func portableLog(_ x: Double) -> Double { Sleef_cinz_logd1_u10purec(x) }
/// log(1 + x), exact near 0.
@inlinable @inline(__always) public func portableLog1p(_ x: Double) -> Double { Sleef_cinz_log1pd1_u10purec(x) }
/// e to the power x.
@inlinable @inline(__always) public func portableExp(_ x: Double) -> Double { Sleef_cinz_expd1_u10purec(x) }
/// exp(x) − 1, exact near 0.
@inlinable @inline(__always) public func portableExpm1(_ x: Double) -> Double { Sleef_cinz_expm1d1_u10purec(x) }
/// x to the power y.
@inlinable @inline(__always) public func portablePow(_ x: Double, _ y: Double) -> Double {
  Sleef_cinz_powd1_u10purec(x, y)
}
/// Sine of an angle in radians.
@inlinable @inline(__always) public func portableSin(_ x: Double) -> Double { Sleef_cinz_sind1_u10purec(x) }
/// Cosine of an angle in radians.
@inlinable @inline(__always) public func portableCos(_ x: Double) -> Double { Sleef_cinz_cosd1_u10purec(x) }
/// Tangent of an angle in radians.
@inlinable @inline(__always) public func portableTan(_ x: Double) -> Double { Sleef_cinz_tand1_u10purec(x) }
/// Arc sine in radians; NaN outside −1 … 1.
@inlinable @inline(__always) public func portableAsin(_ x: Double) -> Double { Sleef_cinz_asind1_u10purec(x) }
/// Arc cosine in radians; NaN outside −1 … 1.
@inlinable @inline(__always) public func portableAcos(_ x: Double) -> Double { Sleef_cinz_acosd1_u10purec(x) }
/// Arc tangent in radians.
@inlinable @inline(__always) public func portableAtan(_ x: Double) -> Double { Sleef_cinz_atand1_u10purec(x) }
/// Angle of the point (x, y) in radians, −π … π.
@inlinable @inline(__always) public func portableAtan2(_ y: Double, _ x: Double) -> Double {
  Sleef_cinz_atan2d1_u10purec(y, x)
}
/// Hyperbolic sine.
@inlinable @inline(__always) public func portableSinh(_ x: Double) -> Double { Sleef_cinz_sinhd1_u10purec(x) }
/// Hyperbolic cosine.
@inlinable @inline(__always) public func portableCosh(_ x: Double) -> Double { Sleef_cinz_coshd1_u10purec(x) }
/// Hyperbolic tangent.
@inlinable @inline(__always) public func portableTanh(_ x: Double) -> Double { Sleef_cinz_tanhd1_u10purec(x) }
/// √(x² + y²) without overflow on the way.
@inlinable @inline(__always) public func portableHypot(_ x: Double, _ y: Double) -> Double {
  Sleef_cinz_hypotd1_u05purec(x, y)
}
