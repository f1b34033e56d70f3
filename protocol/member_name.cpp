// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/member_name.hpp"

#include "base/utf8.hpp"
#include "protocol/address_range.hpp"
#include "protocol/characters.hpp"
#include "protocol/name_characters.hpp"
#include "protocol/reserved_names.hpp"

namespace chatroom {

Result<MemberName, NameFault> MemberName::parse(std::string_view text) {
    if (text.empty()) {
        return Unexpected(NameFault::missing);
    }
    if (text.size() > max_name_bytes) {
        return Unexpected(NameFault::too_long);
    }
    if (!is_utf8(text)) {
        return Unexpected(NameFault::not_utf8);
    }
    const auto characters = code_points(text);
    // A control character such as a tab is white space too; it is named by what people call it.
    if (have_white_space(characters)) {
        return Unexpected(NameFault::white_space);
    }
    if (have_invisible(characters)) {
        return Unexpected(NameFault::invisible);
    }
    if (have_too_many_marks(characters)) {
        return Unexpected(NameFault::too_many_marks);
    }
    if (have_mixed_directions(characters)) {
        return Unexpected(NameFault::mixed_directions);
    }
    if (have_room_signs(characters)) {
        return Unexpected(NameFault::room_signs);
    }
    const NameReading reading(text);
    if (reading.has_notice_wording()) {
        return Unexpected(NameFault::notice_wording);
    }
    // Who bans an address does not mean somebody who is called so.
    if (reading.is_reserved() || AddressRange::parse(text)) {
        return Unexpected(NameFault::reserved);
    }
    return MemberName(std::string(text));
}

} // namespace chatroom
