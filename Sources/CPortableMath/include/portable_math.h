#ifndef ASSAY_PORTABLE_MATH_H
#define ASSAY_PORTABLE_MATH_H
/// Calls nothing; a Swift reference to it keeps this object, and with it the functions below, in the executable.
void portable_math_anchor(void);
#endif
