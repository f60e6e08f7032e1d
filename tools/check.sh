#!/usr/bin/env bash
# Style, types, import contracts and the rules about the tree. ./run check calls it, from the repository's root.
set -euo pipefail
export PATH=$PWD/.venv/bin:$PATH
status=0

step() { # a title, then a command; its output is shown only when it fails
  local title=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf 'ok      %s\n' "$title"
  else
    printf '%s\nFAILED  %s  (%s)\n' "$output" "$title" "$*"
    status=1
  fi
}

types_of_the_page() {
  # package.json pins the compiler exactly; node_modules is made anew only when it has changed.
  local made_from=node_modules/.voixla-made-from
  if ! cmp -s package.json "$made_from"; then
    npm install --silent --no-package-lock --ignore-scripts && cp package.json "$made_from" || return
  fi
  npm run --silent types
}

step "style" ruff check .
step "format" ruff format --check .
step "types" mypy
step "imports" lint-imports --no-cache
step "tree" python -m pytest -q tests/architecture
if command -v npm >/dev/null; then
  step "types of the page" types_of_the_page
elif [ "${CI:-}" = true ]; then
  step "types of the page" false
else
  echo "skipped types of the page: npm is missing (Debian: sudo apt install nodejs npm)"
fi
exit "$status"
