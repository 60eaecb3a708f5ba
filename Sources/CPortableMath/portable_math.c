// The names that libgsl imports from libm, defined by SLEEF's deterministic functions. Linked into the executable they
// take precedence over libm for every shared library of the process, so GSL's samplers give the same bits on all CPUs.
// fmod, frexp, ldexp, modf and sqrt are exact in any libm and stay there.
#include "portable_math.h"

#pragma STDC FP_CONTRACT OFF

void portable_math_anchor(void) {}

double log(double x) { return Sleef_cinz_logd1_u10purec(x); }
double log1p(double x) { return Sleef_cinz_log1pd1_u10purec(x); }
double exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
double expm1(double x) { return Sleef_cinz_expm1d1_u10purec(x); }
double pow(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }
double sin(double x) { return Sleef_cinz_sind1_u10purec(x); }
double cos(double x) { return Sleef_cinz_cosd1_u10purec(x); }
double tan(double x) { return Sleef_cinz_tand1_u10purec(x); }
double asin(double x) { return Sleef_cinz_asind1_u10purec(x); }
double acos(double x) { return Sleef_cinz_acosd1_u10purec(x); }
double atan(double x) { return Sleef_cinz_atand1_u10purec(x); }
double atan2(double y, double x) { return Sleef_cinz_atan2d1_u10purec(y, x); }
double sinh(double x) { return Sleef_cinz_sinhd1_u10purec(x); }
double cosh(double x) { return Sleef_cinz_coshd1_u10purec(x); }
double tanh(double x) { return Sleef_cinz_tanhd1_u10purec(x); }
double asinh(double x) { return Sleef_cinz_asinhd1_u10purec(x); }
double acosh(double x) { return Sleef_cinz_acoshd1_u10purec(x); }
double atanh(double x) { return Sleef_cinz_atanhd1_u10purec(x); }
double hypot(double x, double y) { return Sleef_cinz_hypotd1_u05purec(x, y); }

// A compiler may join sin and cos of one angle into this; so it must be the same two functions, bit for bit.
void sincos(double x, double *sine, double *cosine) {
  *sine = Sleef_cinz_sind1_u10purec(x);
  *cosine = Sleef_cinz_cosd1_u10purec(x);
}
