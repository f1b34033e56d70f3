// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/control.hpp"

#include <algorithm>

namespace chatroom::control {

namespace {

template <typename Asked>
constexpr Verb verb() {
    using Answer = typename Asked::Answer;
    return {Asked::row, fields_of<Asked>, fields_of<Answer>, [] { return Request(Asked{}); },
            [] { return AnyAnswer(Answer{}); }};
}

template <typename... Asked>
constexpr auto table_of(const std::variant<Asked...>* /*type*/) {
    return std::array{verb<Asked>()...};
}

constexpr auto table = table_of(static_cast<const Request*>(nullptr));

template <typename Variant>
auto* address_in(Variant& variant) {
    using Address = std::conditional_t<std::is_const_v<Variant>, const void*, void*>;
    return std::visit([](auto& object) { return static_cast<Address>(&object); }, variant);
}

} // namespace

std::span<const Verb> verbs() {
    return table;
}

const Verb* find_verb(std::string_view method) {
    const auto* found =
        std::ranges::find(table, method, [](const Verb& verb) { return verb.row.method; });
    return found == table.end() ? nullptr : found;
}

const Verb& verb_of(const Request& request) {
    return table[request.index()];
}

Access access_of(const Request& request) {
    const auto only_looks = [](const auto& asked) {
        if constexpr (requires { asked.only_looks(); }) {
            return asked.only_looks();
        } else {
            return false;
        }
    };
    return std::visit(only_looks, request) ? Access::read : verb_of(request).row.access;
}

const void* object_in(const Request& request) {
    return address_in(request);
}

void* object_in(Request& request) {
    return address_in(request);
}

const void* object_in(const AnyAnswer& result) {
    return address_in(result);
}

void* object_in(AnyAnswer& result) {
    return address_in(result);
}

} // namespace chatroom::control
