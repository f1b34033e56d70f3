// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/line_buffer.hpp"
#include "client/core/pipe_output.hpp"
#include "client/core/terminal.hpp"
#include "client/core/wording.hpp"
#include "client/io/output_writer.hpp"
#include "client/io/standard_input.hpp"

#include <limits.h>
#include <unistd.h>

namespace chatroom {

/// Standard input and output for programs: one line in is one message, one line out is one event,
/// the client's own words go to standard error, and there are no prompts and no marks.
class PlainTerminal final : public Terminal {
public:
    PlainTerminal(boost::asio::io_context& io, const Wording& wording, PipeOptions options)
        : io_(io), output_(wording, options), input_(io) {}

    bool is_interactive() const override { return false; }
    void ask(const Question& question, OnLine on_line) override;
    bool show(std::span<const Shown> shown, std::span<const Marked> marks) override;
    void hurry() override;

private:
    void read();
    void answer(const std::optional<std::string>& line);

    boost::asio::io_context& io_;
    PipeOutput output_;
    // So many bytes a pipe takes at once that takes any.
    OutputWriter events_{STDOUT_FILENO, PIPE_BUF};
    OutputWriter words_{STDERR_FILENO, PIPE_BUF};
    StandardInput input_;
    LineBuffer lines_;
    OnLine on_line_;
};

} // namespace chatroom
