// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/time.hpp"
#include "protocol/address.hpp"
#include "protocol/sealed/datagram.hpp"
#include "protocol/sealed/noise.hpp"

#include <list>
#include <map>
#include <optional>
#include <unordered_map>
#include <variant>

namespace chatroom {

/// The handshakes that have begun: from INITIATE, whose sender's address is proven, to FINISH.
class Handshakes {
public:
    /// Some 5 MB of them; with at most 1,000 a second everybody has four seconds to finish.
    static constexpr std::size_t max_pending = 4096;
    static constexpr std::chrono::seconds lifetime{10};
    /// Different ones. A FINISH may be damaged on the way, and then again; more are guesses.
    static constexpr int max_failures = 4;

    explicit Handshakes(const sealed::KeyPair& own) : own_(own) {}

    /// The answer to an INITIATE that this sender has sent before; nothing if it is a new one.
    const std::string* repeated_answer(const Address& sender,
                                       const sealed::Initiate& initiate) const;

    /// The FAILED that answered this FINISH the last time; nothing if it is a new one. A client
    /// sends it again before it believes that its passphrase is wrong, and that is no other guess.
    const std::string* repeated_failure(const Address& sender, const sealed::Finish& finish) const;

    /// Begins a handshake under the server index, which nothing else has, and returns the ANSWER;
    /// nothing if the message is none.
    std::optional<std::string> begin(SteadyTime now, const Address& sender,
                                     const sealed::Initiate& initiate, std::uint32_t server_index,
                                     const sealed::KeyPair& ephemeral,
                                     const std::optional<sealed::SecretKey>& pre_shared_key);

    /// What a completed handshake leaves.
    struct Established {
        std::uint8_t version = 0; ///< That INITIATE had.
        std::uint32_t client_index = 0;
        sealed::PublicKey client_key;
        sealed::TransportKeys keys;
    };

    /// What is wrong with a FINISH, and the datagram that says so.
    struct Rejected {
        sealed::Failure reason;
        std::string failed;
    };

    /// The session, or what is wrong, or nothing if no such handshake is pending with that sender.
    /// A session's handshake is not pending any more.
    using Finished = std::variant<std::monostate, Established, Rejected>;
    Finished finish(const Address& sender, const sealed::Finish& finish);

    /// Whether the sender has begun the handshake that this is to finish.
    bool is_begun_by(const Address& sender, const sealed::Finish& finish) const {
        return find(sender, finish) != nullptr;
    }

    bool contains(std::uint32_t server_index) const { return pending_.contains(server_index); }
    std::size_t size() const { return pending_.size(); }

    /// Forgets what is too old.
    void advance(SteadyTime now);
    std::optional<SteadyTime> next_deadline() const;

private:
    using Client = std::pair<Address, std::uint32_t>;

    struct Pending {
        Client client;
        std::uint8_t version = 0;
        std::string initiate; ///< Noise message 1.
        bool is_pre_shared = false;
        sealed::NoiseHandshake noise;
        std::string answer;
        int failures = 0;
        std::string failed_message{}; ///< Noise message 3 of the latest FINISH that failed,
        std::string failed{};         ///< and its answer.
        std::list<std::pair<SteadyTime, std::uint32_t>>::iterator age;
    };

    /// The handshake that the sender finishes; null if there is none.
    const Pending* find(const Address& sender, const sealed::Finish& finish) const;
    void forget(std::uint32_t server_index);
    static Rejected reject(const Pending& pending, sealed::NoiseHandshake::Fault fault);

    const sealed::KeyPair& own_;
    std::unordered_map<std::uint32_t, Pending> pending_; ///< By server index.
    std::map<Client, std::uint32_t> by_client_;
    std::list<std::pair<SteadyTime, std::uint32_t>> by_age_; ///< The oldest first.
};

} // namespace chatroom
