// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/siege/visits.hpp"

#include "tests/bench/random.hpp"
#include "tests/siege/visitor.hpp"

#include <thread>

namespace chatroom::siege {

namespace {

using std::chrono::steady_clock;

/// So many handshakes of one attacker are on their way at once.
constexpr std::size_t side_by_side = 32;
constexpr std::size_t names_a_key = 16;
constexpr std::chrono::milliseconds turn{1};

/// A handshake that is not answered by then is given up for another one.
constexpr std::chrono::seconds guess_patience{2};
constexpr std::chrono::seconds squat_patience{5};

constexpr std::chrono::seconds leaving_patience{2};

using Visitors = std::vector<std::unique_ptr<Visitor>>;

void turn_all(Visitors& visitors) {
    std::this_thread::sleep_for(turn);
    for (auto& visitor : visitors) {
        const auto now = steady_clock::now();
        visitor->receive(now);
        visitor->advance(now);
    }
}

std::unique_ptr<Visitor> send_one(const Orders& orders, const SealedOptions& options,
                                  const std::string& name) {
    auto visitor = std::make_unique<Visitor>(orders.server, source_of(orders, 0), options, name);
    visitor->come(steady_clock::now());
    return visitor;
}

/// Goes on with visitors, one of whom is replaced by the next when it is done with or too slow,
/// until somebody says stop.
template <typename Next, typename IsDone>
void keep_busy(Commands& commands, std::chrono::seconds patience, Next next, IsDone is_done) {
    Visitors visitors;
    std::vector<TimePoint> since;
    while (!commands.next(std::chrono::milliseconds{0})) {
        if (visitors.size() < side_by_side) {
            visitors.push_back(next());
            since.push_back(steady_clock::now());
        }
        turn_all(visitors);
        for (std::size_t place = 0; place < visitors.size(); ++place) {
            if (is_done(*visitors[place]) || steady_clock::now() > since[place] + patience) {
                visitors[place] = next();
                since[place] = steady_clock::now();
            }
        }
    }
}

sealed::KeyPair key_of(unsigned number) {
    sealed::SecretKey secret;
    secret.bytes()[1] = static_cast<std::uint8_t>(number);
    secret.bytes()[4] = 1; // No member of the load generator has that.
    return sealed::KeyPair::from_secret(secret);
}

} // namespace

nlohmann::ordered_json squat(const Orders& orders, Commands& commands) {
    std::size_t begun = 0;
    std::size_t taken = 0;
    std::size_t refused = 0;
    std::string refusal;
    SealedOptions options;
    const auto next = [&] {
        if (begun % names_a_key == 0) {
            options.identity = sealed::KeyPair::generate(bench::fill_random);
        }
        return send_one(orders, options, orders.name + std::to_string(begun++));
    };
    keep_busy(commands, squat_patience, next, [&](Visitor& visitor) {
        if (visitor.stage() == Visitor::Stage::inside) {
            visitor.leave(steady_clock::now());
            ++taken;
            return true; // If that LEAVE is lost, its place is lost as well, and nothing else.
        }
        if (visitor.stage() != Visitor::Stage::refused) {
            return false;
        }
        ++refused;
        refusal = visitor.refusal();
        return true;
    });
    return {{"tried", begun}, {"taken", taken}, {"refused", refused}, {"refusal", refusal}};
}

nlohmann::ordered_json guess(const Orders& orders, Commands& commands) {
    std::size_t begun = 0;
    std::size_t wrong = 0;
    SealedOptions options;
    options.identity = sealed::KeyPair::generate(bench::fill_random);
    options.passphrase.emplace("wrong");
    // Whoever guesses needs the expensive derivation once for each guess. Here it is left out, as
    // what is measured is the room.
    options.derive_passphrase_key = [](std::string_view, const sealed::PublicKey&) {
        sealed::SecretKey key;
        bench::fill_random(key.bytes());
        return key;
    };
    const auto next = [&] {
        ++begun;
        return send_one(orders, options, orders.name);
    };
    keep_busy(commands, guess_patience, next, [&](const Visitor& visitor) {
        const bool is_wrong = visitor.stage() == Visitor::Stage::wrong_passphrase;
        wrong += is_wrong ? 1 : 0;
        return is_wrong;
    });
    return {{"tried", begun}, {"answered", wrong}};
}

nlohmann::ordered_json visit(const Orders& orders, const Visit& wanted) {
    SealedOptions options;
    options.identity = key_of(wanted.identity);
    if (!wanted.passphrase.empty()) {
        options.passphrase.emplace(std::string_view(wanted.passphrase));
    }
    const auto begin = steady_clock::now();
    const auto seconds = [&] {
        return std::chrono::duration<double>(steady_clock::now() - begin).count();
    };
    Visitors one;
    one.push_back(send_one(orders, options, orders.name));
    auto& visitor = *one.front();
    while (visitor.stage() == Visitor::Stage::coming && seconds() < wanted.patience_s) {
        turn_all(one);
    }
    const bool is_inside = visitor.stage() == Visitor::Stage::inside;
    const nlohmann::ordered_json outcome{
        {"inside", is_inside}, {"seconds", seconds()}, {"refusal", visitor.refusal()}};
    if (is_inside) {
        if (wanted.speaks) {
            visitor.send({visitor.seal(encode(sealed::Say{.first = 1, .texts = {"I am here"}}))});
        }
        const auto leaving = steady_clock::now();
        while (wanted.speaks && visitor.last_receipt() == 0 &&
               steady_clock::now() < leaving + leaving_patience) {
            turn_all(one);
        }
        visitor.leave(steady_clock::now());
        while (visitor.stage() == Visitor::Stage::inside &&
               steady_clock::now() < leaving + 2 * leaving_patience) {
            turn_all(one);
        }
    }
    return outcome;
}

} // namespace chatroom::siege
