// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/session.hpp"
#include "protocol/address.hpp"
#include "protocol/sealed/keys.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace chatroom {

/// To the room all pages come from one address, from which it takes ten wrong passphrases and then
/// one in six seconds. So the service lets fewer through, and of each network its own number; a
/// passphrase that somebody has come in with passes at once. None of them is kept: what they are
/// known by is a digest with a key of this gate's own.
class PassphraseGate {
public:
    using Derive = std::function<sealed::SecretKey(std::string_view, const sealed::PublicKey&)>;

    /// Passphrases that nobody has come in with: of one network, and of all.
    static constexpr unsigned tries_of_a_network = 3;
    static constexpr std::chrono::seconds try_interval_of_a_network{30};
    static constexpr unsigned tries_of_all = 6;
    static constexpr std::chrono::seconds try_interval_of_all{8};
    /// Beyond so many networks that have tried lately, others wait.
    static constexpr std::size_t max_networks = 1024;
    /// Whose key is kept, as each costs 64 MiB and a tenth of a second.
    static constexpr std::size_t max_known = 8;

    explicit PassphraseGate(const sealed::FillRandom& fill_random,
                            Derive derive = sealed::passphrase_key);

    /// In how long somebody at that address may try the passphrase: 0 is now, and counts.
    std::chrono::seconds wait_before(TimePoint now, const Address& address,
                                     std::string_view passphrase);

    /// Somebody has come in with it.
    void is_right(std::string_view passphrase);

    /// The room has not let somebody in with it.
    void is_wrong(std::string_view passphrase);

    /// The key that belongs to the passphrase, computed once for those that come again.
    sealed::SecretKey key_of(std::string_view passphrase, const sealed::PublicKey& server);

private:
    using Mark = sealed::SecretKey;

    /// Each try moves the time at which all is forgiven; how far that may be ahead is the limit.
    struct Allowance {
        TimePoint forgiven_at;
        std::chrono::seconds wait(TimePoint now, unsigned at_once,
                                  std::chrono::seconds interval) const;
        void use(TimePoint now, std::chrono::seconds interval);
    };

    struct Known {
        Mark mark;
        sealed::PublicKey server;
        sealed::SecretKey key;
    };

    void forget_forgiven(TimePoint now);
    Mark mark_of(std::string_view passphrase) const;

    Derive derive_;
    sealed::SecretKey mark_key_;
    std::list<Known> known_; ///< The one used last is in front.
    std::optional<Mark> right_;
    std::map<std::string, Allowance> networks_; ///< Those that are not forgiven yet.
    Allowance all_;
};

} // namespace chatroom
