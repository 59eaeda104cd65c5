#include "harness/store/json_decisions.h"

#include <array>
#include <string_view>
#include <utility>

namespace splitvote {
namespace {

Json json_of(const TracedNumber& number) {
  Json object = Json::object();
  object.add("value", number.value);
  if (!number.site.empty()) object.add("site", number.site);
  if (number.position >= 0) object.add("position", Json::integer(number.position));
  if (number.token >= 0) object.add("token", Json::integer(number.token));
  object.add("u", Json::float32(number.u));
  object.add("r", Json::float32(number.r));
  object.add("rounded_to", name(number.narrow));
  object.add("reads", number.promoted ? "u" : "r");
  return object;
}

}  // namespace

Json decision_json(const TracedDecision& decision) {
  constexpr std::array<std::string_view, 3> kTurned = {"no", "both_rounded", "both_unrounded"};
  Json object = Json::object();
  object.add("decision", decision.id);
  object.add("operation", decision.operation);
  object.add("row", Json::integer(decision.row));
  Json ranks = Json::array();
  for (const int rank : decision.ranks) ranks.add(Json::integer(rank));
  object.add("ranks", std::move(ranks));
  object.add("first", json_of(decision.first));
  object.add("second", json_of(decision.second));
  if (decision.operation == "compare") {
    object.add("direction", decision.direction);
    object.add("holds", Json(decision.holds));
    object.add("true_count", Json::integer(decision.true_count));
    object.add("turned_count", Json::integer(decision.turned_count));
  } else if (decision.taken > 0) {
    object.add("taken", Json::integer(decision.taken));
  }
  object.add("otherwise_with", kTurned[static_cast<std::size_t>(decision.turned)]);
  object.add("float32_ulps",
             decision.float32_ulps ? Json::integer(*decision.float32_ulps) : Json());
  object.add("narrow_ulps", decision.narrow_ulps ? Json::float64(*decision.narrow_ulps) : Json());
  object.add("narrow_dtype", name(decision.narrow_dtype));
  return object;
}

Json decisions_json(const std::vector<TracedDecision>& trace) {
  Json list = Json::array();
  for (const TracedDecision& decision : trace) list.add(decision_json(decision));
  return list;
}

}  // namespace splitvote
