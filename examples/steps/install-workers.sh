#!/bin/sh
# Makes a release of the workers the current one; "previous" goes back to the one before.
set -eu
cd /srv/shop-worker
case $1 in
  previous) target=$(readlink previous) ;;
  *) target=releases/$1 && ln -sfn "$(readlink current)" previous ;;
esac
test -d "$target"
ln -sfn "$target" current
