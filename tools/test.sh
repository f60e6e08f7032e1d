#!/usr/bin/env bash
# The tests: the page's in Node, then Python's in two streams side by side, one for each of two cores: those that
# compute or look at pages, and those that mostly wait for sound. Those marked calm, which measure delays, come last,
# with nothing beside them. Arguments leave out the page's and go to pytest, in one run.
# ./run test calls it, from the root of the repository.
set -euo pipefail

if [ $# -gt 0 ]; then exec .venv/bin/python -m pytest "$@"; fi

computing=(tests/architecture tests/unit tests/property)
pages=(tests/e2e/page tests/e2e/hosts)
beside=("${computing[@]}" "${pages[@]}")
failed=$(mktemp) # a line for each part that did
said=$(mktemp)   # by those beside

run() { # the name of a part, then its arguments for pytest
  local name=$1
  shift
  .venv/bin/python -m pytest "$@" || echo "$name" >>"$failed"
}

if command -v node >/dev/null; then
  # Names are given one by one: what a folder means to node --test differs between its versions.
  find tests/web -name '*.test.js' -print0 | xargs -0 -r node --test --test-reporter=spec || echo "page" >>"$failed"
  node=there
else
  node=missing
fi

set -m # in a process group of its own, which can be interrupted whole
(
  trap 'exit 130' INT
  run "calculs" -m "not calm" "${computing[@]}"
  run "pages dans un navigateur" -m "not calm" "${pages[@]}"
) >"$said" 2>&1 &
beside_pid=$!
set +m
trap 'exit 130' INT
trap 'kill -INT -- "-$beside_pid" 2>/dev/null || true; rm -f "$said" "$failed"' EXIT

run "serveur, son et archives" -m "not calm" "${beside[@]/#/--ignore=}"
wait "$beside_pid"
cat "$said"
grep -rlZE --include='test_*.py' 'mark\.calm\b' tests | sort -z | xargs -0 .venv/bin/python -m pytest -m calm ||
  echo "délais mesurés au calme" >>"$failed"

status=0
# Said again below the long output of the rest.
while read -r name; do
  echo "Des tests ont échoué (« $name ») : voyez plus haut." >&2
  status=1
done <"$failed"
if [ "$node" = missing ]; then
  echo "Les tests de la page n'ont pas été lancés : il manque Node. Sous Debian ou Ubuntu : sudo apt install nodejs" >&2
  if [ "${CI:-}" = true ]; then status=1; fi
fi
exit "$status"
