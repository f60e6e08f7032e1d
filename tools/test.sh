#!/usr/bin/env bash
# The tests: the page's in Node, then Python's in three streams side by side, which together keep two cores busy: what
# computes and archives, pages in a browser, and the rest, which mostly waits for sound and for servers. What failed there is run
# once more alone, which tells a fault from a machine that was too busy. Those marked calm, which measure delays or disturb
# others, come last, with nothing beside them. Arguments leave out the page's and go to pytest, in one run. ./run test calls
# it, from the root of the repository.
set -euo pipefail

if [ $# -gt 0 ]; then exec .venv/bin/python -m pytest "$@"; fi

computing=(tests/architecture tests/unit tests/property tests/contract tests/integration/test_archive_*.py)
pages=(tests/e2e/page tests/e2e/hosts)
elsewhere=("${computing[@]}" "${pages[@]}")
told=$(mktemp -d)      # what each stream beside this one said
failed=$told/failed    # a line for each part that did
streams=()

run() { # the name of a part, then its arguments for pytest; it is forgiven nothing but tests that fail
  local name=$1 status=0
  shift
  ${gently:-} .venv/bin/python -m pytest -o cache_dir="$told/cache-$name" "$@" || status=$?
  if [ "$status" = 1 ]; then printf '%s\0' "$name" "$@" >"$told/again-$name"; fi
  if [ "$status" -gt 1 ]; then echo "$name" >>"$failed"; fi
}

again() { # what failed beside others is judged by how it does alone
  local part words
  for part in "$told"/again-*; do
    [ -e "$part" ] || continue
    mapfile -d '' -t words <"$part"
    echo "Relancés seuls, pour savoir si la machine était seulement trop occupée (« ${words[0]} ») :" >&2
    .venv/bin/python -m pytest -o cache_dir="$told/cache-${words[0]}" --last-failed --last-failed-no-failures none -v \
      "${words[@]:1}" || echo "${words[0]}" >>"$failed"
  done
}

beside() { # the same, meanwhile, in a process group of its own, which can be interrupted whole
  set -m
  run "$@" >"$told/${#streams[@]}" 2>&1 &
  set +m
  streams+=($!)
}

end() { # whatever still runs is told so, and has time to put away its servers and browsers
  local stream
  for stream in "${streams[@]}"; do kill -INT -- "-$stream" 2>/dev/null || true; done
  wait
  rm -rf "$told"
}
trap end EXIT
trap 'exit 130' INT
touch "$failed"

if command -v node >/dev/null; then
  # Names are given one by one: what a folder means to node --test differs between its versions.
  find tests/web -name '*.test.js' -print0 | xargs -0 -r node --test --test-reporter=spec || echo "page" >>"$failed"
  node=there
else
  node=missing
fi

# Sound and pages go by the clock; what computes does not, and waits for them.
gently="nice -n 5" beside "calculs" -m "not calm" "${computing[@]}"
beside "pages dans un navigateur" -m "not calm" "${pages[@]}"
run "serveurs et son" -m "not calm" "${elsewhere[@]/#/--ignore=}"
for stream in "${streams[@]}"; do wait "$stream" || echo "interrompus" >>"$failed"; done
streams=()
cat "$told"/[0-9]
mapfile -t calm < <(grep -rlE --include='test_*.py' 'mark\.calm\b' tests | sort)
again
.venv/bin/python -m pytest -m calm "${calm[@]}" || echo "délais mesurés au calme" >>"$failed"

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
