// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/command.hpp"
#include "client/core/seen_events.hpp"
#include "client/core/terminal.hpp"
#include "client/core/wording.hpp"
#include "protocol/name_keys.hpp"

#include <map>
#include <string>
#include <vector>

namespace chatroom {

/// Answers the commands for which nobody else need be asked, and remembers what that takes.
class CommandDesk {
public:
    /// As many names as anybody would type; more are a mistake.
    static constexpr std::size_t max_ignored = 1000;
    /// So many names are known to be ignored or not; then all are looked at again.
    static constexpr std::size_t max_judged = 1000;

    /// A server of the classic protocol tells nothing but lines.
    CommandDesk(const Wording& wording, bool is_sealed)
        : wording_(wording), is_sealed_(is_sealed) {}

    void heard(const ShowGreeting& shown) { topic_ = shown.greeting.topic; }
    /// Something happened. Whether it is to be shown.
    bool heard(const Event& event);

    /// What is shown in answer to the command of somebody who has that name; nothing in answer to
    /// one that is not answered here.
    std::vector<Shown> answer(const TypedLine& command, std::string_view own_name);

    /// What the server has told, as it is to be shown.
    std::vector<Shown> answer(const ShowOlder& older);

private:
    Shown words(std::string text) const { return Words{std::move(text)}; }
    std::vector<Shown> listed(std::string word, const std::vector<Event>& events) const;
    std::vector<Shown> help() const;
    std::vector<Shown> usage(std::string_view command) const;
    std::vector<Shown> ignore(const std::string& name, std::string_view own_name);
    bool is_ignored(const std::string& name);

    const Wording& wording_;
    bool is_sealed_;
    SeenEvents seen_;
    std::string topic_;
    std::map<std::string, NameKeys> ignored_; ///< As they are written, and what they are known by.
    std::map<std::string, bool> judged_;      ///< Whether names are ignored, as far as it is known.
};

} // namespace chatroom
