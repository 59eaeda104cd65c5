// What was compiled before, or was refused by its compiler, as files that a person can read.
//
// A file is the request (fields.h) followed by the answer, and is named by the hash of the request:
// source, function, shapes, target, compiler version, flags, helper version. A hit needs the same
// request to the byte, and files that the source imported from beside itself unchanged. A file that
// cannot be read is a miss; one that cannot be written costs only time.
#pragma once

#include <optional>
#include <string>

#include "harness/compilers/fields.h"

namespace splitvote {

class Cache {
 public:
  explicit Cache(std::string folder) : folder_(std::move(folder)) {}

  // $XDG_CACHE_HOME/splitvote, or ~/.cache/splitvote; .cache/splitvote here where there is no home.
  static std::string default_folder();

  [[nodiscard]] const std::string& folder() const { return folder_; }
  [[nodiscard]] std::optional<Fields> find(const Fields& request) const;
  void keep(const Fields& request, const Fields& answer) const;

  // A request that failed, with what was said: the path, or "" when it could not be written.
  [[nodiscard]] std::string keep_failure(const Fields& request, const Fields& about) const;
  // The path of what keep_failure wrote, or "" where there is none.
  [[nodiscard]] std::string kept_failure(const Fields& request) const;

 private:
  std::string folder_;
};

}  // namespace splitvote
