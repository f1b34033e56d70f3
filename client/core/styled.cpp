// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/core/styled.hpp"

#include "base/utf8.hpp"
#include "client/core/grapheme.hpp"
#include "protocol/characters.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

namespace chatroom {

namespace {

constexpr std::array<std::string_view, name_colour_count> few_colours{
    "31", "32", "33", "34", "35", "36", "1;31", "1;32", "1;33", "1;34", "1;35", "1;36"};

std::string colour_codes(const Look& look, Colours colours) {
    if (colours < Colours::few || look.colour == Look::Colour::usual) {
        return {};
    }
    if (look.colour == Look::Colour::announcement) {
        return ";33";
    }
    const auto number = look.name % name_colour_count;
    return colours == Colours::few ? ";" + std::string(few_colours.at(number))
                                   : ";38;5;" + std::to_string(name_palette().at(number));
}

/// What stands between "ESC [" and "m"; empty if the look is the usual one.
std::string codes(const Look& look, Colours colours) {
    std::string result;
    result += look.is_bold ? ";1" : "";
    result += look.is_dim ? ";2" : "";
    result += look.is_reversed ? ";7" : "";
    result += colour_codes(look, colours);
    return result.empty() ? result : result.substr(1);
}

struct CloseLine {
    void operator()(UText* text) const { utext_close(text); }
};

/// Whether an address or a fingerprint would be broken there, which has no blanks so that it stays
/// whole.
bool is_within_ascii(std::string_view text, std::size_t place) {
    const auto is_ink = [](char byte) { return byte > ' ' && byte <= '~'; };
    return place > 0 && place < text.size() && is_ink(text[place - 1]) && is_ink(text[place]);
}

/// The ends of the pieces between which a line may be broken.
std::vector<std::size_t> break_places(const std::string& text) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::BreakIterator> iterator(
        icu::BreakIterator::createLineInstance(icu::Locale::getRoot(), status));
    const std::unique_ptr<UText, CloseLine> view(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status));
    if (U_FAILURE(status)) {
        throw std::runtime_error("ICU cannot find where lines may be broken");
    }
    iterator->setText(view.get(), status);
    std::vector<std::size_t> places;
    iterator->first();
    for (auto place = iterator->next(); place != icu::BreakIterator::DONE;
         place = iterator->next()) {
        places.push_back(static_cast<std::size_t>(place));
    }
    return places;
}

bool is_all_blank(std::string_view text) {
    while (const auto point = first_code_point(text)) {
        if (!is_blank(point->value)) {
            return false;
        }
        text.remove_prefix(point->bytes);
    }
    return text.empty();
}

struct Cell {
    Grapheme grapheme;
    Look look;
    bool is_blank = false;
    bool may_break_behind = false;
    bool may_break_if_it_must = false; ///< Behind it, within an address.
};

std::vector<Cell> cells_of(const Styled& text, const std::string& flat) {
    const auto breaks = break_places(flat);
    auto next_break = breaks.begin();
    std::vector<Cell> cells;
    std::size_t place = 0;
    for (const auto& span : text) {
        for (const auto& grapheme :
             graphemes(std::string_view(flat).substr(place, span.text.size()))) {
            place += grapheme.text.size();
            next_break = std::find_if(next_break, breaks.end(),
                                      [&](std::size_t one) { return one >= place; });
            const bool is_break = next_break != breaks.end() && *next_break == place;
            const bool is_within = is_break && is_within_ascii(flat, place);
            cells.push_back({grapheme, span.look, is_all_blank(grapheme.text),
                             is_break && !is_within, is_within});
        }
    }
    return cells;
}

using Cells = std::vector<Cell>::const_iterator;

std::size_t width_of(Cells begin, Cells end) {
    std::size_t width = 0;
    for (; begin != end; ++begin) {
        width += begin->grapheme.columns;
    }
    return width;
}

/// Rows that fill up.
class Rows {
public:
    Rows(std::size_t columns, const Styled& indent) : columns_(std::max<std::size_t>(columns, 1)) {
        constexpr std::size_t wide_columns = 2;
        const bool is_fit = columns_of(plain(indent)) + wide_columns <= columns_;
        indent_ = is_fit ? indent : first_character(indent);
        indent_columns_ = columns_of(plain(indent_));
        rows_.emplace_back();
    }

