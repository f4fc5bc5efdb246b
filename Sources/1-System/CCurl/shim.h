// curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one wrapper for each type of argument.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

typedef size_t (*tf_curl_data)(char *bytes, size_t size, size_t count, void *context);
typedef int (*tf_curl_progress)(void *context, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

static inline CURLcode tf_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode tf_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode tf_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode tf_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode tf_curl_set_data(CURL *handle, CURLoption option, tf_curl_data value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode tf_curl_set_progress(CURL *handle, tf_curl_progress value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}
static inline CURLcode tf_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode tf_curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
