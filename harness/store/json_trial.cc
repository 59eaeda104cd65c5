#include "harness/store/json_trial.h"

#include <limits>
#include <optional>

#include "harness/store/json_reached.h"

namespace splitvote {

Trial trial_of(const JsonPlace& place) {
  place.allow_only({"target", "compiler", "flags", "batch", "ranks", "tokens_per_rank", "remedy",
                    "refusal", "on_case", "fresh", "fresh_shown"});
  Trial trial;
  trial.as = compiled_as_of(place);
  if (const auto member = place.optional_member("remedy"))
    trial.remedy = member->string("a remedy");
  if (const auto member = place.optional_member("refusal")) {
    trial.refusal = member->string("why it was not tried");
    return trial;
  }
  trial.on_case = place.member("on_case", "true or false").boolean("does the case show it still");
  const auto count = [&](const char* name, std::int64_t most) {
    return static_cast<int>(place.member(name, "cases").integer("cases", 0, most));
  };
  trial.fresh = count("fresh", std::numeric_limits<int>::max());
  trial.fresh_shown = count("fresh_shown", trial.fresh);
  return trial;
}

Json json_of(const Trial& trial) {
  Json object = Json::object();
  add_compiled_as(trial.as, object);
  if (!trial.remedy.empty()) object.add("remedy", trial.remedy);
  if (!trial.tried()) {
    object.add("refusal", trial.refusal);
    return object;
  }
  object.add("on_case", Json(trial.on_case));
  object.add("fresh", Json::integer(trial.fresh));
  object.add("fresh_shown", Json::integer(trial.fresh_shown));
  return object;
}

}  // namespace splitvote
