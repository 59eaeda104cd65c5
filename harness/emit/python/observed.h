// What the sampler observes: the statement that returns it, and the line that prints it.
#pragma once

#include <string>
#include <vector>

#include "harness/emit/python/data.h"
#include "harness/emit/python/operations.h"
#include "harness/emit/reproducer.h"

namespace splitvote {

// "return [SimpleNamespace(row=row, rank=r, top=...) ...]". `uniform` [line]: one array for all.
std::string print_observed(const Reproducer& reproducer, const Listing& listing,
                           const std::vector<bool>& uniform, Operations& operations);

// The function that prints an outcome, one line for each judged rank and row.
std::string print_lines(const Reproducer& reproducer);

}  // namespace splitvote
