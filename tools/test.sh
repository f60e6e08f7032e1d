#!/usr/bin/env bash
# The tests: Python's, then the page's in Node. Arguments narrow the first and leave out the second.
# ./run test calls it, from the root of the repository.
set -euo pipefail

status=0
.venv/bin/python -m pytest "$@" || status=$?
if [ $# -gt 0 ]; then exit "$status"; fi

if command -v node >/dev/null; then
  # Names are given one by one: what a folder means to node --test differs between its versions.
  find tests/web -name '*.test.js' -print0 | xargs -0 -r node --test || status=1
else
  echo "Node n'est pas installé : les tests de la page n'ont pas été lancés." >&2
  echo "Sous Debian ou Ubuntu : sudo apt install nodejs" >&2
  if [ "${CI:-}" = true ]; then status=1; fi
fi
exit "$status"
