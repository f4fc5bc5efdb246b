#pragma once
#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/io_util.h>
#include <parquet/exception.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

#include "CArrow.h"

/// What this library throws inside itself: a text, the row at fault, the errno behind it.
class Failure : public std::runtime_error {
  public:
    explicit Failure(const std::string &text, int64_t row = -1, int32_t system = 0)
        : std::runtime_error(text), row(row), system(system) {}
    explicit Failure(const arrow::Status &status)
        : Failure(status.message(), -1, arrow::internal::ErrnoFromStatus(status)) {}

    const int64_t row;
    const int32_t system;
};

inline void check(const arrow::Status &status) {
    if (!status.ok()) throw Failure(status);
}

template <class Value> Value take(arrow::Result<Value> result) {
    if (!result.ok()) throw Failure(result.status());
    return std::move(result).ValueUnsafe();
}

/// Runs `body`; an exception becomes `*error`, and false.
template <class Body> bool guarded(ca_error *error, Body &&body) noexcept {
    try {
        std::forward<Body>(body)();
        return true;
    } catch (const Failure &failure) {
        *error = {strdup(failure.what()), failure.row, failure.system};
    } catch (const parquet::ParquetStatusException &exception) {
        const Failure failure(exception.status());
        *error = {strdup(failure.what()), failure.row, failure.system};
    } catch (const std::exception &failure) {
        *error = {strdup(failure.what()), -1, 0};
    } catch (...) {
        *error = {strdup("an exception of an unknown type"), -1, 0};
    }
    return false;
}
