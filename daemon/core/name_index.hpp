// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/hash_index.hpp"
#include "base/keyed_hash.hpp"
#include "protocol/member_name.hpp"
#include "protocol/name_keys.hpp"

#include <algorithm>
#include <string_view>

namespace chatroom {

/// Finds whoever bears a name, in any spelling, among values that are kept elsewhere. The keys that
/// names are compared by are not kept: making them again where hashes agree takes microseconds.
template <typename Value>
class NameIndex {
public:
    explicit NameIndex(const HashKey& hash_key) : hash_key_(hash_key) {}

    void insert(Value& value) {
        for_each_hash(value, [&](std::uint64_t hash) { index_.insert(hash, value); });
    }

    void erase(const Value& value) {
        for_each_hash(value, [&](std::uint64_t hash) { index_.erase(hash, value); });
    }

    /// Null if there is none for which the predicate holds. A newer version may see look-alikes
    /// where an older one saw two names: then it is the one that is written so, or else the one
    /// that precedes the others.
    template <typename Precedes, typename Predicate>
    Value* find(std::string_view name, const Precedes& precedes, const Predicate& is_wanted) const {
        if (name.size() > max_name_bytes || index_.size() == 0) {
            return nullptr; // Nobody is called so, and making keys of it would take long.
        }
        const auto is_better = [&](const Value& left, const Value& right) {
            const bool is_exact = left.name.text() == name;
            return is_exact != (right.name.text() == name) ? is_exact : precedes(left, right);
        };
        for (const auto& key : name_keys(name)) {
            Value* first = nullptr;
            index_.for_each(keyed_hash(hash_key_, key), [&](Value& candidate) {
                const auto keys = name_keys(candidate.name.text());
                if (std::find(keys.begin(), keys.end(), key) != keys.end() &&
                    is_wanted(candidate) && (first == nullptr || is_better(candidate, *first))) {
                    first = &candidate;
                }
            });
            if (first != nullptr) {
                return first;
            }
        }
        return nullptr;
    }

    /// The same of all.
    template <typename Precedes>
    Value* find(std::string_view name, const Precedes& precedes) const {
        return find(name, precedes, [](const Value& /*value*/) { return true; });
    }

private:
    /// With the hash of each key once.
    template <typename Function>
    void for_each_hash(const Value& value, const Function& function) const {
        for (const auto& key : name_keys(value.name.text())) {
            function(keyed_hash(hash_key_, key));
        }
    }

    HashKey hash_key_;
    HashIndex<Value> index_;
};

} // namespace chatroom
