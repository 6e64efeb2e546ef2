// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace custos::server::intake {

/// A QR code as one SVG path of squares of side 1, to be drawn on white with `margin` free on every side.
struct QrPicture {
  int size = 0;  ///< modules on a side, margin included
  std::string path;
};

/// The text as a QR code with medium error correction; at most about 2,000 characters. Size 0 when it does not fit.
QrPicture DrawQr(const std::string& text);

}  // namespace custos::server::intake
