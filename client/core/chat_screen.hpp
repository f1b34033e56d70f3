// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/core/attention.hpp"
#include "client/core/comings.hpp"
#include "client/core/input_row.hpp"
#include "client/core/late_marks.hpp"
#include "client/core/screen_rows.hpp"
#include "client/core/styled.hpp"
#include "client/core/terminal.hpp"
#include "client/core/time_text.hpp"
#include "client/core/wording.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chatroom {

struct ScreenSettings {
    Times times = Times::hour;
    Colours colours = Colours::none;
    Attention attention = Attention::bell;
    /// Whether the terminal takes the sequences of ECMA-48. Without them nothing but carriage
    /// returns and line feeds is used, and what stands on the screen stays.
    bool is_capable = false;
};

/// What a person sees: lines that scroll up, as any program's do, and below them one row in which
/// is typed. Pure: it makes the bytes for the terminal, each answer to be written at once.
///
/// Each line begins with its time. The program's own words and the administrator's have a mark
/// behind it, in all their rows, which no text can have; what does not fit a row goes on behind an
/// indent. That is so at every width: where there is no room for all, it is the times that are left
/// out. The terminal never wraps.
class ChatScreen {
public:
    ChatScreen(const Wording& wording, const ScreenSettings& settings)
        : wording_(wording), settings_(settings) {}

    /// The terminal's size; 80 columns if nobody knows it. With another one than before every place
    /// on the screen is lost, as nobody knows how the terminal has wrapped what was there.
    void resize(std::size_t rows, std::size_t columns);

    /// Whether a terminal that breaks its rows anew has made several of the input's since the size
    /// changed. Some do not, so nobody can know before the terminal says where its cursor is.
    bool may_input_be_broken() const;

    /// The terminal says that its cursor, which stands within the input, is in that column; the
    /// first one is 0. If it does not say so, a part of the input stays above.
    void cursor_is_at(std::size_t column);

    /// Somebody else has written on the screen.
    void forget();

    /// Shows all that above the input. Without an input there is none afterwards.
    std::string show(std::span<const Shown> shown, std::span<const Marked> marks, WallTime now,
                     const Input* input);

    /// The input as it is now.
    std::string draw(const Input& input);

    /// The input's row is empty afterwards.
    std::string hide_input();

    /// What was typed becomes a line like others.
    std::string keep(const Input& input, WallTime now);

private:
    /// What a line consists of.
    struct Line {
        Styled text;
        Styled indent;
    };

    void write(const Shown& shown, WallTime now);
    void write_words(const std::string& text, WallTime time);
    void write_room_line(const std::string& text, WallTime now);
    void write_past_end(WallTime now);
    void write_event(const ShowEvent& shown);
    void write_said(const ShowEvent& shown);
    bool is_mention(const Event& event) const;
    void write_message(const Event& event, const std::string& number);
    void write_announcement(const std::string& text, const Event& event,
                            const std::string& number = {});
    void write_listed(const Event& event);
    void write_greeting(const Greeting& greeting, WallTime now);
    void write_own(const OwnMessage& own);
    void write_comings();
    void end_comings();
    void write_mark(const Marked& marked);
    void write_recall(const Recall& recall);
    void blank(const ScreenRows::Place& place);
    void write_day(WallTime time);

    std::string time_in_front(WallTime time) const;
    Line begin_line(WallTime time) const;
    Line begin_marked_line(std::string_view mark, WallTime time, const Look& look) const;
    /// Begins with the name, if there is one.
    Line message_line(WallTime time, const std::string& name, const std::string& rest,
                      bool is_mention, const std::string& number = {}) const;
    std::vector<Styled> rows_of(const Line& line) const;
    /// All rows but the last have their end.
    void write_rows(const std::vector<Styled>& rows);
    void add_line(const Line& line);
    void add_message(const Line& line, ScreenRows::Message message, std::string_view mark);
    std::string recalled_row(WallTime time, const std::string& name) const;
    std::string notice_of(const Event& event) const;
    void call_attention(const std::string& text);
    std::string finished(std::string bytes) const;
    std::string input_bytes(const Input& input);

    const Wording& wording_;
    ScreenSettings settings_;
    std::size_t columns_ = 80;
    std::size_t screen_rows_ = 0;
    ScreenRows rows_;
    Comings comings_;
    std::size_t comings_rows_ = 0; ///< Of the line about them, while nothing is below it.
    bool has_news_of_comings_ = false;
    WallTime comings_time_{};
    std::size_t past_events_ = 0; ///< Shown so far.
    LateMarks late_marks_;
    std::string own_name_;
    std::string day_;               ///< Of the line above.
    std::string attention_;         ///< For the end of this turn.
    std::size_t input_columns_ = 0; ///< What the input takes, which a poor terminal blanks.
    std::string input_left_;        ///< Of its row, in front of the cursor.
    bool is_resized_ = false;
    std::size_t rows_above_cursor_ = 0; ///< Of the input, as far as that is known.
    std::string out_;
};

} // namespace chatroom
