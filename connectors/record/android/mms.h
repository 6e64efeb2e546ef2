// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "connectors/record/element_scanner.h"
#include "connectors/record/maker.h"

namespace custos::android {

/// The text of an attribute; empty where the exporter wrote the word null.
std::string TextOf(const record::Tag& tag, std::string_view attribute);

/// A multimedia message from its element. `offset` and `line` say where it stood.
Record ReadMms(const record::Maker& maker, const record::Element& element);

}  // namespace custos::android
