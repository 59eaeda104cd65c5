// Ctrl-C and SIGTERM as a flag that long work looks at; a second signal ends the process at once.
#pragma once

#include <atomic>

namespace splitvote {

// Installs the handlers when first called. True once a signal came.
const std::atomic<bool>& stop_signal();

}  // namespace splitvote
