// Who may what in the engines (tools/rights/table.ts) is what the sources of each app do there, and no more.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readers, topics } from '#libs/contracts';
import { appNames } from '../../tools/local/ports.ts';
import { passwords, rightsFiles } from '../../tools/rights/files.ts';
import { logUsers, rulesOf } from '../../tools/rights/kafka.ts';
import { collections, type LogRights, logRights } from '../../tools/rights/table.ts';

const root = new URL('../..', import.meta.url).pathname;
/** One folder's sources as one text, without comments and tests. */
function sourceOf(folder: string): string {
  const files = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }).filter(
    (each) => !/\.test\.tsx?$/.test(each),
  );
  return files
    .sort()
    .map((each) => readFileSync(root + each, 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, ''))
    .join('\n');
}

function found(source: string, pattern: RegExp): string[] {
  return [...new Set([...source.matchAll(pattern)].map(([, name = '']) => name))].sort();
}

/** Names that an app takes from the room of the log. */
function takenFrom(source: string): Set<string> {
  const imports = [...source.matchAll(/import \{([^}]*)\} from '#libs\/kafka'/g)];
  return new Set(imports.flatMap(([, names = '']) => names.split(',').map((each) => each.trim())));
}

describe.each(appNames)('what %s does in the log', (app) => {
  const source = sourceOf(`apps/${app}/src`);
  const rights: LogRights = logRights[app];
  const sorted = (names: readonly string[]) => [...names].sort();

  test('is what it may', () => {
    const taken = takenFrom(source);
    expect({
      consumes: found(source, /@EventPattern<[^>]*>\(topics\.(\w+)\.name/g),
      follows: found(source, /new TopicFollower\([^;]*?topics\.(\w+),/g),
      writes: found(source, /\.send(?:Within)?\((?:[\w.]+,)?\s*topics\.(\w+)\.name/g),
      asks: found(source, /\.keeps\(topics\.(\w+)\.name/g),
      watches: taken.has('Applied'),
      letters: taken.has('DeadLetters'),
      pauses: taken.has('ConsumerController'),
      scans: taken.has('LogScan'),
    }).toEqual({
      consumes: sorted(rights.consumes),
      follows: sorted(rights.follows),
      writes: sorted(rights.writes),
      asks: sorted(rights.asks),
      watches: rights.watches,
      letters: rights.letters,
      pauses: rights.pauses,
      scans: rights.scans.length > 0 || rights.letters,
    });
  });

  test('is told of every topic that it names, and of no other', () => {
    const { consumes, follows, scans, writes, asks, watches } = rights;
    const known = [...consumes, ...follows, ...scans, ...writes, ...asks];
    const named = found(source, /\btopics\.(\w+)\b/g).filter((name) => name in topics);
    // Whoever looks how far others have come names them nowhere: `Applied` does.
    expect(sorted([...new Set([...named, ...(watches ? ['changes', 'intake', 'views'] : [])])])).toEqual(
      sorted([...new Set([...known, ...(watches ? ['changes', 'intake', 'views'] : [])])]),
    );
  });

  test('has a group where the contracts name one', () => {
    const groups = readers.filter(({ group }) => group === app).map(({ topic }) => topic);
    expect(sorted(rights.consumes.map((each) => topics[each].name))).toEqual(sorted(groups));
    if (rights.memberEach) expect(source).toContain(`\`${app}.\${`);
  });
});

describe('rules of the log', () => {
  const topicsOf = (user: (typeof logUsers)[number], operation: string) =>
    rulesOf(user)
      .filter(
        ({ resource, operations }) => resource === 'topic' && operations.some((each) => each === operation),
      )
      .map(({ name }) => name);

  test('let nobody but content write what is public, and nobody but the desk its audit log', () => {
    const writers = (topic: string) => logUsers.filter((user) => topicsOf(user, 'Write').includes(topic));
    expect(writers(topics.changes.name)).toEqual(['content']);
    expect(writers(topics.audit.name)).toEqual(['ops']);
    expect(writers(topics.views.name)).toEqual(['gateway']);
    expect(writers(topics.keys.name)).toEqual(['ingest']);
  });

  test('let nobody but the gate hear of keys', () => {
    expect(logUsers.filter((user) => topicsOf(user, 'Read').includes(topics.keys.name))).toEqual(['ingest']);
  });

  test('let the migration make every topic, and read and write none', () => {
    expect([...topicsOf('migration', 'Read'), ...topicsOf('migration', 'Write')]).toEqual([]);
    expect(topicsOf('migration', 'Create')).toHaveLength(Object.keys(topics).length + readers.length);
  });

  test('give no two users the groups of each other', () => {
    const mine = logUsers.map((user) =>
      rulesOf(user)
        .filter(({ resource, operations }) => resource === 'group' && operations.includes('Read'))
        .map(({ name }) => name),
    );
    const all = mine.flat();
    expect(new Set(all).size).toBe(all.length);
  });
});

test.each(Object.entries(collections))('%s has the collections that its sources name', (app, names) => {
  expect(found(sourceOf(`apps/${app}/src`), /\.collection(?:<[^>]*>)?\('(\w+)'/g)).toEqual(names);
});

test.each(Object.entries(rightsFiles()))('deploy/rights/%s is what the table says', (name, text) => {
  expect(readFileSync(`${root}deploy/rights/${name}`, 'utf8')).toBe(text);
});

test('each password that a file asks for is one that is made', () => {
  const asked = Object.values(rightsFiles()).flatMap((text) => found(text, /\b([A-Z]+_[A-Z]+_PASSWORD)\b/g));
  const made = new Set([
    ...asked,
    ...['content', 'syndication', 'migration'].map((each) => `MONGODB_${each.toUpperCase()}_PASSWORD`),
    'MONGODB_ROOT_PASSWORD',
  ]);
  expect([...passwords].sort()).toEqual([...made].sort());
});
