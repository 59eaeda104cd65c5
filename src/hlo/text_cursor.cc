#include "src/hlo/text_cursor.h"

#include <charconv>

namespace splitvote {
namespace {

constexpr int kBracketDepthMax = 64;  // real attributes nest ten deep

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A piece of the text for an error message: short, and printable.
std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 24)) {
    if (c == '\n') break;
    out += c >= ' ' && c <= '~' ? c : '?';
  }
  return out.empty() ? "the end of the line" : "\"" + out + "\"";
}

}  // namespace

void TextCursor::refuse(const std::string& expectation) const {
  throw InputError("line " + std::to_string(line_), expectation);
}

void TextCursor::skip() {
  while (at_ < text_.size()) {
    if (is_blank(text_[at_])) {
      advance();
    } else if (text_.substr(at_, 2) == "/*") {
      const std::size_t end = text_.find("*/", at_ + 2);
      if (end == std::string_view::npos) refuse("expected an end of this comment");
      while (at_ < end + 2) advance();
    } else if (text_.substr(at_, 2) == "//") {
      skip_line();
    } else {
      return;
    }
  }
}

bool TextCursor::at_end() {
  skip();
  return at_ >= text_.size();
}

bool TextCursor::next_is(std::string_view token) {
  skip();
  return text_.substr(at_, token.size()) == token;
}

bool TextCursor::next_is_digit() {
  skip();
  return is_digit(peek());
}

bool TextCursor::take(std::string_view token) {
  if (!next_is(token)) return false;
  for (std::size_t i = 0; i < token.size(); ++i) advance();
  return true;
}

void TextCursor::expect(std::string_view token) {
  if (!take(token))
    refuse("expected \"" + std::string(token) + "\", not " + shown(text_.substr(at_)));
}

std::string_view TextCursor::word() {
  skip();
  const std::size_t start = at_;
  if (!is_letter(peek())) return {};
  while (is_letter(peek()) || is_digit(peek()) || peek() == '.' || peek() == '-') {
    if (text_.substr(at_, 2) == "->") break;
    ++at_;
  }
  return text_.substr(start, at_ - start);
}

std::string TextCursor::name(const std::string& what) {
  take("%");
  const std::string_view found = word();
  if (found.empty()) refuse("expected the name of " + what + ", not " + shown(text_.substr(at_)));
  return std::string(found);
}

std::int64_t TextCursor::whole(const std::string& what) {
  skip();
  std::int64_t number = 0;
  const char* begin = text_.data() + at_;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), number);
  if (error != std::errc{}) refuse("expected " + what + ", not " + shown(text_.substr(at_)));
  at_ += static_cast<std::size_t>(end - begin);
  return number;
}

void TextCursor::quoted() {
  advance();
  while (at_ < text_.size() && text_[at_] != '"') {
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) advance();
    advance();
  }
  if (at_ >= text_.size()) refuse("expected an end of this quotation");
  advance();
}

std::string_view TextCursor::balanced() {
  skip();
  const std::size_t start = at_;
  int depth = 0;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      quoted();
      continue;
    }
    if (c == '{' || c == '(' || c == '[') {
      if (++depth > kBracketDepthMax) {
        refuse("expected brackets at most " + std::to_string(kBracketDepthMax) + " deep");
      }
    } else if (c == '}' || c == ')' || c == ']') {
      if (depth-- == 0) break;
    } else if (depth == 0 && (c == ',' || c == '\n')) {
      break;
    }
    advance();
  }
  if (depth > 0) refuse("expected this bracket to be closed");
  std::string_view piece = text_.substr(start, at_ - start);
  while (!piece.empty() && is_blank(piece.back())) piece.remove_suffix(1);
  return piece;
}

std::string_view TextCursor::literal_token() {
  skip();
  const std::size_t start = at_;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (is_blank(c) || c == ',' || c == '{' || c == '}' || c == ')') break;
    if (c == '(') {
      while (at_ < text_.size() && text_[at_] != ')' && text_[at_] != '\n') ++at_;
      if (peek() != ')') refuse("expected the payload of a NaN in parentheses");
    }
    ++at_;
  }
  return text_.substr(start, at_ - start);
}

void TextCursor::skip_line() {
  while (at_ < text_.size() && text_[at_] != '\n') ++at_;
}

}  // namespace splitvote
