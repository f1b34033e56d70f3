// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/journal.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatroom {

/// The names that belong to somebody, as the journal has them. What a function does takes time that
/// grows with the logarithm of their number.
class Names {
public:
    Names() = default;
    explicit Names(std::span<const StoredName> names);

    /// The name in this or any other spelling; null if it belongs to nobody. Valid until that name
    /// is removed.
    const StoredName* find(std::string_view name) const;

    /// The name in exactly this spelling, in the same way.
    const StoredName* find_exact(std::string_view name) const;

    /// How many names belong to the key.
    std::size_t count_of(const sealed::PublicKey& key) const;

    std::size_t size() const { return by_text_.size(); }

    /// Keeps the name in place of that of the same text, or beside the rest. Of two names with one
    /// spelling the room must let only the first belong to somebody, see find().
    void put(StoredName name);

    /// Makes the name belong to nobody; nothing happens if it does not belong to anybody.
    void remove(std::string_view exact_name);

    /// All of them, by their texts.
    const std::map<std::string, StoredName>& all() const { return by_text_; }

    /// The texts of those that were last used before the time, the longest unused first.
    std::vector<std::string> last_used_before(WallTime time) const;

private:
    void count(const StoredName& name);
    void discount(const StoredName& name);

    std::map<std::string, StoredName> by_text_;
    /// With each of its keys, the text of a name. A newer ICU may see look-alikes where an older
    /// one saw two names: then several have the key.
    std::set<std::pair<std::string, std::string>> by_name_key_;
    std::set<std::pair<WallTime, std::string>> by_last_use_;
    std::map<sealed::PublicKey, std::size_t> counts_;
};

} // namespace chatroom
