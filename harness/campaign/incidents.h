// Published incidents as a folder holds them: the cases that fail, each with its fixed twin.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/witness.h"

namespace splitvote {

struct IncidentFile {
  std::string name;  // below the folder, without ".json"
  Witness witness;
};

// Every case under `path`, in the order of their files. Throws InputError for one that does not say
// which verdicts it expects.
std::vector<IncidentFile> load_incidents(const std::string& path);

// The file beside it with the same logits and layout that does not expect the verdict; null where
// there is none.
const IncidentFile* fixed_twin(const IncidentFile& incident, Verdict verdict,
                               const std::vector<IncidentFile>& files);

}  // namespace splitvote
