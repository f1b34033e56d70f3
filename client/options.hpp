// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/user_paths.hpp"
#include "client/core/chat_screen.hpp"
#include "client/core/exit_code.hpp"
#include "client/core/pipe_output.hpp"
#include "protocol/classic_wording.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

namespace chatroom {

/// What the command line asks for.
struct ClientOptions {
    /// An address or a link, or a short name, which could be an address, too.
    std::optional<std::string> room;
    std::optional<std::string> name;
    bool is_classic = false;
    std::optional<std::filesystem::path> identity;
    std::optional<std::string> fingerprint; ///< It has the form of one.
    std::optional<std::filesystem::path> passphrase_file;
    bool is_pipe = false; ///< For programs, whatever standard input and output are.
    PipeOptions pipe;
    /// So many events that happened before are shown; nothing: on a terminal all that the room
    /// gives, in a pipe none.
    std::optional<std::size_t> history;
    std::optional<classic::Language> language;
    std::optional<Times> times;
    std::optional<ColourChoice> colours;
    std::optional<Attention> attention;

    bool operator==(const ClientOptions&) const = default;
};

/// Reads the command line. If there is nothing left to do (it asks for help, or is wrong) what
/// there is to say has been said, in the language of --lang or of the environment, and the result
/// is how to end.
std::variant<ClientOptions, ExitCode> parse_options(int argc, const char* const* argv,
                                                    const Environment& environment);

} // namespace chatroom
