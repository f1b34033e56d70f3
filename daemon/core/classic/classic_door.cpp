// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/core/classic/classic_door.hpp"

#include "base/deadline.hpp"
#include "base/printable.hpp"
#include "daemon/core/facts.hpp"
#include "protocol/text.hpp"

#include <limits>
#include <utility>

namespace chatroom {

using classic::Refusal;

ClassicDoor::ClassicDoor(DoorContext context, Now now)
    : Door(context), look_for_silent_at_(now.steady + silence_interval) {
    for (const auto& [entered, member] : context.state.roster().members()) {
        if (member.door == DoorKind::classic && context.options.serves(member.node)) {
            add(member, now.steady);
        }
    }
}

void ClassicDoor::add(const Member& member, SteadyTime now) {
    members_.emplace(member.entered, Reached{member.address, now});
    by_address_.emplace(member.address, member.entered);
}

void ClassicDoor::handle(Now now, const Address& sender, std::string_view datagram) {
    ++context().counters.datagrams_received;
    const auto request = classic::decode(datagram);
    const auto member = member_of(sender);
    if (member) {
        heard(now, *member);
        members_.at(*member).has_spoken |= std::holds_alternative<classic::Say>(request);
    } else if (!context().admission.allows(DoorKind::classic, sender)) {
        turn_away(now, sender, request);
        return;
    }
    if (std::holds_alternative<classic::Malformed>(request)) {
        ++context().counters.malformed;
        context().log.note_malformed(now, sender, datagram);
        if (member && !datagram.empty()) { // An empty one keeps a way through a NAT open.
            explain(now, *member);
        }
        return;
    }
    if (member) {
        members_.at(*member).explained_in_a_row = 0;
    }
    ask(now, request_for(sender, request));
}

/// The member's program has sent what is no request. If it answers words with words, that ends.
void ClassicDoor::explain(Now now, Sequence member) {
    auto& reached = members_.at(member);
    if (reached.explained_in_a_row >= max_explained_in_a_row || now.steady < reached.explain_at) {
        return;
    }
    ++reached.explained_in_a_row;
    reached.explain_at = now.steady + explain_interval;
    refuse(now, reached.address, context().state.roster().find(member)->name.text(),
           {Refusal::unknown_request});
}

WaitingPlace ClassicDoor::place_of(const Address& sender) const {
    const auto member = member_of(sender);
    return member ? WaitingPlace{Standing::member, Source::of_member(DoorKind::classic, *member)}
                  : WaitingPlace{Standing::stranger, Source::of_network(sender)};
}

void ClassicDoor::heard(Now now, Sequence member) {
    members_.at(member).last_heard = now.steady;
    members_.at(member).is_lost = false;
    absences_.erase(member);
}

void ClassicDoor::turn_away(Now now, const Address& sender, const classic::Request& request) {
    if (const auto* enter = std::get_if<classic::Enter>(&request)) {
        ask(now, {sender, request::Reject{Refusal::not_allowed, std::string(enter->name)}});
        return;
    }
    context().refusals.note(now, {.address = sender}, {Refusal::not_allowed}, LogKind::not_allowed);
}

namespace {

/// Which the request asks for or claims; empty if it says none.
std::string_view name_in(const Request& request) {
    if (const auto* enter = std::get_if<request::Enter>(&request.what)) {
        return enter->name;
    }
    if (const auto* reject = std::get_if<request::Reject>(&request.what)) {
        return reject->name;
    }
    if (const auto* say = std::get_if<request::Say>(&request.what)) {
        return say->claimed_name ? *say->claimed_name : std::string_view();
    }
    const auto* leave = std::get_if<request::Leave>(&request.what);
    return leave != nullptr && leave->claimed_name ? *leave->claimed_name : std::string_view();
}

} // namespace

Request ClassicDoor::request_for(const Address& sender, const classic::Request& request) const {
    if (const auto* enter = std::get_if<classic::Enter>(&request)) {
        return {sender, request::Enter{.name = std::string(enter->name),
                                       .door = DoorKind::classic,
                                       .address = sender}};
    }
    if (const auto* leave = std::get_if<classic::Leave>(&request)) {
        return {sender, request::Leave{.claimed_name = std::string(leave->name)}};
    }
    const auto& say = std::get<classic::Say>(request);
    request::Say asked{.claimed_name = std::string(say.name), .texts = {}};
    auto text = clean_text(say.text);
    if (text) {
        asked.texts = split_text(*std::move(text));
    } else {
        asked.otherwise =
            text.error() == TextFault::too_long ? Refusal::text_too_long : Refusal::text_not_utf8;
    }
    return {sender, std::move(asked)};
}

void ClassicDoor::failed(Now now, const Address& address, bool port_is_closed,
                         std::string_view quoted) {
    const auto member = member_of(address);
    if (!member) {
        return;
    }
    if (port_is_closed && mail_.has_sent(quoted)) {
        give_up(now, *member, "its port is closed");
        return;
    }
    const auto [absence, is_new] = absences_.try_emplace(*member, Absence{now.steady, now.steady});
    absence->second.last_failure = now.steady;
    if (is_new) {
        const auto& name = context().state.roster().find(*member)->name.text();
        context().log.note(now, LogKind::membership, printable(name) + " is unreachable");
    }
}

void ClassicDoor::give_up(Now now, Sequence member, std::string_view why) {
    if (!std::exchange(members_.at(member).is_given_up, true)) {
        ask(now, {{}, request::Retire{member, why}});
    }
}

std::optional<Sequence> ClassicDoor::member_of(const Address& address) const {
    const auto found = by_address_.find(address);
    return found == by_address_.end() ? std::nullopt : std::optional(found->second);
}

Presence ClassicDoor::presence(Sequence member) const {
    const auto& reached = members_.at(member);
    return {reached.address, reached.last_heard, !absences_.contains(member)};
}

/// Who is another node's now is not told anything here any more. Who was another's, which is gone,
/// sends nothing to this one unless it learns of it, and hears nothing from there.
void ClassicDoor::stands(Now now, const Record& record) {
    for (const auto& fact : record.facts) {
        const auto entered = facts::put_member(fact);
        const auto* member = entered ? context().state.roster().find(*entered) : nullptr;
        if (member == nullptr || member->door != DoorKind::classic) {
            continue;
        }
        const bool is_known = members_.contains(*entered);
        if (!context().options.serves(member->node)) {
            forget(*entered);
        } else if (!is_known) {
            add(*member, now.steady);
            if (!record.event) {
                members_.at(*entered).is_lost = true;
                absences_[*entered] = {now.steady, now.steady};
            }
        }
    }
}

/// It is not this door's any more.
void ClassicDoor::forget(Sequence member) {
    const auto found = members_.find(member);
    if (found == members_.end()) {
        return;
    }
    if (const auto at = by_address_.find(found->second.address);
        at != by_address_.end() && at->second == member) {
        by_address_.erase(at);
    }
    members_.erase(found);
    absences_.erase(member);
}

void ClassicDoor::happened(Now now, const Record& record) {
    stands(now, record);
    if (!record.event) {
        return;
    }
    const auto& event = *record.event;
    if (event.kind == EventKind::entered) {
        const auto* member = context().state.roster().find(record.member);
        if (member != nullptr && members_.contains(member->entered)) {
            mail_.send(member->address, std::string(classic::granted)); // Before others hear it.
            greet(now, member->address);
        }
    }
    if (!members_.empty()) {
        if (auto notice = classic::notice(context().options.language, event)) {
            // Whoever enters, speaks or leaves knows it already.
            mail_.tell_all(event.sequence, record.member, *std::move(notice));
        }
    }
    if (event.kind == EventKind::left || event.kind == EventKind::kicked) {
        depart(now, event, record.member);
    }
}

/// Whoever comes in may have missed what is to be known all the time.
void ClassicDoor::greet(Now now, const Address& newcomer) {
    const auto greeting = context().state.rules().settings().greeting(now.wall);
    for (auto& line : classic::greeting(context().options.language, greeting)) {
        mail_.send(newcomer, std::move(line));
    }
}

void ClassicDoor::depart(Now now, const Event& event, Sequence member) {
    const auto found = members_.find(member);
    if (found == members_.end()) {
        return; // It is another door's.
    }
    const auto reached = found->second;
    forget(member);
    if (reached.is_given_up) {
        return;
    }
    mail_.departs({reached.address, member, event.sequence});
    if (event.kind == EventKind::kicked) {
        mail_.send(reached.address, *classic::notice(context().options.language, event));
        for (const auto& word : context().options.farewell) {
            mail_.send(reached.address, word);
        }
    }
    if (departed_.size() >= max_departed) {
        std::erase_if(departed_, [&](const auto& entry) { return entry.second <= now.steady; });
    }
    if (departed_.size() < max_departed) {
        departed_.insert_or_assign(reached.address, now.steady + farewell_time);
    }
}

void ClassicDoor::answered(Now now, const Request& request, const Answer& answer) {
    const auto* refused = refusal_in(answer);
    if (refused != nullptr) {
        look_who_is_there(now, request, *refused);
    }
    if (const auto* retire = std::get_if<request::Retire>(&request.what)) {
        const auto member = members_.find(retire->member);
        if (member != members_.end() && std::holds_alternative<answer::NotSaved>(answer)) {
            member->second.is_given_up = false; // As if it had just been heard of.
            absences_.erase(retire->member);
        }
        return;
    }
    const auto* sender = std::get_if<Address>(&request.requester);
    if (sender == nullptr) {
        return;
    }
    if (refused != nullptr) {
        if (knows_already(now, *sender, request, *refused)) {
            context().refusals.note(now, {.address = *sender, .name = name_in(request)}, *refused);
        } else {
            refuse(now, *sender, name_in(request), *refused);
        }
    } else if (std::holds_alternative<answer::Repeated>(answer)) {
        mail_.send(*sender, std::string(classic::granted));
    } else if (std::holds_alternative<answer::Left>(answer)) {
        send_farewell(now, *sender);
    } else if (std::holds_alternative<answer::NotSaved>(answer)) {
        mail_.send(*sender, classic::refusal_text(context().options.language, Refusal::not_saved));
    }
    if (const auto* entered = std::get_if<answer::Entered>(&answer)) {
        if (!entered->former_name.empty()) {
            context().log.note(now, LogKind::membership,
                               printable(entered->former_name) + " left: its address enters anew");
        }
        context().log.note(now, LogKind::membership,
                           printable(entered->name.text()) + " entered from " + to_string(*sender));
    } else if (const auto* left = std::get_if<answer::Left>(&answer); left && !left->name.empty()) {
        context().log.note(now, LogKind::membership, printable(left->name) + " left");
    }
}

void ClassicDoor::refuse(Now now, const Address& sender, std::string_view name,
                         const answer::Refused& refused) {
    context().refusals.note(now, {.address = sender, .name = name}, refused);
    if (may_answer(now, sender)) {
        mail_.send(sender, refused.words(context().options.language));
    }
}

/// Whoever was never here gets one word of it: anybody can ask in somebody else's place.
void ClassicDoor::send_farewell(Now now, const Address& to) {
    const auto departed = departed_.find(to);
    const bool was_here = departed != departed_.end() && now.steady < departed->second;
    if (!was_here && !may_answer(now, to)) {
        return;
    }
    for (const auto& word : context().options.farewell) {
        mail_.send(to, word);
        if (!was_here) {
            break;
        }
    }
}

/// Whether there is an answer left for the sender, who counts as answered then.
bool ClassicDoor::may_answer(Now now, const Address& sender) {
    if (member_of(sender)) {
        return true;
    }
    if (stranger_answers_.is_blocked(now.steady, sender) || !answers_.take(now.steady)) {
        ++context().counters.unanswered;
        return false;
    }
    stranger_answers_.note(now.steady, sender);
    return true;
}

/// Whether it is a line that is not taken for the reason that the member was told of just now.
bool ClassicDoor::knows_already(Now now, const Address& sender, const Request& request,
                                const answer::Refused& refused) {
    const auto member = member_of(sender);
    if (!refused.is_for_now() || !member || !std::holds_alternative<request::Say>(request.what)) {
        return false;
    }
    auto& told_until = members_.at(*member).told_until;
    if (now.steady < told_until) {
        return true;
    }
    constexpr std::chrono::seconds at_least{1};
    told_until = now.steady + std::max(at_least, refused.details.retry_after);
    return false;
}

/// Somebody has to stay outside for want of a place, or a name, that perhaps nobody uses any more.
void ClassicDoor::look_who_is_there(Now now, const Request& request,
                                    const answer::Refused& refused) {
    const auto* enter = std::get_if<request::Enter>(&request.what);
    if (enter == nullptr) {
        return;
    }
    std::vector<Sequence> wanted;
    if (refused.refusal == Refusal::name_taken) {
        const auto* bearer = context().state.roster().find(enter->name);
        if (bearer != nullptr && members_.contains(bearer->entered)) {
            wanted.push_back(bearer->entered);
        }
    } else if (refused.refusal == Refusal::room_full ||
               refused.refusal == Refusal::too_many_from_there) {
        const bool is_full = refused.refusal == Refusal::room_full;
        const auto network = Source::of_network(enter->address);
        for (const auto& [member, reached] : members_) {
            if (is_full || Source::of_network(reached.address) == network) {
                wanted.push_back(member);
            }
        }
    }
    probe(now, std::move(wanted));
}

/// Sends those who have been silent for longest something: if a port is closed the network says so.
void ClassicDoor::probe(Now now, std::vector<Sequence> members) {
    const auto last_sign = [this](Sequence member) {
        const auto& reached = members_.at(member);
        return std::max(reached.last_heard, reached.probed_at);
    };
    std::erase_if(members,
                  [&](Sequence member) { return last_sign(member) + probe_interval > now.steady; });
    const auto end =
        members.begin() + static_cast<std::ptrdiff_t>(std::min(members.size(), max_probes));
    std::partial_sort(members.begin(), end, members.end(), [&](Sequence left, Sequence right) {
        return last_sign(left) < last_sign(right);
    });
    for (auto member = members.begin(); member != end; ++member) {
        auto& reached = members_.at(*member);
        reached.probed_at = now.steady;
        mail_.send(reached.address, classic::probe(context().options.language));
    }
}

/// Whether there may be no machine of that address.
bool ClassicDoor::is_doubtful(SteadyTime now, Sequence member, const Reached& reached) const {
    return now < reached.last_heard + doubtful_time || absences_.contains(member);
}

/// Whether the notices of this turn may be sent there. Whoever has said nothing gets no more than
/// its address may be told for now, nor those together who may be nobody.
bool ClassicDoor::may_be_told(SteadyTime now, Sequence member, const Reached& reached) {
    if (reached.is_given_up || reached.is_lost) {
        return false;
    }
    if (reached.has_spoken || reached.address.is_loopback()) {
        return true;
    }
    if (told_.size() > members_.size()) { // Some have left.
        std::erase_if(told_, [&](const auto& entry) { return entry.second.is_untouched(now); });
    }
    const auto bytes = mail_.notice_bytes();
    const auto buffered = bytes + mail_.notice_count() * least_of_a_datagram;
    auto& told = told_[Source::of_network(reached.address)];
    const bool is_in_doubt = is_doubtful(now, member, reached);
    if (told.wait_for(untold, now, bytes) > SteadyTime::duration::zero() ||
        (is_in_doubt &&
         doubtful_told_.wait_for(doubtful, now, buffered) > SteadyTime::duration::zero())) {
        return false;
    }
    told.use(untold, now, bytes);
    if (is_in_doubt) {
        doubtful_told_.use(doubtful, now, buffered);
    }
    return true;
}

void ClassicDoor::hand_out(Now now, Outputs& outputs) {
    if (mail_.empty()) {
        return;
    }
    constexpr Sequence never{std::numeric_limits<std::uint64_t>::max()};
    std::vector<ClassicMail::Stay> stays;
    if (mail_.has_notices()) { // Answers alone go to whoever asked.
        stays.reserve(members_.size());
        for (const auto& [entered, reached] : members_) {
            if (may_be_told(now.steady, entered, reached)) {
                stays.push_back({reached.address, entered, never});
            }
        }
    }
    mail_.hand_out(std::move(stays), outputs);
}

/// Whoever says nothing for long may never have been there: somebody else can enter in its place.
void ClassicDoor::retire_silent(Now now) {
    const auto silence = context().options.limits.classic_silence;
    auto next = now.steady + silence;
    for (const auto& [member, reached] : members_) {
        next = std::min(next, reached.last_heard + silence);
        if (!reached.is_given_up && reached.last_heard + silence <= now.steady) {
            mail_.send(reached.address, classic::silent_too_long(context().options.language));
            give_up(now, member, "it said nothing for too long");
        }
    }
    look_for_silent_at_ = std::max(next, now.steady + silence_interval);
}

void ClassicDoor::advance(Now now) {
    if (are_silent_retired() && now.steady >= look_for_silent_at_) {
        retire_silent(now);
    }
    const auto grace = context().options.grace;
    std::vector<Sequence> over;
    for (const auto& [member, absence] : absences_) {
        if (now.steady >= absence.since + grace) {
            over.push_back(member);
        }
    }
    for (const auto member : over) {
        const auto& absence = absences_.at(member);
        // A member that only listens gives no sign of being back. If nothing has failed lately, the
        // trouble is taken to be over.
        if (members_.at(member).is_lost || absence.last_failure >= absence.since + grace / 2) {
            give_up(now, member, "it was unreachable for too long");
        } else {
            absences_.erase(member);
        }
    }
}

std::optional<SteadyTime> ClassicDoor::next_deadline() const {
    auto next = members_.empty() || !are_silent_retired() ? std::nullopt
                                                          : std::optional(look_for_silent_at_);
    for (const auto& [member, absence] : absences_) {
        if (!members_.at(member).is_given_up) {
            next = earliest(next, std::optional(absence.since + context().options.grace));
        }
    }
    return next;
}

} // namespace chatroom
