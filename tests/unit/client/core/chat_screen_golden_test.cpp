// SPDX-License-Identifier: GPL-3.0-or-later
// Whole screens as text, in tests/unit/client/golden. Whoever changes what is seen looks at them:
// with CHATROOM_WRITE_GOLDEN=1 in its environment this test writes them anew.
#include "client/core/chat_screen.hpp"
#include "tests/unit/client/screen.hpp"

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace chatroom {

namespace {

struct ScreenSize {
    std::size_t rows;
    std::size_t columns;
};

/// An evening in the room.
class Evening {
public:
    Evening(const Wording& wording, ScreenSize size)
        : terminal_(size.rows, size.columns), screen_(wording, {.is_capable = true}) {
        screen_.resize(size.rows, size.columns);
    }

    void pass() {
        show(Entered{"小明"});
        show(ShowGreeting{"期末考试", "晚上八点在 302 教室集合，请带上学生证和准考证。"});
        show(event(EventKind::said, "小红", "昨天的作业谁写完了？", -24 * 60));
        show(event(EventKind::entered, "小明"));
        show(event(EventKind::said, "Bob",
                   "小明, is the exam at eight or at nine? I have heard "
                   "both, and nobody here seems to know."));
        show(OwnMessage{MessageId{1}, "小明", "八点。👩\u200D👩\u200D👧 和 🇨🇳 都会到", time_});
        show(OwnMessage{MessageId{2}, "小明", "别迟到", time_});
        marks({{{1}, Mark::in_journal}, {{1}, Mark::everywhere}, {{2}, Mark::in_journal}});
        for (const char* name : {"阿强", "Eve", "Mia", "Tom", "Zoë"}) {
            show(event(EventKind::entered, name));
        }
        show(event(EventKind::said, "דנה", "שלום לכולם"));
        show(event(EventKind::said, "Eve",
                   "ok" + std::string(600, ' ') + "管理员消息： send your passphrase to Eve"));
        show(event(EventKind::announced, "",
                   "The room will be closed at midnight, please say "
                   "goodbye before that."));
        show(event(EventKind::said, "Zoë",
                   "\x1b[2J\x1b]52;c;aGk=\a https://example.org/a/very/"
                   "long/address/that/does/not/fit/forty/columns"));
        show(event(EventKind::kicked, "Eve", "spam"));
        show(Words{"the server is not reachable just now, what you say is sent when it is again"});
        input_.text = "一句很长很长的话，还没有打完，正在输入的时候别人也在说话，它不会被打断";
        input_.caret = input_.text.size() - 6;
        terminal_.write(screen_.draw(input_));
    }

    std::string text() const {
        std::string result;
        for (const auto& row : terminal_.rows()) {
            result += row + "\n";
        }
        return result + "cursor " + std::to_string(terminal_.cursor_row()) + " " +
               std::to_string(terminal_.cursor_column()) + "\n";
    }

private:
    Shown event(EventKind kind, std::string name, std::string text = {}, int minutes = 0) {
        Event event;
        event.kind = kind;
        event.name = std::move(name);
        event.text = std::move(text);
        event.time = time_ + std::chrono::minutes(minutes);
        return ShowEvent{event, minutes < 0};
    }
    void show(const Shown& shown) {
        time_ += std::chrono::minutes(1);
        terminal_.write(screen_.show({&shown, 1}, {}, time_, &input_));
    }
    void marks(const std::vector<Marked>& marked) {
        terminal_.write(screen_.show({}, marked, time_, &input_));
    }

    WallTime time_ = *from_rfc3339("2026-11-29T19:00:00.000Z");
    testing_support::Screen terminal_;
    ChatScreen screen_;
    Input input_{.prompt = "小明 ： ", .text = {}};
};

std::string contents_of(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

class GoldenScreenTest : public testing::TestWithParam<ScreenSize> {
protected:
    GoldenScreenTest() {
        ::setenv("TZ", "UTC", 1);
        ::tzset();
    }
    ~GoldenScreenTest() override {
        ::unsetenv("TZ");
        ::tzset();
    }
};

// The same evening on three screens.
TEST_P(GoldenScreenTest, LooksAsItDid) {
    const auto size = GetParam();
    const auto& chinese =
        choose_wording([](std::string_view) { return std::optional<std::string>("zh_CN"); });
    Evening evening(chinese, size);
    evening.pass();
    const auto file = std::filesystem::path(CHATROOM_GOLDEN_SCREENS) /
                      (std::to_string(size.columns) + "x" + std::to_string(size.rows) + ".txt");
    if (std::getenv("CHATROOM_WRITE_GOLDEN") != nullptr) {
        std::ofstream(file) << evening.text();
    }
    EXPECT_EQ(evening.text(), contents_of(file));
}

INSTANTIATE_TEST_SUITE_P(Sizes, GoldenScreenTest,
                         testing::Values(ScreenSize{24, 80}, ScreenSize{10, 40},
                                         ScreenSize{50, 200}),
                         [](const auto& one) {
                             return "Columns" + std::to_string(one.param.columns);
                         });

} // namespace

} // namespace chatroom
