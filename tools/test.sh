#!/usr/bin/env bash
# The tests: the page's in Node, then Python's. Arguments leave out the first and narrow the second.
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

status=0
.venv/bin/python -m pytest || status=$?

# Said again below the long output of the rest.
if [ "$page" = failed ]; then
  echo "Les tests de la page ont échoué : voyez plus haut." >&2
  status=1
elif [ "$page" = skipped ]; then
  echo "Les tests de la page n'ont pas été lancés : il manque Node. Sous Debian ou Ubuntu : sudo apt install nodejs" >&2
  if [ "${CI:-}" = true ]; then status=1; fi
fi
exit "$status"
