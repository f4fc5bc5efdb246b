#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <c10/util/irange.h>

#include <bit>

#include "Handle.h"

namespace {

struct Pools {
    const int64_t *integers;
    const double *doubles;
    const ct_tensor *tensors;
    const char *text;
};

c10::IValue pack(const ct_value &value, const Pools &pools) {
    const auto count = static_cast<size_t>(value.count);
    switch (value.kind) {
    case CT_NONE: return {};
    case CT_TENSOR: return *Borrowed(reinterpret_cast<ct_tensor>(value.bits));
    case CT_INT: return value.bits;
    case CT_DOUBLE: return std::bit_cast<double>(value.bits);
    case CT_BOOL: return value.bits != 0;
    case CT_INTS: return at::IntArrayRef(pools.integers + value.bits, count);
    case CT_DOUBLES: return at::ArrayRef<double>(pools.doubles + value.bits, count);
    case CT_STRING: return std::string(pools.text + value.bits, count);
    case CT_SCALARS: {
        c10::List<std::optional<at::Scalar>> list;
        for (const auto i : c10::irange(count)) list.push_back(at::Scalar(pools.doubles[value.bits + i]));
        return list;
    }
    case CT_DEVICE:
        return at::Device(static_cast<at::DeviceType>(value.count), static_cast<at::DeviceIndex>(value.bits));
    case CT_GENERATOR: return share(reinterpret_cast<ct_generator>(value.bits));
    case CT_TENSORS: {
        c10::List<at::Tensor> list;
        list.reserve(count);
        for (const auto i : c10::irange(count)) list.push_back(*Borrowed(pools.tensors[value.bits + i]));
        return list;
    }
    case CT_OPTIONAL_TENSORS: {
        c10::List<std::optional<at::Tensor>> list;
        list.reserve(count);
        for (const auto i : c10::irange(count)) {
            const auto handle = pools.tensors[value.bits + i];
            list.push_back(handle ? std::optional<at::Tensor>(*Borrowed(handle)) : std::nullopt);
        }
        return list;
    }
    default: TORCH_CHECK(false, "argument of an unknown kind ", value.kind);
    }
}

/// How many values `result` hands out.
size_t parts(const c10::IValue &result) {
    if (result.isTensorList()) return result.toTensorList().size();
    return 1;
}

ct_value unpack(at::Tensor tensor) {
    if (!tensor.defined()) return {CT_NONE, 0, 0};
    return {CT_TENSOR, 0, reinterpret_cast<int64_t>(own(std::move(tensor)))};
}

ct_value unpack(c10::IValue result) {
    if (result.isTensor()) return unpack(std::move(result).toTensor());
    if (result.isBool()) return {CT_BOOL, 0, result.toBool() ? 1 : 0};
    if (result.isInt()) return {CT_INT, 0, result.toInt()};
    if (result.isDouble()) return {CT_DOUBLE, 0, std::bit_cast<int64_t>(result.toDouble())};
    return {CT_NONE, 0, 0};
}

}  // namespace

void add_call(ct_library &library) {
    library.operator_find = [](const char *name, const char *overload, ct_operator *out, ct_error *error) {
        return guarded(error, [&] {
            auto found = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
            *out = reinterpret_cast<ct_operator>(new c10::OperatorHandle(std::move(found)));
        });
    };

    library.call = [](ct_operator operation, const ct_value *arguments, int32_t count, const int64_t *integers,
                      const double *doubles, const ct_tensor *tensors, const char *text, ct_value *results, int32_t capacity,
                      int32_t *result_count, ct_error *error) {
        *result_count = 0;
        const Pools pools{integers, doubles, tensors, text};
        return guarded(error, [&] {
            const auto &target = *reinterpret_cast<const c10::OperatorHandle *>(operation);
            const auto &formal = target.schema().arguments();
            TORCH_CHECK(static_cast<size_t>(count) <= formal.size(), "takes ", formal.size(), " arguments, got ", count);
            torch::jit::Stack stack;
            stack.reserve(formal.size());
            for (const auto i : c10::irange(count)) stack.push_back(pack(arguments[i], pools));
            for (size_t i = count; i < formal.size(); i++) {
                TORCH_CHECK(formal[i].default_value().has_value(), "argument '", formal[i].name(), "' is missing");
                stack.push_back(*formal[i].default_value());
            }
            target.callBoxed(stack);
            size_t total = 0;
            for (const auto &result : stack) total += parts(result);
            TORCH_CHECK(total <= static_cast<size_t>(capacity), "gives ", total, " results, room for ", capacity);
            for (auto &result : stack) {
                if (result.isTensorList()) {
                    for (at::Tensor tensor : result.toTensorVector()) results[(*result_count)++] = unpack(std::move(tensor));
                } else {
                    results[(*result_count)++] = unpack(std::move(result));
                }
            }
        });
    };
}
