#include <bit>
#include <limits>

#include "tests/emit/telling_cases.h"
#include "tests/reference/draft_builder.h"

namespace splitvote {
namespace {

const std::vector<float> kSpecial = {0.0f,
                                     -0.0f,
                                     1.0f,
                                     -1.5f,
                                     2.5f,
                                     88.9f,
                                     -104.0f,
                                     2147483648.0f,
                                     4294967296.0f,
                                     -1.9e19f,
                                     9223372036854775808.0f,
                                     18446744073709551616.0f,
                                     std::numeric_limits<float>::max(),
                                     std::numeric_limits<float>::denorm_min(),
                                     -1e-39f,
                                     std::numeric_limits<float>::infinity(),
                                     -std::numeric_limits<float>::infinity(),
                                     std::bit_cast<float>(0xffc12345u)};

// Values a and b such that every pair of special numbers stands at some position.
class Pairs {
 public:
  Pairs() : b_("pairs") {
    const auto count = static_cast<std::int64_t>(kSpecial.size());
    a_ = b_.logits("float32");
    const std::string at = b_.add("iota", {}, {{"like", a_}});
    const std::string size = b_.constant(static_cast<double>(count), "s32");
    const std::string row = b_.add("divide", {at, size});
    const std::string column = b_.add("subtract", {at, b_.add("multiply", {row, size})});
    other_ = b_.add("gather", {a_, b_.add("multiply", {column, size})});
    place_ = b_.add("multiply", {b_.convert(at, "u32"), b_.constant(2654435769.0, "u32")});
  }

  [[nodiscard]] std::string number(const std::string& dtype, bool second) {
    const std::string x = second ? other_ : a_;
    if (dtype == "float32") return x;
    if (dtype == "pred") return b_.convert(x, "pred");
    if (dtype == "s32" || dtype == "u32")
      return b_.add("bitcast_convert", {x}, {{"dtype", word(dtype)}});
    const std::string bits = b_.add("bitcast_convert", {x}, {{"dtype", word("s32")}});
    return b_.add("multiply", {b_.convert(bits, dtype), b_.constant(4294967311.0, dtype)});
  }

  // The bits of the result, mixed with its position so that none hides another.
  Case observed(const std::string& result, const std::string& dtype) {
    std::string bits = result;
    if (dtype == "float32") bits = b_.add("bitcast_convert", {result}, {{"dtype", word("u32")}});
    if (dtype == "s32" || dtype == "pred") bits = b_.convert(result, "u32");
    if (dtype == "s64" || dtype == "u64") {
      const std::string high = b_.add("shift_right_logical", {result, b_.constant(32, dtype)});
      bits = b_.add("xor", {b_.convert(result, "u32"), b_.convert(high, "u32")});
    }
    b_.observe("candidates", {{"ids", b_.add("xor", {bits, place_})}});
    Case made;
    made.program = std::make_shared<const Program>(check_program(b_.draft()));
    made.logits.values.emplace_back();
    for (const float number : kSpecial) {
      made.logits.values[0].insert(made.logits.values[0].end(), kSpecial.size(), number);
    }
    made.layout = even_layout(static_cast<std::int32_t>(kSpecial.size() * kSpecial.size()), 1);
    return made;
  }

  DraftBuilder& builder() { return b_; }

 private:
  DraftBuilder b_;
  std::string a_, other_, place_;
};

struct Cases {
  std::vector<TellingCase> all;

  void add(const std::string& op, const std::string& dtype, int operands,
           const AttributeMap& attributes = {}, const std::string& result = "") {
    Pairs pairs;
    std::vector<std::string> of;
    for (int i = 0; i < operands; ++i) of.push_back(pairs.number(dtype, i % 2 == 1));
    Case made =
        pairs.observed(pairs.builder().add(op, of, attributes), result.empty() ? dtype : result);
    all.push_back({op + " of " + dtype + (result.empty() ? "" : " to " + result), std::move(made)});
  }
};

}  // namespace

std::vector<TellingCase> elementwise_cases() {
  Cases cases;
  const std::vector<std::string> integers = {"s32", "u32", "s64", "u64"};
  std::vector<std::string> numbers = integers;
  numbers.emplace_back("float32");
  for (const std::string& dtype : numbers) {
    for (const char* op : {"add", "subtract", "multiply", "divide", "maximum", "minimum"}) {
      cases.add(op, dtype, 2);
    }
    for (const char* op : {"negate", "abs"}) cases.add(op, dtype, 1);
    cases.add("clamp", dtype, 3);
    for (const char* direction : {"GE", "GT", "LE", "LT", "EQ", "NE"}) {
      cases.add("compare", dtype, 2, {{"direction", word(direction)}}, "pred");
    }
    for (const std::string& to : integers)
      cases.add("convert", dtype, 1, {{"dtype", word(to)}}, to);
    cases.add("convert", dtype, 1, {{"dtype", word("pred")}}, "pred");
    if (dtype != "float32") cases.add("convert", dtype, 1, {{"dtype", word("float32")}}, "float32");
  }
  for (const char* direction : {"GE", "GT", "LE", "LT", "EQ", "NE"}) {
    cases.add("compare", "float32", 2, {{"direction", word(direction)}, {"order", word("total")}},
              "pred");
  }
  for (const char* op : {"exponential", "log", "tanh", "sqrt", "floor"})
    cases.add(op, "float32", 1);
  cases.add("is_finite", "float32", 1, {}, "pred");
  for (const std::string& dtype : integers) {
    for (const char* op :
         {"and", "or", "xor", "shift_left", "shift_right_logical", "shift_right_arithmetic"}) {
      cases.add(op, dtype, 2);
    }
    cases.add("not", dtype, 1);
  }
  for (const char* op : {"and", "or", "xor"}) cases.add(op, "pred", 2);
  cases.add("not", "pred", 1);
  return cases.all;
}

}  // namespace splitvote
