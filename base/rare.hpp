// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <utility>

namespace chatroom {

/// A value that few of many objects have: those without one pay for a pointer only. Copies and
/// compares like an optional.
template <typename Value>
class Rare {
public:
    Rare() = default;
    Rare(Value value) : value_(std::make_unique<Value>(std::move(value))) {}
    Rare(const Rare& other)
        : value_(other.value_ ? std::make_unique<Value>(*other.value_) : nullptr) {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(Rare other) noexcept {
        value_ = std::move(other.value_);
        return *this;
    }
    ~Rare() = default;

    bool has_value() const { return value_ != nullptr; }

    /// Only if there is one.
    const Value& operator*() const { return *value_; }

    bool operator==(const Rare& other) const {
        return value_ && other.value_ ? *value_ == *other.value_ : has_value() == other.has_value();
    }

private:
    std::unique_ptr<Value> value_;
};

} // namespace chatroom
