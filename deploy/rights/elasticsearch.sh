#!/bin/sh
# Made by tools/rights/files.ts from tools/rights/table.ts; a test compares.
# Makes the user of search, who has the indexes of its prefix and no others. Safe to run again. Asked as who may do all:
# ELASTICSEARCH_URL, ELASTICSEARCH_ROOT_PASSWORD. For a key instead (ELASTICSEARCH_API_KEY) send the same role to
# POST /_security/api_key as {"name": "search", "role_descriptors": {"search": ROLE}} and take `encoded`.
set -eu
INDEX="${SEARCH_INDEX_PREFIX:-sosik}"
say() {
  curl --silent --show-error --fail-with-body --user "elastic:$ELASTICSEARCH_ROOT_PASSWORD" \
    --request PUT --header 'content-type: application/json' "${ELASTICSEARCH_URL:-http://localhost:9200}$1" --data "$2"
}
say /_security/role/sosik_search "{\"cluster\":[\"monitor\"],\"indices\":[{\"names\":[\"$INDEX-articles-*\"],\"privileges\":[\"read\",\"write\",\"manage\"]}]}"
say /_security/user/search "{\"password\":\"$ELASTICSEARCH_SEARCH_PASSWORD\",\"roles\":[\"sosik_search\"]}"
