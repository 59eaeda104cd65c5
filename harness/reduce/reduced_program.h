// A program with less in it: its origin's name and site names, and `reduced_from`.
#pragma once

#include "harness/reduce/candidate.h"
#include "src/program/draft.h"
#include "src/program/program.h"

namespace splitvote {

// Gives the candidate the program of this draft, less the values that nothing observed refers to,
// and drops the parameters that go with them. Where the draft is no well-formed program, or no
// different one, the candidate stays as it is.
void set_program(Candidate& candidate, ProgramDraft draft);

}  // namespace splitvote
