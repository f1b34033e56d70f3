// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "daemon/core/room_state.hpp"
#include "daemon/core/time.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatroom {

/// What an event is to say; its number and its time come with the draft.
struct Happening {
    EventKind kind = EventKind::announced;
    std::string name{};
    std::string text{};
    std::uint32_t client_sequence = 0;
    Sequence about{};
};

/// The room as it would be if the journal agreed to what was drafted so far: what is different lies
/// over the state, which is not touched. Requests of one turn see each other's effects here; then
/// the records go to the journal, and the draft is thrown away.
class Draft {
public:
    /// The state outlives the draft and does not change meanwhile.
    Draft(const RoomState& state, Now now);

    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    Now now() const { return now_; }

    /// The number of the latest event, drafted or decided.
    Sequence head() const { return head_; }

    /// As Roster and Names have them. Valid until the next change of the draft.
    const Member* member(Sequence entered) const;
    const Member* member(std::string_view name) const;
    const Member* exact_member(std::string_view name) const;
    const OwnedName* name(std::string_view name) const;
    const OwnedName* exact_name(std::string_view name) const;

    /// Who bears the name; if somebody owns it, nobody but the owner. Look-alikes that an older
    /// version kept apart may be inside.
    const Member* bearer(std::string_view name) const;

    /// Of those in the state, see Names.
    std::vector<std::string> names_out_of_use(WallTime used_before, WallTime unused_before) const {
        return state_.names().out_of_use(used_before, unused_before);
    }

    /// Who is inside, in the order of entry.
    std::vector<Sequence> members() const;

    /// The sanction against exactly that target; null if there is none, or it is over. Valid until
    /// the next change of the draft, as is what is returned below.
    const Sanction* sanction(Measure measure, std::string_view target) const;

    /// One that hits the subject, in the same way.
    const Sanction* sanction_on(Measure measure, const Subject& subject) const;

    /// How many there are, those included that are over and not lifted yet.
    std::size_t sanction_count(Measure measure) const { return sanctions_of(measure).count; }

    /// Of those in the state, see Rules.
    std::vector<std::string> sanctions_over_at(Measure measure, WallTime time) const {
        return state_.rules().over_at(measure, time);
    }

    /// Null if there is none of that name. Valid until the next change of the draft.
    const Node* node(std::string_view name) const;

    /// Of those in the state, see Rules.
    std::vector<std::string> sanctions_against(Measure measure, std::string_view whom) const {
        return state_.rules().against(measure, whom);
    }

    const Settings& settings() const { return settings_ ? *settings_ : state_.rules().settings(); }

    std::size_t member_count() const { return member_count_; }
    /// How many members came in by that door from the network.
    std::size_t count_from(DoorKind door, const Source& network) const;
    std::size_t name_count() const { return name_count_; }
    std::size_t name_count_of(const sealed::PublicKey& key) const;

    /// So many records are to come, about.
    void reserve(std::size_t records) { batch_.records.reserve(records); }

    /// What happens and changes from now on has nothing to do with what did before.
    void begin() { is_continued_ = false; }

    /// The next event: gives it its number and the time of the turn. The member is who does it, or
    /// whom it happens to; of an entry it is who enters. Valid until the next one.
    const Event& happens(Happening what, Sequence member = {});

    // What follows goes with the event that happened last since begin(), or with none.

    void put(Member member);
    void remove(Sequence entered);
    void put(OwnedName name);
    void release(std::string_view exact_name);
    void put(Measure measure, Sanction sanction);
    void lift(Measure measure, std::string_view target);
    void put(Settings settings);
    void put(Node node);
    void remove_node(std::string_view name);

    /// How many records there are.
    std::size_t size() const { return batch_.records.size(); }

    /// All records, for the journal. The draft is good for nothing then.
    Batch take() { return std::move(batch_); }

private:
    /// What is other than in the state, by what it is kept by.
    template <typename Key, typename Value>
    struct Overlay {
        std::map<Key, std::optional<Value>, std::less<>> changed; ///< Nothing: it is gone.
        NameIndex<const Value> by_name;

        explicit Overlay(const HashKey& hash_key) : by_name(hash_key) {}

        /// The name of what a key stands for never changes. What the state has is found there, and
        /// making the keys of a name takes long, so only the others are in the index.
        void set(const Key& key, std::optional<Value> value, bool is_in_state) {
            auto& place = changed[key];
            const bool was_there = place.has_value();
            if (!is_in_state && was_there && !value) {
                by_name.erase(*place);
            }
            place = std::move(value);
            if (!is_in_state && !was_there && place) {
                by_name.insert(*place);
            }
        }

        bool is_gone(const Key& key) const {
            const auto found = changed.find(key);
            return found != changed.end() && !found->second;
        }
    };

    /// What is other than in the state.
    struct ChangedSanctions {
        std::set<std::string, std::less<>> targets;
        Sanctions put;         ///< Against those targets.
        std::size_t count = 0; ///< With those in the state that are not changed.
    };

    const ChangedSanctions& sanctions_of(Measure measure) const {
        return sanctions_.at(static_cast<std::size_t>(measure));
    }
    ChangedSanctions& sanctions_of(Measure measure) {
        return sanctions_.at(static_cast<std::size_t>(measure));
    }
    /// Also one that is over.
    const Sanction* any_sanction(Measure measure, std::string_view target) const;

    void keep(Fact fact);
    bool is_in_state(Sequence entered) const { return state_.roster().find(entered) != nullptr; }
    bool is_in_state(const std::string& exact_name) const {
        return state_.names().find_exact(exact_name) != nullptr;
    }

    const RoomState& state_;
    Now now_;
    Sequence head_;
    Batch batch_;
    bool is_continued_ = false; ///< The last record is of what began last.
    Overlay<Sequence, Member> members_;
    Overlay<std::string, OwnedName> names_;
    std::size_t member_count_;
    std::size_t name_count_;
    /// By how many more each key has than in the state; it wraps round where it is fewer.
    std::map<sealed::PublicKey, std::size_t> more_names_of_;
    /// Likewise of members of each door and network.
    std::map<std::pair<DoorKind, Source>, std::size_t> more_from_;
    std::array<ChangedSanctions, all_measures.size()> sanctions_; ///< By measure.
    std::optional<Settings> settings_;
    std::map<std::string, std::optional<Node>, std::less<>> nodes_; ///< Nothing: it is gone.
};

} // namespace chatroom
