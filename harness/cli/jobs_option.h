// --jobs N: threads of the command's own work.
#pragma once

#include <CLI/CLI.hpp>

namespace splitvote {

// As many as the machine runs at once.
int hardware_jobs();

void add_jobs_option(CLI::App& command, int& jobs);

}  // namespace splitvote
