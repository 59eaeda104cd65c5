// Writes a ProgramDraft value by value; ids are v0, v1, ... unless given.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "src/program/draft.h"

namespace splitvote {

using AttributeMap = std::map<std::string, AttributeValue>;

inline AttributeValue word(const std::string& text) { return text; }
inline AttributeValue whole(std::int64_t number) { return number; }

class DraftBuilder {
 public:
  explicit DraftBuilder(const std::string& name) { draft_.name = name; }

  std::string add(const std::string& op, std::vector<std::string> of = {},
                  AttributeMap attributes = {}, std::vector<RegionDraft> regions = {}) {
    const std::string id = "v" + std::to_string(draft_.values.size());
    draft_.values.push_back({id, op, std::move(of), std::move(attributes), std::move(regions)});
    return id;
  }
  std::string logits(const std::string& dtype) {
    return add("parameter", {}, {{"name", word("logits")}, {"dtype", word(dtype)}});
  }
  std::string parameter(const std::string& name, const std::string& dtype) {
    return add("parameter", {}, {{"name", word(name)}, {"dtype", word(dtype)}});
  }
  std::string constant(double number, const std::string& dtype) {
    return add("constant", {}, {{"value", number}, {"dtype", word(dtype)}});
  }
  std::string convert(const std::string& x, const std::string& dtype) {
    return add("convert", {x}, {{"dtype", word(dtype)}});
  }
  std::string element(const std::string& tuple, std::int64_t index) {
    return add("get_tuple_element", {tuple}, {{"index", index}});
  }
  void observe(const std::string& what, std::map<std::string, std::string> roles) {
    draft_.observe.entries[what] = std::move(roles);
  }

  [[nodiscard]] ProgramDraft& draft() { return draft_; }

 private:
  ProgramDraft draft_;
};

}  // namespace splitvote
