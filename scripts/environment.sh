# Sourced by the other scripts: where things are, and how they speak.
# shellcheck shell=bash

# A runner of jobs may say neither who it is nor whose the checkout is.
export HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${LINKEDIN_AUTO_TOOLS:-${XDG_DATA_HOME:-$HOME/.local/share}/linkedin-auto-dev}
if [ -z "${GIT_CONFIG_COUNT:-}" ]; then
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0=$repository
fi
python_wanted='>=3.14.2,<3.15'
export PATH="$tools/uv/bin:$PATH"
export UV_PROJECT_ENVIRONMENT=.venv
export PYTHONDONTWRITEBYTECODE=

say() { printf '%s\n' "$*" >&2; }

die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# as_root COMMAND...: runs it as root, directly or through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    die "installing system packages needs root; run this as root, or install sudo, or run by hand: $*"
  fi
}

apt_updated=
# install_packages NAME...: installs Debian packages, refreshing the lists once.
install_packages() {
  command -v apt-get >/dev/null 2>&1 ||
    die "please install these by hand (there is no apt-get here): $*"
  if [ -z "$apt_updated" ]; then
    as_root apt-get update -qq >&2 || say "The package lists could not be refreshed; trying with the ones at hand."
    apt_updated=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# find_python: prints the path of a fitting Python, or nothing.
find_python() {
  local candidate
  for candidate in "$tools"/debian-python/usr/bin/python3.14 python3.14; do
    candidate=$(command -v "$candidate" 2>/dev/null) || continue
    if "$candidate" -c 'import sys; raise SystemExit(not (3, 14, 2) <= sys.version_info[:3] < (3, 15))' 2>/dev/null; then
      printf '%s\n' "$candidate"
      return
    fi
  done
  uv python find --system --no-python-downloads "$python_wanted" 2>/dev/null || true
}

# find_browser: prints the path of a Chromium, or nothing.
find_browser() {
  local name
  for name in "${LINKEDIN_AUTO_BROWSER:-}" chromium-headless-shell chrome-headless-shell \
    chromium google-chrome google-chrome-stable; do
    if [ -n "$name" ] && command -v "$name" 2>/dev/null; then
      return
    fi
  done
  find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -type f \
    \( -name chrome-headless-shell -o -name headless_shell \) -print -quit 2>/dev/null || true
}

# engine COMMAND...: runs a command in the engine's environment.
engine() { uv run --quiet --frozen --project "$repository/addon" "$@"; }
