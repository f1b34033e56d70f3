// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/sealed/secret_text.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace chatroom {

/// A line that is typed and never shown. What is deleted is nowhere any more: there is nothing to
/// fetch it back from, as in an editor of lines. What else keys send (arrows, brackets around a
/// paste) is passed over, however it is cut.
class SecretLine {
public:
    /// No passphrase is longer; what does not fit is passed over.
    static constexpr std::size_t max_bytes = 1024;

    enum class State : std::uint8_t {
        typing,
        entered,
        ended, ///< Ctrl+D, and nothing was typed.
    };

    /// Takes what was read. What stands behind the end of the line was not meant to be seen either,
    /// and is dropped.
    State take(std::string_view bytes);

    std::string_view text() const { return bytes_.view().substr(0, size_); }
    bool is_empty() const { return size_ == 0; }
    void clear() { cut(0); }

private:
    /// What the next byte belongs to.
    enum class Within : std::uint8_t { text, escape, control_sequence, single_shift };

    bool skips(char byte);
    void erase_word();
    void cut(std::size_t size);

    sealed::SecretText bytes_{max_bytes};
    std::size_t size_ = 0;
    Within within_ = Within::text;
};

} // namespace chatroom
