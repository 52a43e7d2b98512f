// node tools/with.mjs tools/rights/files.ts: writes the files in deploy/rights that make the users of each engine, from
// the table of rights. `-- passwords` prints a password for each of them instead, as lines of an env file.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LogRule } from '#libs/kafka';
import { logUsers, rulesOf } from './kafka.ts';
import { redisApps, redisRules } from './redis.ts';
import { collections, indexRights, MIGRATION } from './table.ts';

const FOLDER = new URL('../../deploy/rights/', import.meta.url);
const MADE = 'Made by tools/rights/files.ts from tools/rights/table.ts; a test compares.';

/** Name of the setting that has the password of a user. */
function passwordOf(engine: string, user: string): string {
  return `${engine}_${user}_PASSWORD`.toUpperCase();
}

const rootPasswords = ['MONGODB_ROOT_PASSWORD', 'ELASTICSEARCH_ROOT_PASSWORD', 'REDIS_ROOT_PASSWORD'];
const mongoUsers = [...Object.keys(collections), MIGRATION];
/** Search alone has an index; its migration makes it. */
const elasticUsers = ['search'];

export const passwords = [
  ...logUsers.map((user) => passwordOf('kafka', user)),
  ...mongoUsers.map((user) => passwordOf('mongodb', user)),
  ...elasticUsers.map((user) => passwordOf('elasticsearch', user)),
  ...redisApps.map((user) => passwordOf('redis', user)),
  ...rootPasswords,
];

/** Every file of the folder, by its name. */
export function rightsFiles(): Record<string, string> {
  return {
    'kafka.sh': kafkaFile(),
    'mongodb.js': mongoFile(),
    'elasticsearch.sh': elasticFile(),
    'redis.sh': redisFile(),
  };
}

function kafkaFile(): string {
  const users = logUsers.flatMap((user) => [
    '',
    `user ${user} "$${passwordOf('kafka', user)}"`,
    ...commandsOf(user, rulesOf(user)),
  ]);
  return `#!/bin/sh
# ${MADE}
# Makes a SCRAM user for each app, and what it may do, at a broker with an authorizer. Safe to run again. Asked as who
# may do all: BOOTSTRAP (localhost:9094), CLIENT_CONFIG (a file) if it asks for a name. KAFKA_TOPIC_PREFIX as in the apps.
set -eu
P="\${KAFKA_TOPIC_PREFIX:-}"
AT="--bootstrap-server \${BOOTSTRAP:-localhost:9094} \${CLIENT_CONFIG:+--command-config $CLIENT_CONFIG}"
BIN="\${KAFKA_BIN:-/opt/kafka/bin}"
user() {
  "$BIN/kafka-configs.sh" $AT --alter --entity-type users --entity-name "$1" \\
    --add-config "SCRAM-SHA-512=[password=$2]" >/dev/null
}
may() {
  who="$1"; shift
  "$BIN/kafka-acls.sh" $AT --add --force --allow-principal "User:$who" "$@" >/dev/null
}
${users.join('\n')}
`;
}

/** One command for all resources with which the same is done in the same way: each starts a Java program. */
function commandsOf(user: string, rules: readonly LogRule[]): string[] {
  const alike = Map.groupBy(rules, ({ pattern, operations }) => `${pattern} ${operations.join()}`);
  return [...alike.values()].map((all) => {
    const [{ pattern, operations }] = all as [LogRule];
    const how = [`--resource-pattern-type ${pattern}`, ...operations.map((each) => `--operation ${each}`)];
    return [
      `may ${user} ${how.join(' ')}`,
      ...all.map(({ resource, name }) => `  --${resource} "$\{P}${name}"`),
    ].join(' \\\n');
  });
}

