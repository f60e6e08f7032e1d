#!/usr/bin/env bash
# The tests: the page's in Node, then Python's; those that compute run beside those that mostly wait for sound and for
# browsers. Arguments leave out the page's and go to pytest, in one run.
# ./run test calls it, from the root of the repository.
set -euo pipefail

if [ $# -gt 0 ]; then exec .venv/bin/python -m pytest "$@"; fi

page=passed
if command -v node >/dev/null; then
  # Names are given one by one: what a folder means to node --test differs between its versions.
  find tests/web -name '*.test.js' -print0 | xargs -0 -r node --test --test-reporter=spec || page=failed
else
  page=skipped
fi

computing=(tests/architecture tests/unit tests/property)
said=$(mktemp)
.venv/bin/python -m pytest "${computing[@]}" >"$said" 2>&1 &
beside=$!
trap 'kill "$beside" 2>/dev/null || true; rm -f "$said"' EXIT

status=0
.venv/bin/python -m pytest "${computing[@]/#/--ignore=}" || status=$?
wait "$beside" || status=$?
cat "$said"

# Said again below the long output of the rest.
if [ "$page" = failed ]; then
  echo "Les tests de la page ont échoué : voyez plus haut." >&2
  status=1
elif [ "$page" = skipped ]; then
  echo "Les tests de la page n'ont pas été lancés : il manque Node. Sous Debian ou Ubuntu : sudo apt install nodejs" >&2
  if [ "${CI:-}" = true ]; then status=1; fi
fi
exit "$status"
