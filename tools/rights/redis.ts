// node tools/with.mjs tools/rights/redis.ts: the users of a Redis that others use too, as lines of its file of users
// (`aclfile`), one for each app that keeps something there. REDIS_KEY_PREFIX is that of the installation;
// REDIS_<APP>_PASSWORD the password of each user.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { redisKeys as keys } from './table.ts';

type App = keyof typeof keys;
export const redisApps = Object.keys(keys) as App[];

/** Reading and writing by commands and scripts; nothing that lists all keys at once, empties, or changes the server. */
const commands = '-@all +@read +@write +@scripting +@transaction +@connection -@admin -@dangerous +info';

/** What one app may do, as Redis is told it; of a password only its hash. */
export function redisUser(app: App, prefix: string, password: string): string[] {
  const hash = createHash('sha256').update(password).digest('hex');
  return ['reset', 'on', `#${hash}`, ...redisRules(app, prefix)];
}

/** The same without who it is. */
export function redisRules(app: App, prefix: string): string[] {
  // What the pattern of a key takes for something else is meant as it stands.
  const literal = prefix.replace(/[\\*?[\]^]/g, '\\$&');
  return [...keys[app].map((key) => `~${literal}${key}`), ...commands.split(' ')];
}

function print(env: NodeJS.ProcessEnv): void {
  const prefix = env['REDIS_KEY_PREFIX'] || 'sosik:';
  const missing = redisApps.filter((app) => !env[passwordOf(app)]);
  if (missing.length > 0) {
    process.stderr.write(`These passwords are needed: ${missing.map(passwordOf).join(', ')}\n`);
    process.exitCode = 1;
    return;
  }
  for (const app of redisApps)
    process.stdout.write(`user ${app} ${redisUser(app, prefix, env[passwordOf(app)] ?? '').join(' ')}\n`);
}

function passwordOf(app: App): string {
  return `REDIS_${app.toUpperCase()}_PASSWORD`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(process.env);
