// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/names.hpp"

#include <algorithm>
#include <utility>

namespace chatroom {

Names::Names(std::span<const OwnedName> names, const HashKey& hash_key)
    : hash_key_(hash_key), by_name_key_(hash_key) {
    for (const auto& name : names) {
        put(name);
    }
}

const OwnedName* Names::find(std::string_view name) const {
    // Look-alikes that belong to two keys are still found by whoever bears them.
    if (const auto* exact = find_exact(name)) {
        return exact;
    }
    return by_name_key_.find(name, ByText{});
}

const OwnedName* Names::find_exact(std::string_view name) const {
    const auto entry = names_.find(name);
    return entry == names_.end() ? nullptr : &*entry;
}

std::size_t Names::count_of(const sealed::PublicKey& key) const {
    std::size_t count = 0;
    by_owner_.for_each(hash_of(key),
                       [&](const OwnedName& name) { count += name.key == key ? 1 : 0; });
    return count;
}

void Names::put(OwnedName name) {
    const auto known = names_.find(name);
    if (known == names_.end()) {
        const auto& added = *names_.insert(std::move(name)).first;
        by_name_key_.insert(added);
        by_owner_.insert(hash_of(added.key), added);
        return;
    }
    by_owner_.erase(hash_of(known->key), *known);
    by_owner_.insert(hash_of(name.key), *known);
    // The text, which is all that counts in the set, stays the same.
    const auto behind = std::next(known);
    auto node = names_.extract(known);
    node.value() = std::move(name);
    names_.insert(behind, std::move(node));
}

void Names::remove(std::string_view exact_name) {
    const auto name = names_.find(exact_name);
    if (name == names_.end()) {
        return;
    }
    by_name_key_.erase(*name);
    by_owner_.erase(hash_of(name->key), *name);
    names_.erase(name);
}

std::vector<std::string> Names::out_of_use(WallTime used_before, WallTime unused_before) const {
    std::vector<const OwnedName*> unused;
    for (const auto& name : names_) {
        if (name.is_out_of_use(used_before, unused_before)) {
            unused.push_back(&name);
        }
    }
    std::stable_sort(unused.begin(), unused.end(), [](const auto* left, const auto* right) {
        return left->last_used < right->last_used;
    });
    std::vector<std::string> result;
    for (const auto* name : unused) {
        result.push_back(name->name.text());
    }
    return result;
}

std::uint64_t Names::hash_of(const sealed::PublicKey& key) const {
    return keyed_hash(hash_key_,
                      {reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()});
}

} // namespace chatroom
