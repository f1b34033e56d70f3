// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/rules.hpp"
#include "tests/simulation/simulated_journal.hpp"

#include <map>
#include <set>

namespace chatroom::simulation {

/// Looks at what the journal gets: nobody is heard who is muted, nobody is inside who is banned,
/// and nobody new comes into a locked room. Its rules have no end, as clocks jump.
class RulesWatch {
public:
    /// The disk outlives the watch.
    explicit RulesWatch(const Disk& disk) : disk_(disk) {}

    /// A daemon has been started on the disk.
    void started();

    /// The disk has got the batch.
    void decided(const DecidedBatch& batch);

private:
    struct Inside {
        std::string name;
        std::string host;
        bool is_sealed = false;
    };

    void apply(const Fact& fact);
    /// What a rule knows the member by.
    std::string target_of(const Inside& member) const;

    const Disk& disk_;
    std::map<Sequence, Inside> members_;
    std::map<std::string, std::string> fingerprints_; ///< By name.
    std::set<std::string> bans_;
    std::set<std::string> mutes_;
    Settings settings_;
};

} // namespace chatroom::simulation
