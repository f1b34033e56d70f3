// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/node_allocator.hpp"
#include "daemon/core/member.hpp"
#include "daemon/core/name_index.hpp"

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// The names that belong to somebody. What a function does takes time that
/// grows with the logarithm of their number, unless it says otherwise.
class Names {
public:
    /// Orders names by their texts.
    struct ByText {
        using is_transparent = void;

        static std::string_view text_of(const OwnedName& name) { return name.name.text(); }
        static std::string_view text_of(std::string_view text) { return text; }

        template <typename Left, typename Right>
        bool operator()(const Left& left, const Right& right) const {
            return text_of(left) < text_of(right);
        }
    };

    using Sorted = std::set<OwnedName, ByText, NodeAllocator<OwnedName>>;

    /// Others choose names: with a key that they do not know they cannot make looking them up slow.
    explicit Names(std::span<const OwnedName> names = {}, const HashKey& hash_key = {});

    Names(Names&&) = default;
    Names& operator=(Names&&) = default;

    /// The name in this or any other spelling; null if it belongs to nobody. Valid until that name
    /// is removed.
    const OwnedName* find(std::string_view name) const;

    /// Of the names that look like this one, or are it, the first for which the predicate holds.
    template <typename Predicate>
    const OwnedName* find_like(std::string_view name, const Predicate& is_wanted) const {
        return by_name_key_.find(name, ByText{}, is_wanted);
    }

    /// The name in exactly this spelling, in the same way.
    const OwnedName* find_exact(std::string_view name) const;

    /// How many names belong to the key.
    std::size_t count_of(const sealed::PublicKey& key) const;

    std::size_t size() const { return names_.size(); }

    /// Keeps the name in place of that of the same text, or beside the rest. Of two names with one
    /// spelling the room must let only the first belong to somebody, see find().
    void put(OwnedName name);

    /// Makes the name belong to nobody; nothing happens if it does not belong to anybody.
    void remove(std::string_view exact_name);

    /// All of them, by their texts.
    const Sorted& all() const { return names_; }

    /// The texts of those that are out of use, see OwnedName, the longest first. Takes a look at
    /// each: it is seldom asked for.
    std::vector<std::string> out_of_use(WallTime used_before, WallTime unused_before) const;

private:
    std::uint64_t hash_of(const sealed::PublicKey& key) const;

    Sorted names_;
    HashKey hash_key_;
    NameIndex<const OwnedName> by_name_key_;
    HashIndex<const OwnedName> by_owner_;
};

} // namespace chatroom
