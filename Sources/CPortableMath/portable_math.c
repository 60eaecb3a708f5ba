#include "portable_math.h"
void portable_math_anchor(void) {}
