#pragma once
#include <sys/cdefs.h>
#define HUGE_VAL __builtin_huge_val()
#define INFINITY __builtin_inff()
#define NAN __builtin_nanf("")
#define isnan(x) __builtin_isnan(x)
#define isinf(x) __builtin_isinf(x)
#define isfinite(x) __builtin_isfinite(x)
#define signbit(x) __builtin_signbit(x)
#define M_PI 3.14159265358979323846
__BEGIN_DECLS
double acos(double); double asin(double); double atan(double); double atan2(double,double); double cos(double); double sin(double); double tan(double); double cosh(double); double sinh(double); double tanh(double); double acosh(double); double asinh(double); double atanh(double); double ceil(double); double floor(double); double trunc(double); double exp(double); double log(double); double log10(double); double log2(double); double pow(double,double); double sqrt(double); double fabs(double); double fmod(double,double); double round(double); double ldexp(double,int); double modf(double,double*); double frexp(double,int*); double cbrt(double); double rint(double); double hypot(double,double); double copysign(double,double); double fmax(double,double); double fmin(double,double); float sqrtf(float); float powf(float,float); float floorf(float); float ceilf(float); float fabsf(float);
__END_DECLS
