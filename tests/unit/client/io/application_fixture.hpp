// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/shown_text.hpp"
#include "client/io/application.hpp"
#include "client/io/private_file.hpp"
#include "tests/temporary_directory.hpp"
#include "tests/unit/client/stub_server.hpp"

#include <deque>
#include <map>
#include <utility>

#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chatroom {

using testing_support::StubServer;

inline const Wording& scripted_wording() {
    return choose_wording([](std::string_view) { return std::nullopt; });
}

/// Puts out what the script says in answer to each call; a call that is not in it does nothing.
class ScriptedSession final : public Session {
public:
    void enter(TimePoint, std::string_view name) override { call("enter " + std::string(name)); }
    void enter_unless_here(TimePoint now, std::string_view name, sealed::Instance former) override {
        formers.push_back(former);
        const auto words = "enter " + std::string(name) + " unless here";
        script.contains(words) ? call(words) : enter(now, name);
    }
    sealed::Instance instance() const override { return {0xABC}; }
    void say(TimePoint, std::string_view text) override { call("say " + std::string(text)); }
    void passphrase(TimePoint, std::string_view passphrase) override {
        call("passphrase " + std::string(passphrase));
    }
    void finish(TimePoint) override { call("finish"); }
    void ask_members(TimePoint, std::string_view pattern) override {
        call("ask members " + std::string(pattern));
    }
    void ask_older(TimePoint, std::size_t count, std::optional<Sequence> before) override {
        call("ask older " + std::to_string(count) +
             (before ? " before " + std::to_string(before->value) : ""));
    }
    void ask_delivered(TimePoint, Sequence event) override {
        call("ask delivered " + std::to_string(event.value));
    }
    void leave(TimePoint) override { call("leave"); }
    void datagram(TimePoint, std::string_view bytes) override { call(std::string(bytes)); }
    void trouble(TimePoint, Trouble) override { call("trouble"); }
    void advance(TimePoint) override {}
    bool ready_for_text() const override { return is_ready; }
    std::optional<TimePoint> next_deadline() const override { return std::nullopt; }
    std::vector<Output> take_outputs() override { return std::exchange(outputs_, {}); }

    std::map<std::string, std::vector<Output>> script;
    std::vector<std::string> calls;
    std::vector<sealed::Instance> formers; ///< Those that were known to have ended.
    bool is_ready = true;

private:
    void call(const std::string& words) {
        calls.push_back(words);
        const auto& answer = script[words];
        outputs_.insert(outputs_.end(), answer.begin(), answer.end());
    }

    std::vector<Output> outputs_;
};

/// Types the lines of the script; when there are no more it types nothing.
class ScriptedTerminal final : public Terminal {
public:
    ScriptedTerminal(boost::asio::io_context& io, bool is_interactive)
        : io_(io), is_interactive_(is_interactive) {}

    bool is_interactive() const override { return is_interactive_; }

    void ask(const Question& question, OnLine on_line) override {
        questions.emplace_back(question.prompt, question.typed);
        if (question.prompt != unanswered && !lines.empty()) {
            boost::asio::post(io_, [on_line, line = lines.front()] { on_line(line); });
            lines.pop_front();
        }
    }

    bool show(std::span<const Shown> shown, std::span<const Marked> marked) override {
        for (const auto& one : shown) {
            for (const auto& line : shown_text(scripted_wording(), one, {})) {
                screen.push_back(prefix(one) + line);
            }
        }
        marks.insert(marks.end(), marked.begin(), marked.end());
        return true;
    }

    std::string draft() const override { return unfinished; }

    std::optional<Sequence> take_unshown_before() override {
        return std::exchange(unshown_before, std::nullopt);
    }

    void show_state(std::string_view state) override { states.emplace_back(state); }

    bool drop_input() override {
        const bool is_any = inputs_to_drop > 0;
        inputs_to_drop -= is_any ? 1 : 0;
        return is_any;
    }

    std::string unanswered; ///< A prompt at which nothing is typed.
    int inputs_to_drop = 0;
    std::optional<Sequence> unshown_before;
    std::vector<std::string> states;

    std::string unfinished; ///< What is typed and not entered.
    std::deque<std::optional<std::string>> lines;
    std::vector<std::string> screen;
    std::vector<Marked> marks;
    std::vector<std::pair<std::string, Typed>> questions;

private:
    /// What tells the kinds of lines apart: "*" the program's own words, the number of a message.
    static std::string prefix(const Shown& shown) {
        if (const auto* own = std::get_if<OwnMessage>(&shown)) {
            return own->message ? "(said " + std::to_string(own->message->value) + ") "
                                : "(typed) ";
        }
        if (const auto* event = std::get_if<ShowEvent>(&shown); event != nullptr && event->own) {
            return "(event of " + std::to_string(event->own->value) + ") ";
        }
        return is_own_words(shown) ? "* " : "";
    }

    boost::asio::io_context& io_;
    bool is_interactive_;
};

class ApplicationTest : public testing::Test {
protected:
    static Event event(EventKind kind, std::string name, std::string text) {
        Event event;
        event.kind = kind;
        event.name = std::move(name);
        event.text = std::move(text);
        return event;
    }

    static Event said(std::string name, std::string text) {
        return event(EventKind::said, std::move(name), std::move(text));
    }

    static sealed::PublicKey key(std::uint8_t byte) {
        sealed::PublicKey key;
        key.bytes.fill(byte);
        return key;
    }

    ExitCode run_with(ScriptedTerminal& terminal, KnownRooms* rooms, const std::string& name,
                      const std::filesystem::path& passphrase_file = {}) {
        io_.restart();
        const auto loopback = boost::asio::ip::address_v4::loopback();
        ServerConnection connection(io_, {{loopback, server_.port()}});
        Application application(io_, session_, connection, terminal, scripted_wording(),
                                {"a:1", rooms, passphrase_file, marks_, &last_names_});
        return application.run(name.empty() ? std::nullopt : std::optional(name));
    }

    ExitCode run_plain() { return run_with(plain_, &known_rooms_, "Bob"); }
    ExitCode run_interactive() { return run_with(interactive_, &known_rooms_, "Bob"); }

    StubServer server_;
    boost::asio::io_context io_;
    ScriptedSession session_;
    ScriptedTerminal plain_{io_, false};
    ScriptedTerminal interactive_{io_, true};
    TemporaryDirectory directory_;
    KnownRooms known_rooms_{directory_.path() / "known_rooms"};
    LastNames last_names_{directory_.path() / "last_names"};
    std::filesystem::path marks_ = directory_.path() / "inside";
    const Ended left_{EndReason::left};
};

} // namespace chatroom
