// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"
#include "daemon/core/member.hpp"
#include "daemon/core/node.hpp"
#include "daemon/core/rules.hpp"

#include <string_view>

/// The facts that the state of the room consists of, as bytes. Numbers are in network byte order;
/// the first byte of each is the version of its form.
namespace chatroom::facts {

/// What a fact is about. Numbers are never used again.
enum class Kind : std::uint8_t {
    member = 1,    ///< Somebody who is inside, by the number of the event of the entry.
    name = 2,      ///< A name that belongs to somebody, by its text.
    ban = 3,       ///< By its target.
    mute = 4,      ///< Likewise.
    settings = 5,  ///< One, without a key.
    exemption = 6, ///< By its target.
    node = 7,      ///< A machine that shares the room, by its name.
};

Fact put(const Member& member);
Fact erase_member(Sequence entered);

/// Who the fact says is inside; nothing if its bytes are no member.
std::optional<Member> read_member(const Fact& fact);

/// Whom a fact of the kind `member` is about, also one that erases; nothing if the key is none.
std::optional<Sequence> member_key(const Fact& fact);

/// Who is inside by the fact; nothing if it is another kind's, or erases.
std::optional<Sequence> put_member(const Fact& fact);

Fact put(const OwnedName& name);
Fact erase_name(std::string_view exact_name);

/// Whose name it is; nothing if the bytes of the fact are none.
std::optional<OwnedName> read_name(const Fact& fact);

Fact put(Measure measure, const Sanction& sanction);
Fact erase_sanction(Measure measure, std::string_view target);

/// The ban or mute that the fact is; nothing if its bytes are none.
std::optional<Sanction> read_sanction(const Fact& fact);

Fact put(const Node& node);
Fact erase_node(std::string_view name);

/// Nothing if the bytes of the fact are no node.
std::optional<Node> read_node(const Fact& fact);

Fact put(const Settings& settings);

/// Nothing if the bytes of the fact are no settings.
std::optional<Settings> read_settings(const Fact& fact);

} // namespace chatroom::facts
