// The compiled programs that a finding names, from their records: to run them again with no
// compiler installed.
//
// What was identified is the plan that the finding names; nothing is identified anew.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/compiled/read_back.h"
#include "harness/finding/reached.h"
#include "harness/reach/subject.h"
#include "src/program/input_error.h"

namespace splitvote {

// Records by path, each read once.
class Records {
 public:
  // Throws InputError naming the file; so does every later call for it.
  const ReadBack& at(const std::string& path);

 private:
  struct Tried {
    std::optional<ReadBack> read;
    std::optional<InputError> refusal;
  };
  std::map<std::string, Tried> tried_;
};

struct Recorded {
  std::vector<Subject> subjects;     // one for each shape
  std::vector<Reached> missing;      // of which no record could be read
  std::vector<std::string> notices;  // why, one for each of those
};

// `sampler` is the finding's own. Records' paths are relative to where the process runs.
Recorded recorded_subjects(const std::shared_ptr<const Program>& sampler,
                           const std::vector<Reached>& reached, Records& records);

}  // namespace splitvote
