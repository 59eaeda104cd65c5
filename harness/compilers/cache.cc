#include "harness/compilers/cache.h"

#include <cstdlib>

#include "harness/compilers/hash.h"
#include "harness/store/load.h"
#include "harness/store/save.h"
#include "src/program/input_error.h"

namespace splitvote {
namespace {

constexpr std::string_view kImportedHash = "imported-hash";

std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

// In the order of the answer's "imported".
std::vector<std::string> hashes_of_imported(const Fields& answer) {
  std::vector<std::string> hashes;
  for (const std::string& file : texts_of(answer, "imported")) {
    try {
      hashes.push_back(hash_of(read_file(file)));
    } catch (const InputError&) {
      hashes.emplace_back("not there");
    }
  }
  return hashes;
}

// False when it cannot be written.
bool save(const std::string& folder, const std::string& name, const Fields& fields) {
  try {
    make_folder(folder);
    save_file(folder + "/" + name, write_fields(fields));
    return true;
  } catch (const InputError&) {
    return false;
  }
}

}  // namespace

std::string Cache::default_folder() {
  if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty()) {
    return cache + "/splitvote";
  }
  const std::string home = variable("HOME");
  return (home.empty() ? "" : home + "/") + ".cache/splitvote";
}

std::optional<Fields> Cache::find(const Fields& request) const {
  const std::string path = folder_ + "/compiled/" + hash_of(write_fields(request)) + ".txt";
  if (!file_exists(path)) return std::nullopt;
  std::optional<Fields> kept;
  try {
    kept = parse_fields(read_file(path));
  } catch (const InputError&) {
    return std::nullopt;
  }
  if (!kept || kept->size() < request.size()) return std::nullopt;
  const auto answer = kept->begin() + static_cast<std::ptrdiff_t>(request.size());
  if (!std::equal(request.begin(), request.end(), kept->begin(), answer)) return std::nullopt;
  kept->erase(kept->begin(), answer);
  if (hashes_of_imported(*kept) != texts_of(*kept, kImportedHash)) return std::nullopt;
  return kept;
}

void Cache::keep(const Fields& request, const Fields& answer) const {
  Fields all = request;
  all.insert(all.end(), answer.begin(), answer.end());
  for (std::string& hash : hashes_of_imported(answer)) {
    all.push_back({std::string(kImportedHash), std::move(hash)});
  }
  save(folder_ + "/compiled", hash_of(write_fields(request)) + ".txt", all);
}

std::string Cache::keep_failure(const Fields& request, const Fields& about) const {
  Fields all = about;
  all.insert(all.end(), request.begin(), request.end());
  const std::string name = hash_of(write_fields(request)) + ".txt";
  return save(folder_ + "/failures", name, all) ? folder_ + "/failures/" + name : "";
}

std::string Cache::kept_failure(const Fields& request) const {
  const std::string path = folder_ + "/failures/" + hash_of(write_fields(request)) + ".txt";
  return file_exists(path) ? path : "";
}

}  // namespace splitvote
