// The distinct findings of a campaign: one for each signature, with the simplest case that shows
// it, each in a file of its own.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"

namespace splitvote {

struct CollectedFinding {
  Finding finding;
  std::string file;
  bool reproduces = true;  // its file, read afresh and judged, shows what it says
};

class Collection {
 public:
  // Files go to `folder`, which is made when the first one is saved; empty: nothing is saved.
  // `build` is the fingerprint that they carry.
  Collection(std::string folder, std::string build);

  // The signature is not there, its case is less simple than this one, or a compiled program
  // reaches it that did not before.
  [[nodiscard]] bool would_keep(const Finding& finding) const;
  // Keeps the finding if it is new or simpler, and saves it at once. Compiled programs that reach
  // the other case stay, as reaching it elsewhere. Throws InputError when it cannot be saved.
  void add(const Finding& finding);

  // Puts the finding in the place of the one that is kept under its signature, and saves it.
  // Compiled programs that reached the other case stay, as reaching it elsewhere.
  void replace(Finding finding);

  // Forgets the finding, and removes its file.
  void remove(const std::string& signature);

  // Judges every finding again, from its file and the records beside it, as a user of the file
  // would (judge_again.h).
  void check_reproduction(const FailRule& rule);

  // By signature.
  [[nodiscard]] const std::map<std::string, CollectedFinding>& findings() const {
    return findings_;
  }
  [[nodiscard]] std::array<int, kVerdicts.size()> count_by_verdict() const;

 private:
  void save(const CollectedFinding& collected) const;

  std::string folder_, build_;
  std::map<std::string, CollectedFinding> findings_;
};

// "xla_excess_topk-rank_split-fghnjxmonbksdmop.json": letters that no file name should hold are
// replaced by '_'.
std::string finding_file_name(const Finding& finding);

}  // namespace splitvote