    /// A piece that is not to be broken unless it has to be, and the blanks behind it.
    void add(Cells begin, Cells word_end, Cells end) {
        const auto width = width_of(begin, word_end);
        const bool fits_a_row = indent_columns_ + width <= columns_;
        const auto blanks = width_of(blanks_, blanks_end_);
        if (column_ + blanks + width > columns_ && fits_a_row && is_begun_) {
            new_row();
        } else if (column_ + blanks < columns_) {
            std::for_each(blanks_, blanks_end_, [this](const Cell& cell) { put(cell); });
        }
        while (begin != word_end) {
            const auto part_end = end_of_part(begin, word_end);
            const auto part = width_of(begin, part_end);
            if (column_ + part > columns_ && indent_columns_ + part <= columns_ && is_begun_) {
                new_row();
            }
            for (; begin != part_end; ++begin) {
                if (column_ + begin->grapheme.columns > columns_ && is_begun_) {
                    new_row();
                }
                put(*begin);
            }
        }
        blanks_ = word_end;
        blanks_end_ = word_end + std::min<std::ptrdiff_t>(end - word_end, max_blanks);
    }

    std::vector<Styled> result() && { return std::move(rows_); }

private:
    static constexpr std::ptrdiff_t max_blanks = 8;

    /// A part of a word that is to be broken between such parts if it is longer than a row.
    static Cells end_of_part(Cells begin, Cells end) {
        const auto last =
            std::find_if(begin, end, [](const Cell& cell) { return cell.may_break_if_it_must; });
        return last == end ? end : std::next(last);
    }

    static Styled first_character(const Styled& text) {
        for (const auto& span : text) {
            if (!span.text.empty()) {
                return {{std::string(graphemes(span.text).front().text), span.look}};
            }
        }
        return {};
    }

    void new_row() {
        rows_.push_back(indent_);
        column_ = indent_columns_;
        is_begun_ = false;
    }

    void put(const Cell& cell) {
        const bool is_fit = column_ + cell.grapheme.columns <= columns_;
        if (!is_fit && column_ >= columns_) {
            return;
        }
        auto& row = rows_.back();
        if (row.empty() || !is_begun_ || row.back().look != cell.look) {
            row.push_back({{}, cell.look});
        }
        row.back().text += is_fit ? cell.grapheme.text : "?";
        column_ += is_fit ? cell.grapheme.columns : 1;
        is_begun_ = true;
    }

    std::size_t columns_;
    Styled indent_;
    std::size_t indent_columns_ = 0;
    std::vector<Styled> rows_;
    std::size_t column_ = 0;
    /// Those behind the last word, which are nowhere if the next one begins a row.
    Cells blanks_{};
    Cells blanks_end_{};
    bool is_begun_ = false; ///< Something stands in the last row behind its indent.
};

} // namespace

std::optional<ColourChoice> colour_choice_from(std::string_view word) {
    if (word == "auto") {
        return ColourChoice::automatic;
    }
    if (word == "always") {
        return ColourChoice::always;
    }
    return word == "never" ? std::optional(ColourChoice::never) : std::nullopt;
}

Colours colours_for(ColourChoice choice, const Environment& environment) {
    if (choice == ColourChoice::never) {
        return Colours::none;
    }
    if (choice == ColourChoice::automatic && environment("NO_COLOR")) {
        return Colours::attributes;
    }
    const auto terminal = environment("TERM").value_or("");
    const bool has_many =
        environment("COLORTERM") || terminal.find("256color") != std::string::npos;
    return has_many ? Colours::many : Colours::few;
}

Look name_look(std::string_view name) {
    // FNV-1a, which does not change from one build to the next.
    std::uint32_t hash = 2166136261U;
    for (const char byte : name) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
    }
    return {.colour = Look::Colour::name,
            .name = static_cast<std::uint8_t>((hash >> 8) % name_colour_count)};
}

const std::vector<std::uint8_t>& name_palette() {
    static const std::vector<std::uint8_t> palette{160, 166, 130, 100, 28,  29,
                                                   31,  27,  98,  128, 163, 161};
    return palette;
}

std::string plain(const Styled& text) {
    std::string result;
    for (const auto& span : text) {
        result += span.text;
    }
    return result;
}

std::string painted(const Styled& text, Colours colours) {
    std::string result;
    for (const auto& span : text) {
        const auto look = colours == Colours::none ? std::string() : codes(span.look, colours);
        result += look.empty() ? span.text : "\x1b[" + look + "m" + span.text + "\x1b[m";
    }
    return result;
}

std::vector<Styled> wrapped(const Styled& text, std::size_t columns, const Styled& indent) {
    const auto flat = plain(text);
    const auto cells = cells_of(text, flat);
    Rows rows(columns, indent);
    for (auto begin = cells.begin(); begin != cells.end();) {
        auto end = std::find_if(begin, cells.end(),
                                [](const Cell& cell) { return cell.may_break_behind; });
        end += end == cells.end() ? 0 : 1;
        auto word_end = end;
        while (word_end != begin && std::prev(word_end)->is_blank) {
            --word_end;
        }
        rows.add(begin, word_end, end);
        begin = end;
    }
    return std::move(rows).result();
}

} // namespace chatroom
