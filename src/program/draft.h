// A sampler program as it was written down: names and attributes, nothing resolved or checked.
//
// The store reads and writes drafts; `check_program` turns one into a Program. Must not know JSON.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace splitvote {

using AttributeValue =
    std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>>;

struct RegionDraft;

struct ValueDraft {
  std::string id;
  std::string op;
  std::vector<std::string> of;
  std::map<std::string, AttributeValue>
      attributes;  // every other key of the value, `dtype` included
  std::vector<RegionDraft> regions;

  friend bool operator==(const ValueDraft&, const ValueDraft&);
};

// A sub-program (over scalars; of a `while`, over arrays): parameters are named, the values listed
// in `yields` are its results. A `while` has two: the condition, then the body.
struct RegionDraft {
  std::vector<std::string> parameters;
  std::vector<ValueDraft> values;
  std::vector<std::string> yields;

  friend bool operator==(const RegionDraft&, const RegionDraft&) = default;
};

inline bool operator==(const ValueDraft& a, const ValueDraft& b) {
  return a.id == b.id && a.op == b.op && a.of == b.of && a.attributes == b.attributes &&
         a.regions == b.regions;
}

struct ObserveDraft {
  // What is observed (candidates, top, draw, owner, travels), and for each the role of each named
  // value (mask, ids, id, value, key, source).
  std::map<std::string, std::map<std::string, std::string>> entries;
  std::optional<std::vector<int>> on_ranks;  // absent: all

  friend bool operator==(const ObserveDraft&, const ObserveDraft&) = default;
};

struct ProgramDraft {
  std::string name;
  std::string description;
  std::string source;  // where the sampler comes from: repository, file, commit, or thread
  std::string grade_dtype = "bfloat16";
  std::string reduced_from;  // the origin's name when a reducer made this program; otherwise empty
  std::vector<ValueDraft> values;
  ObserveDraft observe;
  std::vector<std::string> promises;

  friend bool operator==(const ProgramDraft&, const ProgramDraft&) = default;
};

}  // namespace splitvote
