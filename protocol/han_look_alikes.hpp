// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace chatroom {

/// The Han character of a reserved word that this one is easily taken for, or is a variant of; the
/// character itself if there is none.
char32_t without_disguise(char32_t character);

} // namespace chatroom
