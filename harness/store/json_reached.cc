#include "harness/store/json_reached.h"

#include <limits>

#include "harness/case/case_limits.h"

namespace splitvote {

Reached reached_of(const JsonPlace& place) {
  place.allow_only({"target", "compiler", "flags", "batch", "ranks", "tokens_per_rank", "plan",
                    "contradicts", "record", "elsewhere"});
  const auto text = [&](const char* name) {
    const auto member = place.optional_member(name);
    return member ? member->string("a text") : std::string();
  };
  const auto count = [&](const char* name, std::int64_t most) {
    return place.member(name, "a count").integer("a count", 1, most);
  };
  Reached reached;
  reached.as.target = place.member("target", "a target").string("a target");
  reached.as.compiler = place.member("compiler", "a compiler").string("a compiler");
  reached.as.flags = text("flags");
  reached.as.shape.rows =
      static_cast<int>(count("batch", std::numeric_limits<std::int32_t>::max()));
  reached.as.shape.ranks = static_cast<int>(count("ranks", kRankCountMax));
  reached.as.shape.tokens_per_rank =
      static_cast<std::int32_t>(count("tokens_per_rank", kPaddedSizeMax));
  reached.plan = text("plan");
  reached.contradicts = text("contradicts");
  reached.record = text("record");
  if (const auto member = place.optional_member("elsewhere")) {
    reached.elsewhere = member->boolean("true or false");
  }
  return reached;
}

Json json_of(const Reached& reached) {
  Json object = Json::object();
  const auto add_text = [&](const char* name, const std::string& text) {
    if (!text.empty()) object.add(name, text);
  };
  object.add("target", reached.as.target);
  object.add("compiler", reached.as.compiler);
  add_text("flags", reached.as.flags);
  object.add("batch", Json::integer(reached.as.shape.rows));
  object.add("ranks", Json::integer(reached.as.shape.ranks));
  object.add("tokens_per_rank", Json::integer(reached.as.shape.tokens_per_rank));
  add_text("plan", reached.plan);
  add_text("contradicts", reached.contradicts);
  add_text("record", reached.record);
  if (reached.elsewhere) object.add("elsewhere", Json(true));
  return object;
}

}  // namespace splitvote
