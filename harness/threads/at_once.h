// A number of pieces of work on a number of threads, this one among them.
#pragma once

#include <cstddef>
#include <functional>

namespace splitvote {

// Calls work(0) .. work(count - 1), each once, begun in that order; `jobs` of them at once, at
// least one. Throws what one of them threw when those under way have ended; the others are not
// begun then.
void at_once(std::size_t count, int jobs, const std::function<void(std::size_t)>& work);

}  // namespace splitvote
