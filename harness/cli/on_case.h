// --on and --fleet for one case: its sampler compiled at the case's own shape, run and judged.
#pragma once

#include <string>
#include <vector>

#include "harness/case/case.h"
#include "harness/cli/case_arguments.h"
#include "harness/cli/output.h"
#include "harness/cli/target_arguments.h"
#include "harness/finding/reached.h"
#include "harness/oracle/verdict.h"
#include "harness/report/judged_on.h"

namespace splitvote {

// What --parameters and --outputs say of a case's program holds for what is compiled of it.
void share_roles(const CaseArguments& test_case, TargetArguments& targets);

// The sampler of a case as it is compiled: a user's function from its file, where the file is
// there; otherwise the program.
SamplerSource source_of(const Case& test_case, const TargetArguments& arguments);

// Of a user's function, what --args, --parameters and --outputs leave open is as the first of the
// records that can be read has it.
void complete_from_records(const Case& test_case, const std::vector<Reached>& reached,
                           TargetArguments& targets);

// The case's rows, ranks and tokens a rank. Throws InputError saying why no compiled program serves
// its layout.
CompiledShape shape_of(const Case& test_case);

// The case's sampler on every target (or the fleet), at that shape. Throws InputError.
Subjects compile_for(const Case& test_case, const TargetArguments& arguments, Compilers& compilers,
                     const std::string& folder, const Output& output);

struct OnCase {
  std::vector<JudgedOn> judged;  // [target]
  std::vector<Finding> findings;
  std::vector<std::string> notices;
};

// Nothing where no target is given. A finding's function is compiled as it was.
OnCase judge_on(const Witness& witness, const TargetArguments& arguments, const FailRule& rule,
                const Output& output);

}  // namespace splitvote
