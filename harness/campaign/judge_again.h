// A file judged again, and held against what it says.
//
// 1. A case, or a finding that plans show: a default sweep.
// 2. A finding that compiled programs reach: those programs, read from the records beside the file,
//    on its case. It must have its verdict, grade and signature, and every program that it names
//    must reach it.
// 3. Where a record is missing, the finding's plan alone is judged, where a plan shows it.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "harness/campaign/witness.h"
#include "harness/compiled/recorded.h"
#include "harness/finding/finding.h"
#include "harness/oracle/verdict.h"

namespace splitvote {

struct JudgedAgain {
  std::vector<Finding> findings;
  std::vector<std::string> differences;  // from what the file says; none where it says nothing
  std::vector<std::string> notices;      // records that are missing
};

// Whether compiled programs are what the file's finding is about.
bool reached_by_programs(const Witness& witness);

// Verdicts that the file expects fail besides those of `rule`. Throws SweepStopped, and InputError
// where the program cannot serve the layout.
JudgedAgain judge_again(const Witness& witness, const FailRule& rule, Records& records,
                        const std::atomic<bool>* stop = nullptr);

}  // namespace splitvote
