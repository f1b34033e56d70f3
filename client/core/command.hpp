// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/event.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

namespace chatroom {

/// What somebody means who types a line at a terminal (`/help` lists it).
namespace typed {

/// To be said.
struct Text {
    std::string text;
    bool operator==(const Text&) const = default;
};
struct Quit {
    bool operator==(const Quit&) const = default;
};
struct Help {
    bool operator==(const Help&) const = default;
};
/// Who is inside whose name contains that.
struct Who {
    std::string pattern;
    bool operator==(const Who&) const = default;
};
/// Who has that event; 0: the latest message of one's own.
struct Delivered {
    Sequence event;
    bool operator==(const Delivered&) const = default;
};
struct Topic {
    bool operator==(const Topic&) const = default;
};
/// So many events from before those that are shown.
struct History {
    std::size_t count = 0;
    bool operator==(const History&) const = default;
};
/// Among what this program has shown.
struct Search {
    std::string word;
    bool operator==(const Search&) const = default;
};
/// Whose messages are not to be shown, or to be shown again; empty: who these are.
struct Ignore {
    std::string name;
    bool operator==(const Ignore&) const = default;
};
/// Where one's own name was said.
struct Mentions {
    bool operator==(const Mentions&) const = default;
};
/// There is no such command.
struct Unknown {
    std::string command;
    bool operator==(const Unknown&) const = default;
};
/// There is, but it is used otherwise.
struct Misused {
    std::string command;
    bool operator==(const Misused&) const = default;
};

} // namespace typed

using TypedLine = std::variant<typed::Text, typed::Quit, typed::Help, typed::Who, typed::Delivered,
                               typed::Topic, typed::History, typed::Search, typed::Ignore,
                               typed::Mentions, typed::Unknown, typed::Misused>;

/// The commands with their slashes, in the order in which they are listed.
inline constexpr std::array<std::string_view, 10> command_names{
    "/who",      "/missing", "/topic", "/history", "/search",
    "/mentions", "/ignore",  "/me",    "/help",    "/quit"};

/// So many older events are asked for by /history without a number.
inline constexpr std::size_t default_history = 20;

/// Whether the line, with or without blanks around it, in full width or not, is what people type to
/// leave: "quit", in any case, or "退出". It may be a secret, so nothing of it is copied.
bool is_quit(std::string_view line);

/// The text without blanks around it, also without those that an input method for Chinese makes.
std::string_view without_blanks(std::string_view text);

/// Whether the line is a command, whether there is such a one or not.
bool is_command(std::string_view line);

/// What a line that is not empty means. One that begins with a slash, also a full-width one or
/// behind blanks, is a command and never said; with two of them it is a text that begins with one.
TypedLine parse_typed(std::string_view line);

} // namespace chatroom
