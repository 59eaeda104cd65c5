// Where tests look for a Python with numerical packages. Debian's own is the one that its packages
// serve. SPLITVOTE_ROOT is the source tree.
#pragma once

#include <cstdlib>
#include <string>
#include <vector>

namespace splitvote {

inline std::vector<std::string> pythons() {
  std::vector<std::string> paths;
  if (const char* given = std::getenv("SPLITVOTE_PYTHON_JAX")) paths.emplace_back(given);
  for (const char* path :
       {SPLITVOTE_ROOT "/build/compilers/bin/python", SPLITVOTE_ROOT "/build/venv/bin/python",
        "/usr/bin/python3", "python3"}) {
    paths.emplace_back(path);
  }
  return paths;
}

// The first that has a JAX with shard_map; empty where none has.
inline std::string python_with_jax() {
  for (const std::string& python : pythons()) {
    const std::string ask = "'" + python + "' -c 'import jax; jax.shard_map' > /dev/null 2>&1";
    if (std::system(ask.c_str()) == 0) return python;
  }
  return {};
}

}  // namespace splitvote
