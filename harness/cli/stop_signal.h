// Ctrl-C and SIGTERM as a flag that long work looks at; a second one ends the process at once. What
// comes within half a second of the first is no second one: timeout(1) sends its signal to the
// command and then to the command's group, so that the command has it twice.
#pragma once

#include <atomic>

namespace splitvote {

// Installs the handlers when first called. True once a signal came.
const std::atomic<bool>& stop_signal();

}  // namespace splitvote
