// Runs the built `splitvote` in a folder of its own and keeps what it said.
#pragma once

#include <sys/wait.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/store/scratch_folder.h"

namespace splitvote {

struct Said {
  int exit_code = -1;
  std::string out, err;
};

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Workplace {
 public:
  // `line` goes through a shell whose working folder is this one; `splitvote` is the built binary.
  [[nodiscard]] Said say(const std::string& line) const {
    const std::string script = "cd '" + folder_ / "" +
                               "' && splitvote() { '" SPLITVOTE_BINARY "' \"$@\"; } && { " + line +
                               "\n} > .out 2> .err";
    const int status = std::system(script.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content_of(folder_ / ".out"),
            content_of(folder_ / ".err")};
  }
  void write(const std::string& name, const std::string& text) const { folder_.write(name, text); }
  [[nodiscard]] std::string path(const std::string& name) const { return folder_ / name; }

 private:
  ScratchFolder folder_;
};

// A .npy file of one row; `descriptor` as NumPy writes it.
inline std::string npy(const std::vector<float>& row, const std::string& descriptor = "<f4") {
  std::string header = "{'descr': '" + descriptor + "', 'fortran_order': False, 'shape': (" +
                       std::to_string(row.size()) + ",), }";
  header.resize(118 - 1, ' ');
  header += '\n';
  std::string text = "\x93NUMPY";
  text += '\1';
  text += '\0';
  text += static_cast<char>(header.size());
  text += '\0';
  text += header;
  for (const float number : row) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    text.append(bytes, sizeof number);
  }
  return text;
}

// A row on which xla_excess_topk with temperature 0.7 fails for some plans.
inline const std::string kFailingCase = R"({"format": "splitvote-case", "version": 1,
 "program": "xla_excess_topk", "logits": {"values": [7.1, 0, 1, 2]}, "layout": {"ranks": 2},
 "params": {"temperature": 0.7}})";
// One on which nothing can fail: every number is a bfloat16.
inline const std::string kHarmlessCase = R"({"format": "splitvote-case", "version": 1,
 "program": "xla_excess_topk", "logits": {"values": [8, 0, 1, 2]}, "layout": {"ranks": 2},
 "params": {"temperature": 1}})";

}  // namespace splitvote
