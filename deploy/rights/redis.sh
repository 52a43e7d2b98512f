#!/bin/sh
# Made by tools/rights/files.ts from tools/rights/table.ts; a test compares.
# Prints the users of Redis, as the file that `aclfile` names. Who gives no name may ask whether it is there, and
# nothing else. REDIS_KEY_PREFIX as in the apps.
set -eu
P="${REDIS_KEY_PREFIX:-sosik:}"
cat <<USERS
user default reset on nopass +ping
user root reset on >${REDIS_ROOT_PASSWORD:?} ~* &* +@all
user ingest reset on >${REDIS_INGEST_PASSWORD:?} ~${P}ingest:* ~${P}sources:* -@all +@read +@write +@scripting +@transaction +@connection -@admin -@dangerous +info
user popularity reset on >${REDIS_POPULARITY_PASSWORD:?} ~${P}{* ~${P}articles ~${P}positions ~${P}salt:* ~${P}before:* ~${P}past:* -@all +@read +@write +@scripting +@transaction +@connection -@admin -@dangerous +info
USERS
