// glibc 2.35 gave hypot and hypotf a second version, without the errno of the first; their results are the same. A program
// linked there asks for the second and does not start on glibc 2.34 (RHEL 9). The wheel's program calls the first.
#define HIDDEN __attribute__((visibility("hidden")))

__asm__(".symver first_hypot, hypot@GLIBC_2.2.5");
__asm__(".symver first_hypotf, hypotf@GLIBC_2.2.5");
double first_hypot(double x, double y);
float first_hypotf(float x, float y);

HIDDEN double hypot(double x, double y) { return first_hypot(x, y); }
HIDDEN float hypotf(float x, float y) { return first_hypotf(x, y); }
