// How long work is doing, on stderr: one line that renews itself on a terminal, a line now and then
// elsewhere.
#pragma once

#include <functional>
#include <string>

namespace splitvote {

class LiveLine {
 public:
  explicit LiveLine(bool silent);
  LiveLine(const LiveLine&) = delete;
  LiveLine& operator=(const LiveLine&) = delete;
  ~LiveLine() { clear(); }

  // Called often, with the seconds since the work began; asks for the text when it is time to show
  // it.
  void show(double seconds, const std::function<std::string()>& text);
  // Makes room for what is printed next.
  void clear();

 private:
  bool silent_, terminal_;
  bool shown_ = false;
  double next_at_ = 0;  // seconds
};

}  // namespace splitvote
