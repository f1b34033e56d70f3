// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/sealed_session.hpp"
#include "web/core/batches.hpp"
#include "web/core/page_message.hpp"
#include "web/core/passphrase_gate.hpp"

#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace chatroom {

/// What is known of the room before anybody enters it.
struct RoomToEnter {
    std::optional<std::string> fingerprint; ///< Of the daemon's key; nothing: any is taken.
    std::string title;                      ///< What the page calls the room; may be empty.
    std::string program;                    ///< As what we introduce ourselves.
    bool tells_addresses = false;           ///< Whether it gets to know those of browsers.
};

/// What is to be done after a turn, in order.
struct PageTurn {
    std::vector<std::variant<SendDatagram, NewSocket>> to_room;
    std::vector<std::string> to_page; ///< Text frames.
    /// What the page has done that it must not do: its connection is to be closed, the stay goes
    /// on.
    std::string fault;

    bool is_empty() const { return to_room.empty() && to_page.empty() && fault.empty(); }
};

/// One tab's stay in the room: the page's messages in and out, the room's datagrams in and out.
/// Sans-I/O, like the client's session that it is made of. A page may go and come again, in a
/// reload or when its network does: meanwhile the stay sleeps like a closed laptop.
class PageSession {
public:
    /// Texts that wait until the room has taken those before them.
    static constexpr std::size_t max_waiting_texts = 32;
    /// Events that a page gets when it asks what is older: a screen, and some more.
    static constexpr std::size_t older_at_once = 40;
    /// A page that keeps nothing of what it is sent for so long is not there any more. Timers of a
    /// page in the background may come a minute late.
    static constexpr std::chrono::seconds patience{120};

    /// Enters under the name in the hello, of whose secret the keys were made. The page is still to
    /// be attached. The gate outlives it.
    PageSession(TimePoint now, const RoomToEnter& room, const sealed::KeyPair& keys,
                const Hello& hello, PassphraseGate& gate, const sealed::FillRandom& fill_random);

    /// The page has come, from that address, and has the batches up to that one.
    void attach(TimePoint now, const Address& address, BatchNumber have);

    /// The page has gone; perhaps it comes back.
    void detach();

    /// Another message than Hello has come from the page that is attached.
    void message(TimePoint now, PageMessage message);

    void datagram(TimePoint now, std::string_view bytes);
    void trouble(TimePoint now, Trouble trouble);
    void advance(TimePoint now);

    /// Whether anything may be taken from the room now: the page is there and reads.
    bool is_awake() const { return is_attached_ && !batches_.are_enough(); }

    /// Whether the page is there and has kept nothing for too long.
    bool is_stuck(TimePoint now) const;

    /// Whether the stay has ended, and the page knows.
    bool is_over() const { return is_over_ && !batches_.waiting_since(); }

    /// The name that was asked for last.
    const std::string& name() const { return name_; }

    /// Whether its member is gone for certain. A stay that is over for another reason may have left
    /// it in the room.
    bool has_left() const { return has_left_; }

    /// Whether the room has let it in under that name.
    bool is_inside() const { return was_inside_; }

    /// When advance() or is_stuck() has something to say.
    std::optional<TimePoint> next_deadline() const;

    /// Ends a turn: call it after any number of inputs.
    PageTurn finish_turn(TimePoint now);

private:
    bool is_too_late(const PageMessage& message) const;
    void take(TimePoint now, Hello&& hello);
    void take(TimePoint now, Say&& say);
    void take(TimePoint now, AskName&& name);
    void take(TimePoint now, GivePassphrase&& given);
    void take(TimePoint now, AskWho&& who);
    void take(TimePoint now, AskMembers&& members);
    void take(TimePoint now, AskOlder&& older);
    void take(TimePoint now, Have&& have);
    void take(TimePoint now, LeaveRoom&& leave);
    void take(TimePoint now, AreYouThere&& ask);

    void say_waiting(TimePoint now);
    void settle(TimePoint now);
    void take_outputs(TimePoint now);
    void handle(TimePoint now, const Output& output);
    void try_passphrase(TimePoint now, const sealed::SecretText& passphrase);
    void forget_passphrase();
    void tell_unkept(const nlohmann::json& value);

    PassphraseGate& gate_;
    std::string title_;
    bool tells_addresses_;
    std::string name_;
    SealedSession session_;
    Address address_; ///< Of the page.
    bool is_attached_ = false;
    bool was_attached_ = false;
    bool awaits_name_ = false;
    bool awaits_passphrase_ = false;
    bool was_inside_ = false;
    bool is_over_ = false;
    bool has_left_ = false;

    std::optional<sealed::SecretText> offered_; ///< The page has said it before it was asked for.
    std::optional<sealed::SecretText> tried_;   ///< Nobody knows yet whether it is right.
    Sequence older_than_;                       ///< Of what the page asked last.
    std::deque<Say> waiting_;
    TextNumber taken_; ///< The last text that was taken, whatever has become of it.

    Batches batches_;
    std::vector<nlohmann::json> told_; ///< The next batch.
    PageTurn turn_;
};

} // namespace chatroom
