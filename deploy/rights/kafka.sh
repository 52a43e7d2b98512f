#!/bin/sh
# Made by tools/rights/files.ts from tools/rights/table.ts; a test compares.
# Makes a SCRAM user for each app, and what it may do, at a broker with an authorizer. Safe to run again. Asked as who
# may do all: BOOTSTRAP (localhost:9094), CLIENT_CONFIG (a file) if it asks for a name. KAFKA_TOPIC_PREFIX as in the apps.
set -eu
P="${KAFKA_TOPIC_PREFIX:-}"
AT="--bootstrap-server ${BOOTSTRAP:-localhost:9094} ${CLIENT_CONFIG:+--command-config $CLIENT_CONFIG}"
BIN="${KAFKA_BIN:-/opt/kafka/bin}"
user() {
  "$BIN/kafka-configs.sh" $AT --alter --entity-type users --entity-name "$1" \
    --add-config "SCRAM-SHA-512=[password=$2]" >/dev/null
}
may() {
  who="$1"; shift
  "$BIN/kafka-acls.sh" $AT --add --force --allow-principal "User:$who" "$@" >/dev/null
}

user ingest "$KAFKA_INGEST_PASSWORD"
may ingest --resource-pattern-type literal --operation Describe \
  --group "${P}content" \
  --group "${P}popularity" \
  --group "${P}search" \
  --group "${P}syndication" \
  --topic "${P}content.changes.v1" \
  --topic "${P}gateway.views.v1"
may ingest --resource-pattern-type prefixed --operation Delete --operation Read \
  --group "${P}desk.decisions.v1.ingest." \
  --group "${P}ingest.keys.v1.ingest." \
  --group "${P}syndication.subscriptions.v1.ingest."
may ingest --resource-pattern-type prefixed --operation Describe \
  --group "${P}gateway."
may ingest --resource-pattern-type literal --operation Describe --operation Read --operation Write \
  --topic "${P}desk.decisions.v1" \
  --topic "${P}ingest.keys.v1" \
  --topic "${P}syndication.subscriptions.v1"
may ingest --resource-pattern-type literal --operation Describe --operation Write \
  --topic "${P}ingest.events.v1"

user content "$KAFKA_CONTENT_PASSWORD"
may content --resource-pattern-type literal --operation Read \
  --group "${P}content"
may content --resource-pattern-type prefixed --operation Delete --operation Read \
  --group "${P}scan.content."
may content --resource-pattern-type literal --operation Describe --operation Write \
  --topic "${P}content.changes.v1" \
  --topic "${P}ingest.events.v1.content.dead"
may content --resource-pattern-type literal --operation Describe --operation Read --operation Write \
  --topic "${P}desk.pauses.v1" \
  --topic "${P}ingest.events.v1"

user search "$KAFKA_SEARCH_PASSWORD"
may search --resource-pattern-type literal --operation Read \
  --group "${P}search"
may search --resource-pattern-type prefixed --operation Delete --operation Read \
  --group "${P}scan.search."
may search --resource-pattern-type literal --operation Describe --operation Read \
  --topic "${P}content.changes.v1"
may search --resource-pattern-type literal --operation Describe --operation Write \
  --topic "${P}content.changes.v1.search.dead"
may search --resource-pattern-type literal --operation Describe --operation Read --operation Write \
  --topic "${P}desk.pauses.v1"

user popularity "$KAFKA_POPULARITY_PASSWORD"
may popularity --resource-pattern-type literal --operation Read \
  --group "${P}popularity"
may popularity --resource-pattern-type prefixed --operation Delete --operation Read \
  --group "${P}desk.decisions.v1.popularity." \
  --group "${P}scan.popularity."
may popularity --resource-pattern-type literal --operation Describe --operation Read \
  --topic "${P}content.changes.v1" \
  --topic "${P}desk.decisions.v1" \
  --topic "${P}gateway.views.v1"
may popularity --resource-pattern-type literal --operation Describe --operation Write \
  --topic "${P}content.changes.v1.popularity.dead" \
  --topic "${P}gateway.views.v1.popularity.dead"
may popularity --resource-pattern-type literal --operation Describe --operation Read --operation Write \
  --topic "${P}desk.pauses.v1"

user gateway "$KAFKA_GATEWAY_PASSWORD"
may gateway --resource-pattern-type prefixed --operation Read \
  --group "${P}gateway."
may gateway --resource-pattern-type prefixed --operation Delete --operation Read \
  --group "${P}scan.gateway."
may gateway --resource-pattern-type literal --operation Describe --operation Read \
  --topic "${P}content.changes.v1"
may gateway --resource-pattern-type literal --operation Describe --operation Write \
  --topic "${P}content.changes.v1.gateway.dead" \
  --topic "${P}gateway.views.v1"
