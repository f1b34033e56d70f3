// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/absence.hpp"
#include "client/core/command_desk.hpp"
#include "client/core/farewell.hpp"
#include "client/core/session.hpp"
#include "client/core/terminal.hpp"
#include "client/core/wording.hpp"
#include "client/io/end_signals.hpp"
#include "client/io/known_rooms.hpp"
#include "client/io/last_names.hpp"
#include "client/io/server_connection.hpp"
#include "client/io/stay_mark.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace chatroom {

/// The room as its user knows it.
struct RoomAddress {
    std::string server; ///< As people write it, HOST:PORT.
    /// Where its server's key is remembered; null with the classic protocol, which has no keys.
    KnownRooms* known_rooms = nullptr;
    std::filesystem::path passphrase_file{}; ///< Which holds its passphrase; may be empty.
    /// Where one's programs note under which names they are in rooms; empty: nowhere.
    std::filesystem::path marks{};
    const LastNames* last_names = nullptr; ///< Null: no name is proposed, nor remembered.

    bool is_sealed() const { return known_rooms != nullptr; }
};

/// Brings session, network, terminal, timer and signals together.
class Application {
public:
    /// What is used outlives the application.
    Application(boost::asio::io_context& io, Session& session, ServerConnection& connection,
                Terminal& terminal, const Wording& wording, RoomAddress room);

    /// Runs until the session has ended. Asks for a name if none is given.
    ExitCode run(const std::optional<std::string>& name);

    /// Says something of the client's own accord, before run().
    void say(std::string_view text) { shown_.emplace_back(Words{std::string(text)}); }

private:
    enum class Phase { naming, hesitating, entering, inside, ended };
    enum class Asked { nothing, name, taking_over, text, passphrase };

    /// The most datagrams that are taken in one turn, so that typing gets its turn in a flood.
    static constexpr int max_datagrams_a_turn = 64;

    void await_datagrams();
    void await_signal();
    void receive();
    void typed(std::optional<std::string_view> line);
    void typed_text(Asked asked, std::string_view line);
    void obey(const TypedLine& typed);
    void ask_server(const TypedLine& typed);
    void end_of_input(Asked asked);
    void leave();
    void enter(std::string_view name);
    void enter_unless_here(std::string_view name);
    void begin_entering(std::string_view name);
    void ask_for_name(std::string_view name);
    void typed_for_name(std::string_view text);
    void typed_name(std::string_view name);
    void mark_stay();
    void in_trouble(Trouble trouble);

    /// Does what the session wants done; after every input of the session.
    void settle();
    void say_text(const std::string& text);
    void handle(const std::vector<Output>& outputs);
    void handle(const SendDatagram& output);
    void handle(const ShowLine& output);
    void handle(const TextTooLong& output);
    void handle(const TextNotUtf8& output);
    void handle(const Tell& output);
    void handle(const NameRefused& output);
    void handle(const Entered& output);
    void handle(const Ended& output);
    void handle(const Said& output);
    void handle(const Marked& output);
    void handle(const NotTaken& output);
    void handle(const ShowEvent& output);
    void handle(const ShowGap& output);
    void handle(const PastEnded& output);
    void handle(const ShowGreeting& output);
    void handle(const ShowDelivery& output);
    void handle(const ShowMembers& output);
    void handle(const ShowOlder& output);
    void handle(const ServerKey& output);
    void handle(const PassphraseNeeded& output);
    void handle(const NewSocket& output);
    void say_not_sent(std::string_view text);
    void notice_absence();
    void tell_missed(bool is_newer);
    void finish(const Farewell& farewell);
    void show();
    ExitCode exit_code() const;
    void set_timer();
    void ask();
    Asked next_question() const;
    Question question(Asked asked) const;

    boost::asio::io_context& io_;
    Session& session_;
    ServerConnection& connection_;
    Terminal& terminal_;
    const Wording& wording_;
    RoomAddress room_;
    CommandDesk desk_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer absence_timer_;
    EndSignals signals_;
    Phase phase_ = Phase::naming;
    std::string name_;
    Asked asked_ = Asked::nothing;
    bool needs_passphrase_ = false;
    std::string if_wrong_; ///< What is said if the passphrase that was given is wrong.
    std::optional<std::string> proposed_name_;
    std::map<std::string, std::string> refused_names_; ///< For good, and in which words.
    std::optional<StayMark> mark_;
    bool is_key_shown_ = false;
    bool is_output_gone_ = false;
    bool has_spoken_ = false;
    bool is_anything_unsaid_ = false;            ///< Something was typed that was not said.
    bool is_leaving_ = false;                    ///< The user wants to.
    bool is_left_unsaid_ = false;                ///< It was not said because of that.
    std::optional<std::string> unsaid_;          ///< Typed, and the session is not ready for it.
    std::map<MessageId, std::string> in_flight_; ///< What was said and is not in the journal yet.
    // To be shown at the end of the turn, all at once.
    std::vector<Shown> shown_;
    std::vector<Marked> marks_;
    Absence absence_;
    ExitCode exit_code_ = ExitCode::failed;
};

} // namespace chatroom
