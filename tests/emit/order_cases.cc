#include <limits>

#include "harness/generate/rng.h"
#include "tests/emit/telling_cases.h"
#include "tests/reference/draft_builder.h"

namespace splitvote {
namespace {

constexpr int kRanks = 5;
constexpr std::int32_t kTokens = 55;  // 11 a rank
constexpr int kRows = 5;

struct Cases {
  Rng rng{1, 9};
  std::vector<TellingCase> all;

  void add(const std::string& name, DraftBuilder& builder, bool with_ties) {
    Case made;
    made.program = std::make_shared<const Program>(check_program(builder.draft()));
    made.logits.rows = kRows;
    for (int row = 0; row < kRows; ++row) {
      made.logits.values.emplace_back();
      for (std::int32_t token = 0; token < kTokens; ++token) {
        const float number = with_ties ? static_cast<float>(rng.between(0, 2))
                                       : rng.uniform(-1.0f, 1.0f) * (rng.chance(30) ? 40.0f : 1.0f);
        const bool nan = with_ties && row % 2 == 1 && rng.chance(20);
        made.logits.values.back().push_back(nan ? std::numeric_limits<float>::quiet_NaN() : number);
      }
    }
    made.layout = even_layout(kTokens, kRanks);
    all.push_back({name, std::move(made)});
  }
};

AttributeMap sum_of(const std::string& order, const std::string& accumulator) {
  AttributeMap how = {{"order", word(order)}, {"accumulator_dtype", word(accumulator)}};
  if (order == "blocked") how["width"] = whole(4);
  return how;
}

void add_sums(Cases& cases) {
  for (const char* accumulator : {"float32", "bfloat16", "float16"}) {
    for (const char* order : {"sequential", "pairwise", "blocked"}) {
      DraftBuilder b("sum");
      AttributeMap how = sum_of(order, accumulator);
      how["kind"] = word("sum");
      const std::string sum = b.add("reduce", {b.logits("float32")}, how);
      b.observe("top", {{"id", b.add("bitcast_convert", {sum}, {{"dtype", word("u32")}})}});
      cases.add(std::string("reduce ") + order + " " + accumulator, b, false);
    }
    for (const char* order : {"sequential", "blocked"}) {
      DraftBuilder b("cumsum");
      const std::string sums = b.add("cumsum", {b.logits("float32")}, sum_of(order, accumulator));
      b.observe("candidates",
                {{"ids", b.add("bitcast_convert", {sums}, {{"dtype", word("u32")}})}});
      cases.add(std::string("cumsum ") + order + " " + accumulator, b, false);
    }
    for (const char* route : {"rank", "tree", "ring"}) {
      DraftBuilder b("all_reduce");
      const std::string of_rank = b.add("reduce", {b.logits("float32")}, {{"kind", word("sum")}});
      const std::string sum = b.add("all_reduce", {of_rank},
                                    {{"kind", word("sum")},
                                     {"order", word(route)},
                                     {"accumulator_dtype", word(accumulator)}});
      b.observe("top", {{"id", b.add("bitcast_convert", {sum}, {{"dtype", word("u32")}})}});
      cases.add(std::string("all_reduce ") + route + " " + accumulator, b, false);
    }
  }
}

void add_ties(Cases& cases) {
  for (const char* tie : {"first", "last"}) {
    for (const char* nan : {"wins", "loses"}) {
      DraftBuilder b("argmax");
      b.observe("top", {{"id", b.add("argmax", {b.logits("float32")},
                                     {{"tie", word(tie)}, {"nan", word(nan)}})}});
      cases.add(std::string("argmax ") + tie + " " + nan, b, true);
    }
  }
  for (const char* tie : {"lowest", "highest"}) {
    for (const char* order : {"total", "numeric"}) {
      DraftBuilder b("top_k");
      const std::string best = b.add("top_k", {b.logits("float32")},
                                     {{"k", whole(3)}, {"tie", word(tie)}, {"order", word(order)}});
      b.observe("candidates", {{"ids", b.element(best, 1)}});
      cases.add(std::string("top_k ") + tie + " " + order, b, true);
    }
  }
  DraftBuilder b("negative");
  const std::string x = b.logits("float32");
  const std::string ids =
      b.add("subtract", {b.add("iota", {}, {{"like", x}}), b.constant(5, "s32")});
  b.observe("candidates", {{"ids", ids}});
  cases.add("negative ids", b, false);
}

}  // namespace

std::vector<TellingCase> order_cases() {
  Cases cases;
  add_sums(cases);
  add_ties(cases);
  return cases.all;
}

}  // namespace splitvote
