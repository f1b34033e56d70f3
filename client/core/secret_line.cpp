// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/secret_line.hpp"

#include "client/core/grapheme.hpp"

#include <algorithm>

namespace chatroom {

namespace {

constexpr char control_d = 0x04;
constexpr char control_h = 0x08;
constexpr char control_u = 0x15;
constexpr char control_w = 0x17;
constexpr char escape = 0x1B;
constexpr char del = 0x7F;

bool is_control(char byte) {
    return static_cast<unsigned char>(byte) < 0x20 || byte == del;
}

} // namespace

SecretLine::State SecretLine::take(std::string_view bytes) {
    for (const char byte : bytes) {
        if (skips(byte)) {
            continue;
        }
        if (byte == '\r' || byte == '\n') {
            return State::entered;
        }
        if (byte == control_d && is_empty()) {
            return State::ended;
        }
        if (byte == del || byte == control_h) {
            cut(previous_grapheme(text(), size_));
        } else if (byte == control_u) {
            clear();
        } else if (byte == control_w) {
            erase_word();
        } else if (!is_control(byte) && size_ < max_bytes) {
            bytes_.data()[size_++] = byte;
        }
    }
    return State::typing;
}

/// Whether the byte belongs to what a key sends that is no character (ECMA-48). A control character
/// ends it: then somebody has pressed Escape.
bool SecretLine::skips(char byte) {
    if (byte == escape) {
        within_ = Within::escape;
        return true;
    }
    if (within_ == Within::text || is_control(byte)) {
        within_ = Within::text;
        return false;
    }
    if (within_ == Within::escape && byte == '[') {
        within_ = Within::control_sequence;
    } else if (within_ == Within::escape && byte == 'O') {
        within_ = Within::single_shift;
    } else if (within_ != Within::control_sequence || byte >= '@') {
        within_ = Within::text;
    }
    return true;
}

void SecretLine::erase_word() {
    auto rest = text();
    while (rest.ends_with(' ')) {
        rest.remove_suffix(1);
    }
    while (!rest.empty() && !rest.ends_with(' ')) {
        rest.remove_suffix(1);
    }
    cut(rest.size());
}

void SecretLine::cut(std::size_t size) {
    // It is read again, so the compiler does not leave this out; SecretText wipes the rest.
    std::fill_n(bytes_.data() + size, size_ - size, '\0');
    size_ = size;
}

} // namespace chatroom
