// SPDX-License-Identifier: Apache-2.0
#include "server/intake/qr_code.h"

#include <qrcodegen/qrcodegen.hpp>

namespace custos::server::intake {

QrPicture DrawQr(const std::string& text) {
  constexpr int kMargin = 4;  // what readers need
  try {
    const qrcodegen::QrCode code = qrcodegen::QrCode::encodeText(text.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    QrPicture picture;
    picture.size = code.getSize() + 2 * kMargin;
    for (int y = 0; y < code.getSize(); ++y) {
      for (int x = 0; x < code.getSize(); ++x) {
        if (!code.getModule(x, y)) continue;
        picture.path += "M" + std::to_string(x + kMargin) + "," + std::to_string(y + kMargin) + "h1v1h-1z";
      }
    }
    return picture;
  } catch (const qrcodegen::data_too_long&) {
    return {};
  }
}

}  // namespace custos::server::intake