may gateway --resource-pattern-type literal --operation Describe --operation Read --operation Write \
  --topic "${P}desk.pauses.v1"

user syndication "$KAFKA_SYNDICATION_PASSWORD"
may syndication --resource-pattern-type literal --operation Describe \
  --group "${P}content" \
  --group "${P}popularity" \
  --group "${P}search" \
  --topic "${P}gateway.views.v1" \
  --topic "${P}ingest.events.v1"
may syndication --resource-pattern-type literal --operation Describe --operation Read \
  --group "${P}syndication" \
  --topic "${P}content.changes.v1"
may syndication --resource-pattern-type prefixed --operation Describe \
  --group "${P}gateway."
may syndication --resource-pattern-type prefixed --operation Delete --operation Read \
  --group "${P}scan.syndication." \
  --group "${P}syndication.subscriptions.v1.syndication."
may syndication --resource-pattern-type literal --operation Describe --operation Write \
  --topic "${P}content.changes.v1.syndication.dead"
may syndication --resource-pattern-type literal --operation Describe --operation Read --operation Write \
  --topic "${P}desk.pauses.v1" \
  --topic "${P}syndication.subscriptions.v1"

user ops "$KAFKA_OPS_PASSWORD"
may ops --resource-pattern-type literal --operation Describe \
  --group "${P}content" \
  --group "${P}popularity" \
  --group "${P}search" \
  --group "${P}syndication" \
  --topic "${P}content.changes.v1" \
  --topic "${P}gateway.views.v1"
may ops --resource-pattern-type prefixed --operation Delete --operation Read \
  --group "${P}desk.audit.v1.ops." \
  --group "${P}scan.ops."
may ops --resource-pattern-type prefixed --operation Describe \
  --group "${P}gateway."
may ops --resource-pattern-type literal --operation Describe --operation Read \
  --topic "${P}content.changes.v1.gateway.dead" \
  --topic "${P}content.changes.v1.popularity.dead" \
  --topic "${P}content.changes.v1.search.dead" \
  --topic "${P}content.changes.v1.syndication.dead" \
  --topic "${P}gateway.views.v1.popularity.dead" \
  --topic "${P}ingest.events.v1.content.dead"
may ops --resource-pattern-type literal --operation Describe --operation Read --operation Write \
  --topic "${P}desk.audit.v1" \
  --topic "${P}desk.decisions.v1"
may ops --resource-pattern-type literal --operation Describe --operation DescribeConfigs --operation Read --operation Write \
  --topic "${P}ingest.events.v1"

user sosik "$KAFKA_SOSIK_PASSWORD"
may sosik --resource-pattern-type literal --operation Describe \
  --group "${P}content" \
  --group "${P}popularity" \
  --group "${P}search" \
  --group "${P}syndication"
may sosik --resource-pattern-type prefixed --operation Describe \
  --group "${P}gateway."
may sosik --resource-pattern-type prefixed --operation Delete --operation Read \
  --group "${P}scan.sosik."
may sosik --resource-pattern-type literal --operation Describe --operation Read \
  --topic "${P}content.changes.v1" \
  --topic "${P}content.changes.v1.gateway.dead" \
  --topic "${P}content.changes.v1.popularity.dead" \
  --topic "${P}content.changes.v1.search.dead" \
  --topic "${P}content.changes.v1.syndication.dead" \
  --topic "${P}gateway.views.v1" \
  --topic "${P}gateway.views.v1.popularity.dead" \
  --topic "${P}ingest.events.v1.content.dead"
may sosik --resource-pattern-type literal --operation Describe --operation Read --operation Write \
  --topic "${P}desk.decisions.v1" \
  --topic "${P}ingest.events.v1"

user migration "$KAFKA_MIGRATION_PASSWORD"
may migration --resource-pattern-type literal --operation Describe \
  --group "${P}search"
may migration --resource-pattern-type literal --operation Create --operation Describe \
  --topic "${P}content.changes.v1" \
  --topic "${P}content.changes.v1.gateway.dead" \
  --topic "${P}content.changes.v1.popularity.dead" \
  --topic "${P}content.changes.v1.search.dead" \
  --topic "${P}content.changes.v1.syndication.dead" \
  --topic "${P}desk.audit.v1" \
  --topic "${P}desk.decisions.v1" \
  --topic "${P}desk.pauses.v1" \
  --topic "${P}gateway.views.v1" \
  --topic "${P}gateway.views.v1.popularity.dead" \
  --topic "${P}ingest.events.v1" \
  --topic "${P}ingest.events.v1.content.dead" \
  --topic "${P}ingest.keys.v1" \
  --topic "${P}syndication.subscriptions.v1"
