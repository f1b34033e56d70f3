// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/housekeeping.hpp"

#include "base/deadline.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace chatroom {

namespace {

/// "2 days 3 h", "5 min", "90 s": how far a clock has jumped.
std::string length_of(WallTime::duration length) {
    using namespace std::chrono;
    const auto count = [](auto number) { return std::to_string(number.count()); };
    if (length >= days(1)) {
        const auto whole = floor<days>(length);
        return count(whole) + (whole == days(1) ? " day " : " days ") +
               count(floor<hours>(length - whole)) + " h";
    }
    return length >= hours(1)   ? count(floor<minutes>(length)) + " min"
           : length >= hours(0) ? count(floor<seconds>(length)) + " s"
                                : "";
}

/// "events 5 to 9, 12"; of very many the first.
std::string damage_text(const std::vector<NumberRange>& damage) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t place = 0; place < std::min(damage.size(), most); ++place) {
        const auto& [first, last] = damage[place];
        text += (place == 0 ? "events " : ", ") + std::to_string(first.value) +
                (first == last ? "" : " to " + std::to_string(last.value));
    }
    return text + (damage.size() > most ? ", …" : "");
}

} // namespace

Housekeeping::Housekeeping(Context context, Journal& journal, Now now)
    : context_(context), journal_(journal), clock_(now), hour_end_(now.steady + interval),
      tidy_at_(now.steady + tidy_delay) {
    if (const auto words = journal.set_back(); !words.empty()) {
        context_.log.note(now, LogKind::journal, words);
        context_.troubles.note(TroubleKind::journal_set_back, now.wall, words);
    }
}

void Housekeeping::look(Now now) {
    if (const auto jump = clock_.look(now)) {
        const bool is_forward = *jump > WallTime::duration::zero();
        const auto words = "the clock has jumped " + length_of(is_forward ? *jump : -*jump) +
                           (is_forward ? " forward" : " back") +
                           " (it was set, or the machine slept); nothing goes because of its age "
                           "before the clock has gone well for " +
                           std::to_string(ClockWatch::trusted_after.count()) + " hours";
        context_.log.note(now, LogKind::clock, words);
        context_.troubles.note(TroubleKind::clock_not_trusted, now.wall, words);
    } else if (clock_.is_trusted(now.steady)) {
        context_.troubles.end(TroubleKind::clock_not_trusted);
    }
    if (journal_.damage() != damage_) {
        tell_of_damage(now);
    }
}

void Housekeeping::tell_of_damage(Now now) {
    const auto before = std::exchange(damage_, journal_.damage());
    const auto words = "some of what was said cannot be read any more (" + damage_text(damage_) +
                       "): members see a gap there; chatroomctl check says what mends it";
    context_.troubles.note(TroubleKind::journal_damaged, now.wall, words);
    if (before.empty()) {
        context_.log.note(now, LogKind::journal, words);
    }
}

void Housekeeping::appended(Now now) {
    if (journal_.needs_tidying()) {
        tidy_at_ = std::min(tidy_at_.value_or(SteadyTime::max()), now.steady + tidy_delay);
    }
}

void Housekeeping::advance(Now now, bool is_deciding) {
    look(now);
    if (now.steady >= hour_end_) {
        begin_hour(now);
    }
    if (!tidy_at_ || now.steady < *tidy_at_) {
        return;
    }
    if (is_deciding) {
        tidy_at_ = now.steady + tidy_pause;
    } else {
        tidy(now);
    }
}

/// If too much waits, it is for the next time.
void Housekeeping::begin_hour(Now now) {
    hour_end_ = now.steady + interval;
    events_by_age_ = told_by_age_ = 0;
    tidy_at_ = now.steady;
    if (++hours_ >= check_interval / interval) {
        hours_ = 0;
        journal_.begin_check();
    }
    if (!clock_.is_trusted(now.steady)) {
        return;
    }
    const auto& names = context_.state.names();
    if (!names
             .out_of_use(now.wall - context_.options.keep_names,
                         now.wall - RoomOptions::keep_unused_names)
             .empty()) {
        context_.requests.push({{}, request::ForgetNames{now.wall, most_names}});
    }
    if (context_.state.rules().may_end()) {
        context_.requests.push({{}, request::LiftOver{now.wall}});
    }
}

void Housekeeping::tidy(Now now) {
    tidy_at_.reset();
    tell_if_gone(now);
    if (!journal_.needs_tidying()) {
        return;
    }
    const auto may_go = most_events_by_age - events_by_age_;
    const auto tidied = journal_.tidy(
        {.time = clock_.is_trusted(now.steady) ? std::optional(now.wall) : std::nullopt,
         .most_by_age = may_go});
    events_by_age_ += std::min(may_go, tidied.trimmed_by_age);
    if (tidied.has_more) {
        tidy_at_ = now.steady + tidy_pause;
    }
    tell_of_tidying(now, tidied);
}

void Housekeeping::tell_if_gone(Now now) {
    const auto words = journal_.gone();
    if (words.empty()) {
        context_.troubles.end(TroubleKind::journal_gone);
    } else if (context_.troubles.note(TroubleKind::journal_gone, now.wall, words)) {
        context_.log.note(now, LogKind::journal, words);
    }
}

/// What went because of its age is told when that has come to its end.
void Housekeeping::tell_of_tidying(Now now, const Tidied& tidied) {
    if (tidied.error) {
        context_.log.note(now, LogKind::journal,
                          "the journal cannot be trimmed: " + tidied.error->message);
    }
    const auto untold = events_by_age_ - told_by_age_;
    if (untold > 0 && !tidied.has_more) {
        told_by_age_ = events_by_age_;
        context_.log.note(now, LogKind::membership,
                          "trimmed events that were too old: " + std::to_string(untold) +
                              (events_by_age_ == most_events_by_age
                                   ? "; no more go in this hour, in case the clock is wrong"
                                   : ""));
    }
}

std::optional<SteadyTime> Housekeeping::next_deadline() const {
    const bool has_clock_trouble = context_.troubles.has(TroubleKind::clock_not_trusted);
    const bool has_work = context_.state.names().size() > 0 || context_.state.rules().may_end() ||
                          has_clock_trouble || journal_.needs_tidying();
    const auto next = has_work ? std::optional(hour_end_) : std::nullopt;
    return journal_.needs_tidying() ? earliest(next, tidy_at_) : next;
}

} // namespace chatroom
