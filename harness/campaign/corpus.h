// The cases that a campaign mutates: one for each pattern of joint outcomes seen so far.
//
// Changes only between epochs, so that what an epoch's cases derive from does not depend on who
// works on them.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "harness/case/case.h"

namespace splitvote {

class Corpus {
 public:
  [[nodiscard]] bool has_pattern(const std::string& pattern) const {
    return patterns_.contains(pattern);
  }
  // Keeps the case when its pattern is new and there is room for it.
  void admit(const std::string& pattern, const Case& test_case);

  // The cases of one program, in the order of their admission.
  [[nodiscard]] const std::vector<Case>& of(const Program& program) const;
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::unordered_set<std::string> patterns_;
  std::map<const Program*, std::vector<Case>> cases_;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace splitvote
