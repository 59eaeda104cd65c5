// Bad input from outside: which file, where in it, and what was expected instead.
//
// Thrown by the rooms that take input apart; only `cli` turns it into a line on stderr and exit
// code 2. Whoever knows more (the file's name, say) catches, completes and rethrows. Our own
// mistakes are never InputErrors.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace splitvote {

class InputError : public std::exception {
 public:
  // `place` is a JSON path ("/values/3/of/1"), a flag ("--plan"), a byte offset, or empty;
  // `expectation` says what was expected and what was found, as one phrase.
  InputError(std::string place, std::string expectation, std::string file = "")
      : file_(std::move(file)), place_(std::move(place)), expectation_(std::move(expectation)) {
    compose();
  }

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] const std::string& expectation() const { return expectation_; }
  [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

  [[nodiscard]] InputError in_file(const std::string& file) const {
    return {place_, expectation_, file_.empty() ? file : file_};
  }
  [[nodiscard]] InputError under(const std::string& prefix) const {
    return {prefix + place_, expectation_, file_};
  }

 private:
  void compose() {
    for (const std::string& part : {file_, place_, expectation_}) {
      if (part.empty()) continue;
      if (!text_.empty()) text_ += ": ";
      text_ += part;
    }
  }

  std::string file_, place_, expectation_, text_;
};

}  // namespace splitvote
