// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/names.hpp"

#include "protocol/name_keys.hpp"

namespace chatroom {

Names::Names(std::span<const StoredName> names) {
    for (const auto& name : names) {
        put(name);
    }
}

const StoredName* Names::find(std::string_view name) const {
    if (name.size() > max_name_bytes) {
        return nullptr;
    }
    // Look-alikes that belong to two keys are still found by whoever bears them.
    if (const auto* exact = find_exact(name)) {
        return exact;
    }
    for (const auto& key : name_keys(name)) {
        const auto entry = by_name_key_.lower_bound({key, ""});
        if (entry != by_name_key_.end() && entry->first == key) {
            return find_exact(entry->second);
        }
    }
    return nullptr;
}

const StoredName* Names::find_exact(std::string_view name) const {
    const auto entry = by_text_.find(std::string(name));
    return entry == by_text_.end() ? nullptr : &entry->second;
}

std::size_t Names::count_of(const sealed::PublicKey& key) const {
    const auto entry = counts_.find(key);
    return entry == counts_.end() ? 0 : entry->second;
}

void Names::put(StoredName name) {
    const auto [entry, is_new] = by_text_.try_emplace(name.name.text(), name);
    if (is_new) {
        for (auto& key : name_keys(entry->first)) {
            by_name_key_.emplace(std::move(key), entry->first);
        }
    } else {
        discount(entry->second);
        entry->second = std::move(name);
    }
    count(entry->second);
}

void Names::remove(std::string_view exact_name) {
    const auto entry = by_text_.find(std::string(exact_name));
    if (entry == by_text_.end()) {
        return;
    }
    for (auto& key : name_keys(exact_name)) {
        by_name_key_.erase({std::move(key), entry->first});
    }
    discount(entry->second);
    by_text_.erase(entry);
}

std::vector<std::string> Names::last_used_before(WallTime time) const {
    std::vector<std::string> result;
    const auto end = by_last_use_.lower_bound({time, ""});
    for (auto entry = by_last_use_.begin(); entry != end; ++entry) {
        result.push_back(entry->second);
    }
    return result;
}

void Names::count(const StoredName& name) {
    ++counts_[name.key];
    by_last_use_.emplace(name.last_used, name.name.text());
}

void Names::discount(const StoredName& name) {
    if (const auto entry = counts_.find(name.key); --entry->second == 0) {
        counts_.erase(entry);
    }
    by_last_use_.erase({name.last_used, name.name.text()});
}

} // namespace chatroom
