// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/limiter.hpp"
#include "daemon/core/member.hpp"
#include "daemon/core/source.hpp"
#include "daemon/core/time.hpp"

#include <map>
#include <optional>

namespace chatroom {

/// How often people come in: nobody fills the history, or bothers everybody, by coming and going,
/// or takes all names. Who resumes while it counts as inside does not come in anew. Only what has
/// happened counts, and what is drafted until then: a draft that others outrun is made again.
class EntryLimits {
public:
    /// So often at once whoever comes from one network, and once a second for ever. Each is two
    /// events; the history holds a day of them many times.
    static constexpr int max_classic = 64;
    /// A whole school behind one address, after a power cut. Who has said something under its name
    /// before does not count.
    static constexpr int max_sealed = 2000;
    static constexpr std::chrono::seconds forgotten_after{1}; ///< Each.
    /// So often at once whoever has one key, and then one in so long: all the names that a key may
    /// have, twice.
    static constexpr int max_of_a_key = 32;
    static constexpr std::chrono::seconds of_a_key_forgotten_after{10}; ///< Each.
    /// The largest room's at once; who wants all the names of the room needs ten days for it.
    static constexpr int max_new_names = 10'000;
    static constexpr std::chrono::seconds new_name_forgotten_after{10}; ///< Each.
    /// Beyond these whoever is forgiven first is forgotten: some 500 KB.
    static constexpr std::size_t max_networks = 1024;
    static constexpr std::size_t max_keys = 4096;

    /// Whoever comes in.
    struct Entrant {
        DoorKind door = DoorKind::classic;
        Address address;
        std::optional<sealed::PublicKey> key;
        bool is_regular = false; ///< It has said something under its name.
        bool takes_name = false; ///< The name belonged to nobody, and is its own now.
    };

    /// Who has come in in a draft.
    class Drafted {
    public:
        void add(const Entrant& entrant);

    private:
        friend class EntryLimits;
        std::map<std::pair<DoorKind, Source>, int> from_;
        std::map<sealed::PublicKey, int> with_;
        std::map<Source, int> new_names_;
    };

    /// How long it has to stay outside; nothing of a time if it may come in.
    SteadyTime::duration wait_for(SteadyTime now, const Entrant& entrant,
                                  const Drafted& drafted) const;

    /// Whether its network has taken too many names lately for it to take another one.
    bool has_too_many_names(SteadyTime now, const Entrant& entrant, const Drafted& drafted) const;

    /// It has come in.
    void note(SteadyTime now, const Entrant& entrant);

private:
    static bool counts_for_network(const Entrant& entrant);

    Limiter<Source> classic_{max_classic, forgotten_after, max_networks};
    Limiter<Source> sealed_{max_sealed, forgotten_after, max_networks};
    Limiter<Source> new_names_{max_new_names, new_name_forgotten_after, max_networks};
    Limiter<sealed::PublicKey> keys_{max_of_a_key, of_a_key_forgotten_after, max_keys};
};

} // namespace chatroom
