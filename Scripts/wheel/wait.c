// GCC 12's C++ library gave std::condition_variable::wait a second version, from which exceptions may come; the first one waits
// as well. A program linked there asks for the second and does not start on GCC 11's (RHEL 9). ICU, which is in Foundation, calls it.
#define WAIT _ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE

__asm__(".symver first_wait, _ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE@GLIBCXX_3.4.11");
void first_wait(void *condition, void *lock);

__attribute__((visibility("hidden"))) void WAIT(void *condition, void *lock) { first_wait(condition, lock); }
