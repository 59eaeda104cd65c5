#include "src/evaluate/scalar_region.h"

#include <bit>

#include "src/evaluate/kernels.h"
#include "src/evaluate/scalar_operations.h"
#include "src/evaluate/stored_type.h"
#include "src/numeric/canonical_nan.h"
#include "src/numeric/order.h"
#include "src/numeric/rounding.h"
#include "src/numeric/transcendental.h"

namespace splitvote {
namespace {

using Register = ScalarRegion::Register;
using Instruction = ScalarRegion::Instruction;
using Run = void (*)(const Instruction&, Register*);

template <typename T>
T load(const Register& from) {
  T value;
  std::memcpy(&value, &from, sizeof(T));
  return value;
}

template <typename T>
void store(const Instruction& i, Register* registers, T value) {
  if constexpr (std::is_same_v<T, float>) {
    if (i.rounds) value = round_to(value, i.narrowing);
  }
  std::memcpy(&registers[i.out], &value, sizeof(T));
}

template <typename T, typename Function>
void unary_step(const Instruction& i, Register* r) {
  store(i, r, Function{}(load<T>(r[i.a])));
}

template <typename T, typename Function>
void binary_step(const Instruction& i, Register* r) {
  store(i, r, Function{}(load<T>(r[i.a]), load<T>(r[i.b])));
}

// `Function` is a lambda without captures: its type is all there is to it.
template <typename T, typename Function>
Run unary_run(Function /*unused*/) {
  return unary_step<T, Function>;
}
template <typename T, typename Function>
Run binary_run(Function /*unused*/) {
  return binary_step<T, Function>;
}

Run float_binary(Opcode opcode) {
  switch (opcode) {
    case Opcode::kAdd:
      return binary_run<float>([](float a, float b) { return canonical(a + b); });
    case Opcode::kSubtract:
      return binary_run<float>([](float a, float b) { return canonical(a - b); });
    case Opcode::kMultiply:
      return binary_run<float>([](float a, float b) { return canonical(a * b); });
    case Opcode::kDivide:
      return binary_run<float>([](float a, float b) { return canonical(a / b); });
    case Opcode::kMaximum:
      return binary_run<float>(
          [](float a, float b) { return arithmetic(Arithmetic::kMaximum, a, b); });
    default:
      return binary_run<float>(
          [](float a, float b) { return arithmetic(Arithmetic::kMinimum, a, b); });
  }
}

Run float_unary(Opcode opcode) {
  switch (opcode) {
    case Opcode::kNegate:
      return unary_run<float>([](float a) { return unary(Unary::kNegate, a); });
    case Opcode::kAbs:
      return unary_run<float>([](float a) { return unary(Unary::kAbs, a); });
    case Opcode::kSqrt:
      return unary_run<float>([](float a) { return unary(Unary::kSqrt, a); });
    case Opcode::kFloor:
      return unary_run<float>([](float a) { return unary(Unary::kFloor, a); });
    case Opcode::kExponential:
      return unary_run<float>([](float a) { return exp_f32(a); });
    case Opcode::kLog:
      return unary_run<float>([](float a) { return log_f32(a); });
    case Opcode::kTanh:
      return unary_run<float>([](float a) { return tanh_f32(a); });
    default:  // is_finite
      return unary_run<float>(
          [](float a) { return (std::bit_cast<std::uint32_t>(a) & 0x7f800000U) != 0x7f800000U; });
  }
}

template <typename T>
Run whole_unary(Opcode opcode) {
  if constexpr (std::is_same_v<T, bool>) {
    return unary_run<bool>([](bool a) { return !a; });
  } else {
    if (opcode == Opcode::kNot) return unary_run<T>([](T a) { return static_cast<T>(~a); });
    if (opcode == Opcode::kNegate)
      return unary_run<T>([](T a) { return integer_operation<T>(Opcode::kSubtract, T{0}, a); });
    return unary_run<T>(
        [](T a) { return a < T{0} ? integer_operation<T>(Opcode::kSubtract, T{0}, a) : a; });
  }
}

template <typename T>
Run whole_binary(Opcode opcode) {
  Run run = nullptr;
  with_integer_opcode(opcode, [&](auto fixed) {
    run =
        binary_run<T>([](T a, T b) { return integer_operation<T>(decltype(fixed)::value, a, b); });
  });
  return run;
}

template <typename T>
Run comparison(const Attributes& attributes) {
  const bool total = attributes.compare_order == CompareOrder::kTotal;
  Run run = nullptr;
  with_direction(attributes.direction, [&](auto fixed) {
    if constexpr (std::is_same_v<T, float>) {
      run = total ? binary_run<T>([](T a, T b) {
        return ordered(decltype(fixed)::value, total_order_key(a), total_order_key(b));
      })
                  : binary_run<T>([](T a, T b) { return ordered(decltype(fixed)::value, a, b); });
    } else {
      run = binary_run<T>([](T a, T b) { return ordered(decltype(fixed)::value, a, b); });
    }
  });
  return run;
}

template <typename T>
void select_step(const Instruction& i, Register* r) {
  store(i, r, load<T>(load<bool>(r[i.a]) ? r[i.b] : r[i.c]));
}

// minimum(maximum(x, low), high)
template <typename T>
void clamp_step(const Instruction& i, Register* r) {
  const T low = load<T>(r[i.a]), x = load<T>(r[i.b]), high = load<T>(r[i.c]);
  if constexpr (std::is_same_v<T, float>) {
    store(i, r, arithmetic(Arithmetic::kMinimum, arithmetic(Arithmetic::kMaximum, x, low), high));
  } else {
    store(i, r,
          integer_operation<T>(Opcode::kMinimum, integer_operation<T>(Opcode::kMaximum, x, low),
                               high));
  }
}

void reduce_precision_step(const Instruction& i, Register* r) {
  float value = round_to(load<float>(r[i.a]), i.precision);
  if (is_narrow(i.narrowing.dtype)) value = round_to(value, Narrowing{i.narrowing.dtype});
  store(i, r, value);
}

template <typename To, typename From>
void convert_step(const Instruction& i, Register* r) {
  store(i, r, convert_number<To, From>(load<From>(r[i.a])));
}

// Of the types that store two dtypes, which need not be of one width: bfloat16 is the high half of
// its float32.
Run bitcast_of(Dtype from, Dtype to) {
  if (is_float(from) == is_float(to) || stored_bytes(from) == stored_bytes(to)) {
    return [](const Instruction& i, Register* r) { r[i.out] = r[i.a]; };
  }
  if (is_float(from)) return unary_run<float>([](float a) { return bfloat16_bits(a); });
  return unary_run<std::uint16_t>([](std::uint16_t a) { return bfloat16_from_bits(a); });
}

Run run_of(const Value& value, Dtype from) {
  Run run = nullptr;
  switch (value.opcode) {
    case Opcode::kCompare:
      with_stored_type(from,
                       [&](auto zero) { run = comparison<decltype(zero)>(value.attributes); });
      return run;
    case Opcode::kSelect:
      with_stored_type(value.elements[0].dtype,
                       [&](auto zero) { run = select_step<decltype(zero)>; });
      return run;
    case Opcode::kClamp:
      with_stored_type(from, [&](auto zero) { run = clamp_step<decltype(zero)>; });
      return run;
    case Opcode::kReducePrecision:
      return reduce_precision_step;
    case Opcode::kBitcastConvert:
      return bitcast_of(from, value.elements[0].dtype);
    case Opcode::kConvert:
      if (is_float(from) && is_float(value.elements[0].dtype)) {
        return unary_run<float>([](float a) { return a; });
      }
      with_stored_type(from, [&](auto from_zero) {
        with_stored_type(value.elements[0].dtype, [&](auto to_zero) {
          run = convert_step<decltype(to_zero), decltype(from_zero)>;
        });
      });
      return run;
    default:
      break;
  }
  const bool one = value.operands.size() == 1;
  if (value.attributes.by_reciprocal) {
    return binary_run<float>([](float a, float b) { return canonical(a * canonical(1 / b)); });
  }
  if (is_float(from)) return one ? float_unary(value.opcode) : float_binary(value.opcode);
  with_stored_type(from, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (!std::is_same_v<T, float>)
      run = one ? whole_unary<T>(value.opcode) : whole_binary<T>(value.opcode);
  });
  return run;
}

}  // namespace

ScalarRegion::ScalarRegion(const Region& region, bool round_results)
    : registers_(region.values.size()), carried_(region.yields.size()) {
  for (std::size_t at = 0; at < region.values.size(); ++at) {
    const Value& value = region.values[at];
    if (value.opcode == Opcode::kParameter || !value.needed) continue;
    const Element& element = value.elements[0];
    Instruction step{nullptr,
                     at,
                     0,
                     0,
                     0,
                     element.narrowing,
                     value.attributes.precision,
                     round_results && is_narrow(element.dtype)};
    if (value.opcode == Opcode::kConstant) {
      const ArrayRef constant = constant_scalar(element.dtype, value.attributes.number);
      set(at, constant->as<std::byte>(), constant->bytes());
      continue;
    }
    std::size_t* const places[] = {&step.a, &step.b, &step.c};
    for (std::size_t i = 0; i < value.operands.size(); ++i)
      *places[i] = static_cast<std::size_t>(value.operands[i]);
    step.run = run_of(value, region.values[step.a].elements[0].dtype);
    instructions_.push_back(step);
  }
  for (const int index : region.yields) yields_.push_back(static_cast<std::size_t>(index));
}

}  // namespace splitvote
