#ifndef ASSAY_PORTABLE_MATH_H
#define ASSAY_PORTABLE_MATH_H
#include <stdint.h>
#include "philox.h"

/// Elementary functions with the same bits on every CPU.
///
/// glibc picks fused or plain variants of its libm by the CPU it finds, and their results differ in the last bit in up
/// to two of a thousand calls. These are SLEEF's deterministic functions (Shibata and Petrogalli, IEEE TPDS 2020): a
/// fixed order of rounded operations, error below 1 ulp. The compiler knows none of these names, so it can neither
/// fold a call on its own machine's libm nor rewrite it.
double Sleef_cinz_logd1_u10purec(double);
double Sleef_cinz_log1pd1_u10purec(double);
double Sleef_cinz_expd1_u10purec(double);
double Sleef_cinz_expm1d1_u10purec(double);
double Sleef_cinz_powd1_u10purec(double, double);
double Sleef_cinz_sind1_u10purec(double);
double Sleef_cinz_cosd1_u10purec(double);
double Sleef_cinz_tand1_u10purec(double);
double Sleef_cinz_asind1_u10purec(double);
double Sleef_cinz_acosd1_u10purec(double);
double Sleef_cinz_atand1_u10purec(double);
double Sleef_cinz_atan2d1_u10purec(double, double);
double Sleef_cinz_sinhd1_u10purec(double);
double Sleef_cinz_coshd1_u10purec(double);
double Sleef_cinz_tanhd1_u10purec(double);
double Sleef_cinz_asinhd1_u10purec(double);
double Sleef_cinz_acoshd1_u10purec(double);
double Sleef_cinz_atanhd1_u10purec(double);
double Sleef_cinz_hypotd1_u05purec(double, double);

/// Does nothing; a Swift call to it keeps this object, and with it the definitions of `log`, `exp` … that the GSL
/// binds to, in the executable.
void portable_math_anchor(void);

/// One layer of a ziggurat (Marsaglia and Tsang 2000): a 53-bit integer `u` below `inside` lies under the curve
/// whatever the height, and stands for the abscissa `u * width`.
struct ziggurat_layer {
  uint64_t inside;
  double width;
};

extern const struct ziggurat_layer ziggurat_exponential_layers[256];
extern const struct ziggurat_layer ziggurat_normal_layers[256];

/// Heights of the curve at the right ends of the layers, base first; entry 256 is the top, 1.
extern const double ziggurat_exponential_heights[257];
extern const double ziggurat_normal_heights[257];

/// Where the base layer ends and the tail begins.
#define ZIGGURAT_EXPONENTIAL_TAIL 7.69711747013105
#define ZIGGURAT_NORMAL_TAIL 3.654152885361009

static inline struct ziggurat_layer ziggurat_exponential_layer(uint64_t word) {
  return ziggurat_exponential_layers[word & 255];
}
static inline struct ziggurat_layer ziggurat_normal_layer(uint64_t word) { return ziggurat_normal_layers[word & 255]; }
static inline double ziggurat_exponential_height(int64_t layer) { return ziggurat_exponential_heights[layer]; }
static inline double ziggurat_normal_height(int64_t layer) { return ziggurat_normal_heights[layer]; }
#endif
