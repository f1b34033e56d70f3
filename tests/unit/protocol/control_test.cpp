// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/control.hpp"

#include <set>

#include <gtest/gtest.h>

// The table of verbs: rows that agree with themselves.
namespace chatroom::control {
namespace {

// A verb is found by its method, and by a request or result of its own.
TEST(Verbs, AreFound) {
    EXPECT_EQ(verbs().size(), std::variant_size_v<Request>);
    for (std::size_t index = 0; index < verbs().size(); ++index) {
        const auto& verb = verbs()[index];
        EXPECT_EQ(find_verb(verb.row.method), &verb);
        EXPECT_EQ(&verb_of(verb.new_request()), &verb);
        EXPECT_EQ(verb.new_result().index(), index);
    }
    EXPECT_EQ(find_verb("dance"), nullptr);
    EXPECT_EQ(find_verb(""), nullptr);
}

// The methods are what other programs rely on, and which of them change something what the log
// does.
TEST(Verbs, HaveTheirMethodsAndAccess) {
    std::set<std::string_view> reading;
    std::set<std::string_view> changing;
    for (const auto& verb : verbs()) {
        (verb.row.access == Access::read ? reading : changing).insert(verb.row.method);
        EXPECT_FALSE(verb.row.help.empty() || verb.row.help.ends_with('.')) << verb.row.method;
    }
    EXPECT_EQ(reading,
              (std::set<std::string_view>{"bans", "check", "config", "delivered", "fingerprint",
                                          "log", "monitor", "names", "ping", "show", "stats",
                                          "status", "version", "wait", "who", "why"}));
    EXPECT_EQ(changing,
              (std::set<std::string_view>{"announce", "backup", "ban", "exempt", "kick", "lock",
                                          "mute", "recall", "release", "slow", "topic", "unban",
                                          "unexempt", "unlock", "unmute", "unpin"}));
}

// A verb that looks when it is given nothing changes something only when it is given something.
TEST(Verbs, MayOnlyLook) {
    EXPECT_EQ(access_of(Topic{}), Access::read);
    EXPECT_EQ(access_of(Topic{.text = "x"}), Access::change);
    EXPECT_EQ(access_of(Topic{.text = "", .clear = true}), Access::change);
    EXPECT_EQ(access_of(Who{}), Access::read);
    EXPECT_EQ(access_of(Unpin{}), Access::change);
}

// The command line gives words in their order: only the last can take all that is left, required
// ones stand in front, and what can be listed is listed by a verb.
TEST(Verbs, HaveParametersThatTheCommandLineCanGive) {
    for (const auto& verb : verbs()) {
        bool is_last = false;
        bool was_optional = false;
        for (const auto& [name, rules, place] : verb.parameters) {
            EXPECT_TRUE(!rules.label.empty() || rules.optional) << name;
            EXPECT_TRUE(rules.label.empty() || !rules.help.empty()) << name;
            EXPECT_TRUE(rules.option.empty() || rules.optional) << name;
            EXPECT_TRUE(rules.listed_by.empty() || find_verb(rules.listed_by) != nullptr) << name;
            if (rules.label.empty() || !rules.option.empty()) {
                continue;
            }
            EXPECT_FALSE(is_last) << name;
            EXPECT_TRUE(!was_optional || rules.optional) << name;
            is_last = rules.takes_all_words;
            was_optional = rules.optional;
        }
    }
}

// The fields describe the object that is inside.
TEST(ObjectIn, IsTheOneThatTheFieldsDescribe) {
    Request request = Kick{"a", "b"};
    const auto& reason = verb_of(request).parameters[1];
    EXPECT_EQ(text_of(reason, object_in(std::as_const(request))), "b");
    EXPECT_EQ(set_text(reason, object_in(request), "c"), "");
    EXPECT_EQ(request, (Request{Kick{"a", "c"}}));
    AnyAnswer result = Released{"d"};
    const auto& name = verbs()[result.index()].result[0];
    EXPECT_EQ(set_text(name, object_in(result), "e"), "");
    EXPECT_EQ(text_of(name, object_in(std::as_const(result))), "e");
}

} // namespace
} // namespace chatroom::control
