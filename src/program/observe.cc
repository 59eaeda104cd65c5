#include <algorithm>

#include "src/program/checker.h"

namespace splitvote {
namespace {

class ObserveChecker {
 public:
  explicit ObserveChecker(Program& program)
      : program_(program),
        slice_(program.values[static_cast<std::size_t>(program.logits)].elements[0].shape),
        rows_(slice_[0]) {}

  void run() {
    Observe& out = program_.observe;
    for (const auto& [what, roles] : program_.draft.observe.entries) {
      if (what == "candidates") {
        only(what, roles, {"mask", "ids"});
        candidates(roles);
      } else if (what == "top" || what == "draw") {
        only(what, roles,
             what == "top" ? std::vector<std::string>{"id", "value"}
                           : std::vector<std::string>{"id"});
        const int id = find(what, roles, "id", true);
        want(what, "id", is_integer(element(id).dtype) && per_row(id), "an integer [batch]");
        (what == "top" ? out.top_id : out.draw_id) = id;
        out.top_value = what == "top" ? find(what, roles, "value", false) : out.top_value;
        if (what == "top" && out.top_value >= 0) {
          want(what, "value", is_float(element(out.top_value).dtype) && per_row(out.top_value),
               "a float [batch]");
        }
      } else if (what == "owner") {
        only(what, roles, {"mask"});
        out.owner_mask = find(what, roles, "mask", true);
        want(what, "mask", element(out.owner_mask).dtype == Dtype::kPred && per_row(out.owner_mask),
             "a pred [batch]");
      } else if (what == "travels") {
        only(what, roles, {"id", "key", "source"});
        travels(roles);
      } else {
        throw InputError("/observe/" + what,
                         "expected candidates, top, draw, owner, travels or on_ranks");
      }
    }
    out.on_ranks = program_.draft.observe.on_ranks;
    if (program_.draft.observe.entries.empty()) {
      throw InputError("/observe",
                       "expected at least one of candidates, top, draw, owner, travels");
    }
  }

 private:
  using Roles = std::map<std::string, std::string>;

  static void only(const std::string& what, const Roles& roles,
                   const std::vector<std::string>& known) {
    for (const auto& [role, id] : roles) {
      if (std::find(known.begin(), known.end(), role) == known.end()) {
        std::string list;
        for (const std::string& each : known) list += (list.empty() ? "" : ", ") + each;
        throw InputError("/observe/" + what + "/" + role, "expected one of: " + list);
      }
    }
  }

  [[nodiscard]] int find(const std::string& what, const Roles& roles, const std::string& role,
                         bool required) const {
    const auto entry = roles.find(role);
    if (entry == roles.end()) {
      if (required) throw InputError("/observe/" + what, "expected \"" + role + "\"");
      return -1;
    }
    for (std::size_t index = 0; index < program_.values.size(); ++index) {
      if (program_.values[index].id != entry->second) continue;
      if (program_.values[index].is_tuple) {
        throw InputError("/observe/" + what + "/" + role,
                         "expected an array; \"" + entry->second + "\" is a tuple");
      }
      return static_cast<int>(index);
    }
    throw InputError("/observe/" + what + "/" + role,
                     "no value is called \"" + entry->second + "\"");
  }

  [[nodiscard]] const Element& element(int index) const {
    return program_.values[static_cast<std::size_t>(index)].elements[0];
  }
  [[nodiscard]] bool per_row(int index) const {
    const auto& shape = element(index).shape;
    const bool column = shape.size() == 2 && shape[1] == constant_dim(1);
    return (shape.size() == 1 || column) && shape[0] == rows_;
  }
  [[nodiscard]] bool own_slice(int index) const { return element(index).shape == slice_; }
  void want(const std::string& what, const std::string& role, bool ok,
            const std::string& expectation) const {
    if (!ok) throw InputError("/observe/" + what + "/" + role, "expected " + expectation);
  }

  void candidates(const Roles& roles) {
    Observe& out = program_.observe;
    out.candidates_mask = find("candidates", roles, "mask", false);
    out.candidates_ids = find("candidates", roles, "ids", false);
    if (!out.candidates()) throw InputError("/observe/candidates", "expected \"mask\" or \"ids\"");
    if (out.candidates_mask >= 0) {
      want("candidates", "mask", element(out.candidates_mask).dtype == Dtype::kPred, "a pred");
    }
    if (out.candidates_ids < 0) {
      out.candidates_own_slice = true;
      want("candidates", "mask", own_slice(out.candidates_mask),
           "[batch, shard] where no ids are given");
      return;
    }
    const Element& ids = element(out.candidates_ids);
    want("candidates", "ids",
         is_integer(ids.dtype) && ids.shape.size() == 2 && ids.shape[0] == rows_,
         "integers [batch, n]");
    if (out.candidates_mask >= 0) {
      want("candidates", "mask", element(out.candidates_mask).shape == ids.shape,
           "the shape of the ids");
    }
  }

  void travels(const Roles& roles) {
    Observe& out = program_.observe;
    out.travels_id = find("travels", roles, "id", true);
    out.travels_key = find("travels", roles, "key", true);
    out.travels_source = find("travels", roles, "source", true);
    const Element& id = element(out.travels_id);
    const bool rows = !id.shape.empty() && id.shape.size() <= 2 && id.shape[0] == rows_;
    want("travels", "id", is_integer(id.dtype) && rows, "integers [batch] or [batch, n]");
    want("travels", "key",
         is_float(element(out.travels_key).dtype) && element(out.travels_key).shape == id.shape,
         "floats of the shape of the ids");
    want("travels", "source",
         is_float(element(out.travels_source).dtype) && own_slice(out.travels_source),
         "floats [batch, shard]");
  }

  Program& program_;
  const std::vector<Dim>& slice_;  // [batch, shard], or the sizes that the logits were compiled for
  const Dim& rows_;
};

}  // namespace

void check_observe(Program& program) {
  ObserveChecker(program).run();
  for (std::size_t i = 0; i < program.draft.promises.size(); ++i) {
    const auto found =
        std::find(kPromiseNames.begin(), kPromiseNames.end(), program.draft.promises[i]);
    if (found == kPromiseNames.end()) {
      std::string known;
      for (std::string_view each : kPromiseNames)
        known += (known.empty() ? "" : ", ") + std::string(each);
      throw InputError("/promises/" + std::to_string(i), "expected one of: " + known);
    }
    program.promises.push_back(static_cast<Promise>(found - kPromiseNames.begin()));
  }
}

}  // namespace splitvote
