// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/member.hpp"
#include "protocol/address_range.hpp"
#include "protocol/event.hpp"
#include "protocol/greeting.hpp"
#include "protocol/sealed/keys.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatroom {

/// What the administrator lays down for somebody: to stay outside, to say nothing, or to say as
/// much as it likes.
enum class Measure : std::uint8_t { ban = 0, mute = 1, exemption = 2 };

inline constexpr std::array all_measures{Measure::ban, Measure::mute, Measure::exemption};

/// Whether something that ends then is over. Clocks jump, so it is asked each time.
inline bool is_over(const std::optional<WallTime>& until, WallTime now) {
    return until && *until <= now;
}

/// A measure against whoever comes from a network, or has a key.
struct Sanction {
    std::string target;   ///< As target_text() has it, or the fingerprint of the key: "SHA256:…".
    std::string whom{};   ///< The name that it was meant for; empty if there was none.
    std::string reason{}; ///< Clean; empty if none was given.
    WallTime since;
    std::optional<WallTime> until{}; ///< Nothing: for ever.

    bool operator==(const Sanction&) const = default;
};

/// A network in the form that a sanction has it: "192.168.1.7", "10.0.0.0/8", "2001:db8::/32".
std::string target_text(const AddressRange& network);

/// Whom a sanction may hit. Either may be missing, and is hit by nothing then.
struct Subject {
    std::optional<Address> address{};
    std::optional<sealed::PublicKey> key{};
};

/// What mutes and exemptions know somebody by who speaks: where a classic member is, as there is
/// nothing else, and otherwise the key alone, which it has wherever it is.
inline Subject speaker(DoorKind door, const Address& address,
                       const std::optional<sealed::PublicKey>& key) {
    return door == DoorKind::classic ? Subject{address, std::nullopt} : Subject{std::nullopt, key};
}

/// The sanctions of one measure, at most one against each target.
class Sanctions {
public:
    using Sorted = std::map<std::string, Sanction, std::less<>>;

    /// Null if there is none; valid until that target's is put or removed.
    const Sanction* find(std::string_view target) const;

    /// One that hits the subject and for which the predicate holds; null if there is none. Takes a
    /// look for each length of a prefix that there is.
    template <typename Predicate>
    const Sanction* find_on(const Subject& subject, const Predicate& is_wanted) const {
        const auto wanted = [&](std::string_view target) {
            const auto* found = find(target);
            return found != nullptr && is_wanted(*found) ? found : nullptr;
        };
        const Sanction* found = nullptr;
        if (subject.key && !empty()) {
            found = wanted(sealed::fingerprint(*subject.key));
        }
        for (const auto& [bits, count] : with_prefix_) {
            if (found != nullptr || !subject.address) {
                break;
            }
            found = wanted(target_text(AddressRange::around(*subject.address, bits)));
        }
        return found;
    }

    /// Whether one hits the subject, be it over or not.
    bool hit(const Subject& subject) const {
        return find_on(subject, [](const Sanction&) { return true; }) != nullptr;
    }

    void put(Sanction sanction);
    void remove(std::string_view target);

    /// By their targets.
    const Sorted& all() const { return by_target_; }
    std::size_t size() const { return by_target_.size(); }
    bool empty() const { return by_target_.empty(); }

private:
    Sorted by_target_;
    std::map<unsigned, std::size_t, std::greater<>> with_prefix_; ///< How many have such a prefix.
};

/// Whom the administrator lets speak at all.
struct Silence {
    std::optional<WallTime> until{}; ///< Nothing: for ever.

    bool operator==(const Silence&) const = default;
};

/// What holds for everybody.
struct Settings {
    bool is_silent(WallTime now) const { return silence && !is_over(silence->until, now); }

    /// What whoever comes in may have missed and should know.
    Greeting greeting(WallTime now) const { return {topic, pinned, slow, is_silent(now)}; }

    bool is_locked = false;           ///< Nobody new comes in.
    std::optional<Silence> silence{}; ///< Everybody is muted.
    std::chrono::seconds slow{0};     ///< Between two lines of a member; 0: as they like.
    std::string topic{};              ///< Clean; empty if there is none.
    std::string pinned{};             ///< The announcement that newcomers get; empty for none.
    Sequence pinned_event{};          ///< Its number.

    bool operator==(const Settings&) const = default;
};

/// What the administrator has laid down, whoever is in the room.
class Rules {
public:
    /// Of each measure. Some 30 MB, and every start reads them.
    static constexpr std::size_t max_sanctions = 100'000;

    const Sanctions& of(Measure measure) const { return sanctions_.at(place_of(measure)); }
    const Settings& settings() const { return settings_; }

    /// Whether a sanction hits the subject at that time.
    bool hits(Measure measure, const Subject& subject, WallTime time) const;

    /// How many hold at that time. Takes a look at each.
    std::size_t count_at(Measure measure, WallTime time) const;

    /// The targets of sanctions that end at that time or before. Takes a look at each.
    std::vector<std::string> over_at(Measure measure, WallTime time) const;

    /// The targets of sanctions that were meant for whoever had that name. Takes a look at each.
    std::vector<std::string> against(Measure measure, std::string_view whom) const;

    /// Whether something may end by itself.
    bool may_end() const;

    void put(Measure measure, Sanction sanction) {
        sanctions_.at(place_of(measure)).put(std::move(sanction));
    }
    void lift(Measure measure, std::string_view target) {
        sanctions_.at(place_of(measure)).remove(target);
    }
    void put(Settings settings) { settings_ = std::move(settings); }

private:
    static std::size_t place_of(Measure measure) { return static_cast<std::size_t>(measure); }

    std::array<Sanctions, all_measures.size()> sanctions_;
    Settings settings_;
};

} // namespace chatroom
