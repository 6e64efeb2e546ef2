# SPDX-License-Identifier: Apache-2.0
# Shared by the scripts beside it; sourced, never run. Needs bash and nothing else.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LOGS=$ROOT/build/logs
JOBS=${JOBS:-$(nproc)}

say() { printf '==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# heartbeat LOG: while a quiet step runs, its last line every ten seconds.
heartbeat() {
  local begin=$SECONDS line
  while sleep 10 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
    line=$(tail -n 5 "$1" 2>/dev/null | tr '\r\033' '\n ' | grep -v '^ *$' | tail -n 1 | cut -c 1-100) || true
    printf '    %4d s  %s\n' $((SECONDS - begin)) "$line"
  done
}

# run_logged NAME LOG COMMAND...: runs the command with its output in LOG, says how long it took and returns its status.
# The command stays in the foreground, so Ctrl-C reaches it.
run_logged() {
  local name=$1 log=$2 begin=$SECONDS status=0 beat
  shift 2
  mkdir -p "$(dirname "$log")"
  say "$name"
  : >"$log"
  heartbeat "$log" &
  beat=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  kill "$beat" 2>/dev/null || true
  wait "$beat" 2>/dev/null || true
  if ((status == 0)); then
    printf '    %s: done in %d s\n' "$name" $((SECONDS - begin))
  else
    printf '    %s: FAILED after %d s (status %d), last lines of %s:\n' "$name" $((SECONDS - begin)) "$status" "$log"
    tail -n 40 "$log" | sed 's/^/    | /'
  fi
  return "$status"
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@"
}

# need_packages PACKAGE...: installs those that are missing; silent and quick when none is.
need_packages() {
  local missing=() package
  command -v dpkg-query >/dev/null || die "these scripts install Debian packages; on another system see CONTRIBUTING.md"
  for package in "$@"; do
    installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "no sudo; as root, run: apt-get install ${missing[*]}"
    sudo true   # asks for the password, if one is needed, before output goes to a log
  fi
  printf '    missing: %s\n' "${missing[*]}"
  run_logged "Debian packages" "$LOGS/apt.log" apt_install "${missing[@]}"
}

build_packages() {
  echo g++ cmake ninja-build pkg-config ca-certificates \
    libcurl4-openssl-dev libssl-dev libsodium-dev libpq-dev nlohmann-json3-dev libsimdjson-dev libcli11-dev \
    libtomlplusplus-dev libyaml-cpp-dev libre2-dev libicu-dev libzstd-dev zlib1g-dev libminizip-dev libspdlog-dev libfmt-dev \
    libcpp-httplib-dev libqrcodegencpp-dev libhyperscan-dev liblinear-dev libphonenumber-dev libpugixml-dev \
    libopencore-amrnb-dev libopencore-amrwb-dev prometheus-cpp-dev librabbitmq-dev libxlsxwriter-dev postgresql
}

# The second verifier of tests/verifier is written in Python; leads come from a real RabbitMQ, text messages go through a
# real Kannel.
test_packages() {
  echo catch2 curl kannel kannel-extras openssl python3 python3-zstandard python3-cryptography rabbitmq-server
}

# Measured beside us by custos bench search.
bench_packages() { echo groonga-bin; }

# Vite accepts 20.19 and later of 20, and 22.12 and later.
node_fits() {
  [[ $("$1" -p 'const [a, b] = process.versions.node.split(".").map(Number);
    (a == 20 && b >= 19) || (a == 22 && b >= 12) || a > 22' 2>/dev/null) == true ]]
}

fetch_node() {
  local dir=$1
  mkdir -p "$dir" && cp "$ROOT"/scripts/node/{package.json,package-lock.json,.npmrc} "$dir/" &&
    npm --prefix "$dir" ci --ignore-scripts --no-audit --no-fund &&
    mkdir -p "$dir/bin" && ln -sf "$dir"/node_modules/node-linux-*/bin/node "$dir/bin/node" &&
    ln -sf "$dir/node_modules/npm/bin/npm-cli.js" "$dir/bin/npm"
}

# need_node: puts a fitting node and npm first in PATH. Debian 12's own is too old for Vite, so one comes from the npm
# registry, pinned by the hashes in scripts/node/package-lock.json.
need_node() {
  local own=$ROOT/.cache/node/bin
  # Behind an intercepting proxy the machine's certificates are the right ones; Node brings its own unless told.
  if [[ -z ${NODE_EXTRA_CA_CERTS:-} && -f /etc/ssl/certs/ca-certificates.crt ]]; then
    export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
  fi
  if command -v node >/dev/null && command -v npm >/dev/null && node_fits node; then return 0; fi
  if ! { [[ -x $own/node ]] && node_fits "$own/node"; }; then
    command -v npm >/dev/null || need_packages npm
    run_logged "Node for the user interface" "$LOGS/node.log" fetch_node "$ROOT/.cache/node"
  fi
  export PATH=$own:$PATH
  node_fits node || die "no fitting Node: found $(node -v 2>&1), see $LOGS/node.log"
}
