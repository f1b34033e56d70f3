// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.hpp"
#include "protocol/event.hpp"
#include "protocol/sealed/keys.hpp"
#include "protocol/sealed/secret_text.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace chatroom {

/// The version of what the page and the service say to each other (protocol/WEB.md). The page comes
/// from the service, so only one that is open while the service is updated speaks another one.
inline constexpr std::uint64_t page_version = 1;

/// A message of the page is no longer: a text of max_text_bytes, of which JSON may make six times
/// as many, and some more.
inline constexpr std::size_t max_page_message_bytes = 32 * 1024;

/// The number of a batch that the service has sent: 1 is the first, 0 is before it.
struct BatchNumber {
    std::uint64_t value = 0;
    auto operator<=>(const BatchNumber&) const = default;
};

/// The number that the page gives to a text, growing in a tab.
struct TextNumber {
    std::uint64_t value = 0;
    auto operator<=>(const TextNumber&) const = default;
};

/// The first message: who has come, in which tab, and what it has.
struct Hello {
    std::uint64_t version = 0;
    sealed::SecretKey secret;
    std::string tab; ///< 16 hexadecimal digits that the tab has made and keeps.
    std::string name;
    std::optional<sealed::SecretText> passphrase;
    BatchNumber have; ///< The last batch that the tab has kept.
};

struct Say {
    TextNumber number;
    std::string text;
};

/// Another name, after the last was refused.
struct AskName {
    std::string name;
};

struct GivePassphrase {
    sealed::SecretText passphrase;
};

/// Who has the event?
struct AskWho {
    Sequence event;
};

/// Who is inside, of those whose names contain the pattern?
struct AskMembers {
    std::string pattern;
};

/// What happened before the event?
struct AskOlder {
    Sequence before;
};

/// The batches up to this one are kept by the page.
struct Have {
    BatchNumber batch;
};

struct LeaveRoom {};

/// Is the service there? It answers at once.
struct AreYouThere {};

using PageMessage = std::variant<Hello, Say, AskName, GivePassphrase, AskWho, AskMembers, AskOlder,
                                 Have, LeaveRoom, AreYouThere>;

/// The message in a text frame of the WebSocket, or what is wrong with it. What it does not know of
/// an object is passed over. Secrets are taken out of the text: blanks stand for them then.
Result<PageMessage, std::string> decode_page_message(std::span<char> text);

} // namespace chatroom
