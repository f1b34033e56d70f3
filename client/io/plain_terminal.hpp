// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/line_buffer.hpp"
#include "client/core/terminal.hpp"
#include "client/core/wording.hpp"
#include "client/io/standard_input.hpp"

namespace chatroom {

/// Standard input and output that are no terminal: the room's lines go to standard output, the
/// client's own to standard error, and there are no prompts and no marks.
class PlainTerminal final : public Terminal {
public:
    PlainTerminal(boost::asio::io_context& io, const Wording& wording)
        : io_(io), wording_(wording), input_(io) {}

    bool is_interactive() const override { return false; }
    void ask(const Question& question, OnLine on_line) override;
    bool show(std::span<const Shown> shown, std::span<const Marked> marks) override;

private:
    void read();
    void answer(const std::optional<std::string>& line);

    boost::asio::io_context& io_;
    const Wording& wording_;
    StandardInput input_;
    LineBuffer lines_;
    OnLine on_line_;
};

} // namespace chatroom
