#include "harness/store/json_reached.h"

#include <limits>

#include "harness/case/case_limits.h"

namespace splitvote {
namespace {

std::string text_or_none(const JsonPlace& place, const char* name) {
  const auto member = place.optional_member(name);
  return member ? member->string("a text") : std::string();
}

void add_text(const char* name, const std::string& text, Json& object) {
  if (!text.empty()) object.add(name, text);
}

}  // namespace

CompiledAs compiled_as_of(const JsonPlace& place) {
  const auto count = [&](const char* name, std::int64_t most) {
    return place.member(name, "a count").integer("a count", 1, most);
  };
  CompiledAs as;
  as.target = place.member("target", "a target").string("a target");
  as.compiler = place.member("compiler", "a compiler").string("a compiler");
  as.flags = text_or_none(place, "flags");
  as.shape.rows = static_cast<int>(count("batch", std::numeric_limits<std::int32_t>::max()));
  as.shape.ranks = static_cast<int>(count("ranks", kRankCountMax));
  as.shape.tokens_per_rank = static_cast<std::int32_t>(count("tokens_per_rank", kPaddedSizeMax));
  as.variant = text_or_none(place, "variant");
  return as;
}

void add_compiled_as(const CompiledAs& as, Json& object) {
  object.add("target", as.target);
  object.add("compiler", as.compiler);
  add_text("flags", as.flags, object);
  object.add("batch", Json::integer(as.shape.rows));
  object.add("ranks", Json::integer(as.shape.ranks));
  object.add("tokens_per_rank", Json::integer(as.shape.tokens_per_rank));
  add_text("variant", as.variant, object);
}

Reached reached_of(const JsonPlace& place) {
  place.allow_only({"target", "compiler", "flags", "batch", "ranks", "tokens_per_rank", "variant",
                    "plan", "contradicts", "record", "elsewhere", "lowering"});
  Reached reached;
  reached.as = compiled_as_of(place);
  reached.plan = text_or_none(place, "plan");
  reached.contradicts = text_or_none(place, "contradicts");
  reached.record = text_or_none(place, "record");
  reached.lowering = text_or_none(place, "lowering");
  if (const auto member = place.optional_member("elsewhere")) {
    reached.elsewhere = member->boolean("true or false");
  }
  return reached;
}

Json json_of(const Reached& reached) {
  Json object = Json::object();
  add_compiled_as(reached.as, object);
  add_text("plan", reached.plan, object);
  add_text("lowering", reached.lowering, object);
  add_text("contradicts", reached.contradicts, object);
  add_text("record", reached.record, object);
  if (reached.elsewhere) object.add("elsewhere", Json(true));
  return object;
}

}  // namespace splitvote
