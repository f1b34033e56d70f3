// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simulation/decided.hpp"

#include "daemon/core/facts.hpp"
#include "tests/simulation/violation.hpp"

namespace chatroom::simulation {

namespace {

template <typename Value>
Value known(const std::optional<Value>& value) {
    require(value.has_value(), "a fact cannot be read");
    return *value;
}

} // namespace

DecidedBatch decided(const Batch& batch) {
    DecidedBatch result;
    result.written = batch.records;
    for (const auto& record : batch.records) {
        DecidedRecord decided;
        for (const auto& fact : record.facts) {
            const facts::Kind kind{fact.kind};
            if (kind == facts::Kind::member && fact.bytes) {
                decided.address = known(facts::read_member(fact)).address;
            } else if (kind == facts::Kind::name && fact.bytes) {
                result.names.push_back(known(facts::read_name(fact)));
                decided.key = result.names.back().key;
            } else if (kind == facts::Kind::name) {
                result.released.push_back(fact.key);
            }
        }
        if (record.event) {
            decided.event = *record.event;
            if (record.event->kind != EventKind::entered) {
                decided.address.reset();
                decided.key.reset();
            }
            result.records.push_back(std::move(decided));
        }
    }
    return result;
}

} // namespace chatroom::simulation