function mongoFile(): string {
  const roles = Object.entries(collections).map(
    ([app, names]) => `  ${app}: may(['find', 'insert', 'update', 'remove'], ${quoted(names)}),`,
  );
  return `// ${MADE}
// mongosh --file: a user for each app with its own collections, and one that makes indexes. Safe to run again. Asked as
// who may make users; MONGODB_DATABASE (sosik) is the database of the apps, in which the users are.
const sosik = db.getSiblingDB(process.env.MONGODB_DATABASE || 'sosik');
const may = (actions, names) =>
  names.map((collection) => ({ resource: { db: sosik.getName(), collection }, actions }));
const users = {
${roles.join('\n')}
  // All collections of this database, and of no other.
  ${MIGRATION}: may(
    ['find', 'insert', 'update', 'remove', 'listCollections', 'createCollection', 'listIndexes', 'createIndex', 'dropIndex', 'collMod'],
    [''],
  ),
};
for (const [user, privileges] of Object.entries(users)) {
  const pwd = process.env[\`MONGODB_\${user.toUpperCase()}_PASSWORD\`];
  if (!pwd) throw new Error(\`there is no password for \${user}\`);
  const role = { privileges, roles: [] };
  if (sosik.getRole(user)) sosik.updateRole(user, role);
  else sosik.createRole({ role: user, ...role });
  if (sosik.getUser(user)) sosik.updateUser(user, { pwd, roles: [user] });
  else sosik.createUser({ user, pwd, roles: [user] });
}
`;
}

function quoted(names: readonly string[]): string {
  return `[\n${names.map((each) => `    '${each}',\n`).join('')}  ]`;
}

function elasticFile(): string {
  const { cluster, indices } = indexRights;
  const role = JSON.stringify({
    cluster,
    indices: [{ names: ['$INDEX-articles-*'], privileges: indices }],
  }).replaceAll('"', '\\"');
  return `#!/bin/sh
# ${MADE}
# Makes the user of search, who has the indexes of its prefix and no others. Safe to run again. Asked as who may do all:
# ELASTICSEARCH_URL, ELASTICSEARCH_ROOT_PASSWORD. For a key instead (ELASTICSEARCH_API_KEY) send the same role to
# POST /_security/api_key as {"name": "search", "role_descriptors": {"search": ROLE}} and take \`encoded\`.
set -eu
INDEX="\${SEARCH_INDEX_PREFIX:-sosik}"
say() {
  curl --silent --show-error --fail-with-body --user "elastic:$ELASTICSEARCH_ROOT_PASSWORD" \\
    --request PUT --header 'content-type: application/json' "\${ELASTICSEARCH_URL:-http://localhost:9200}$1" --data "$2"
}
say /_security/role/sosik_search "${role}"
say /_security/user/search "{\\"password\\":\\"$ELASTICSEARCH_SEARCH_PASSWORD\\",\\"roles\\":[\\"sosik_search\\"]}"
`;
}

function redisFile(): string {
  const users = redisApps.map((app) => {
    // In a shell's text: the prefix is the installation's.
    const rules = redisRules(app, '').map((rule) => rule.replace(/^~/, `~$\{P}`));
    return `user ${app} reset on >$\{${passwordOf('redis', app)}:?} ${rules.join(' ')}`;
  });
  return `#!/bin/sh
# ${MADE}
# Prints the users of Redis, as the file that \`aclfile\` names. Who gives no name may ask whether it is there, and
# nothing else. REDIS_KEY_PREFIX as in the apps.
set -eu
P="\${REDIS_KEY_PREFIX:-sosik:}"
cat <<USERS
user default reset on nopass +ping
user root reset on >$\{REDIS_ROOT_PASSWORD:?} ~* &* +@all
${users.join('\n')}
USERS
`;
}

function write(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(rightsFiles())) {
    writeFileSync(new URL(name, FOLDER), text);
    process.stdout.write(`deploy/rights/${name}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('passwords'))
    for (const name of passwords) process.stdout.write(`${name}=${randomBytes(24).toString('hex')}\n`);
  else write();
}
