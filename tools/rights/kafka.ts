// What the table of rights comes to as access rules of Kafka (an authorizer that denies what no rule allows).
import { deadTopic, readers, topics } from '#libs/contracts';
import type { LogRule } from '#libs/kafka';
import { type LogRights, type LogUser, logRights, MIGRATION } from './table.ts';

type Operations = LogRule['operations'][number][];

export const logUsers = [...(Object.keys(logRights) as LogUser[]), MIGRATION] as const;

/** Rules of a user, without the prefix of an installation; each resource once, in the order of their names. */
export function rulesOf(user: LogUser | typeof MIGRATION): LogRule[] {
  if (user !== MIGRATION) return merged([...rulesOfTopics(user), ...rulesOfGroups(user)]);
  const dead = readers.map(({ topic, group }) => deadTopic(topic, group));
  return merged([
    ...[...Object.values(topics).map(({ name }) => name), ...dead].map(topic('Create', 'Describe')),
    // An index that was lost is told from a first one by how far its group had come.
    { resource: 'group', pattern: 'literal', name: 'search', operations: ['Describe'] },
  ]);
}

function rulesOfTopics(user: LogUser): LogRule[] {
  const { consumes, follows, scans, writes, asks, watches, letters, pauses }: LogRights = logRights[user];
  const named = (keys: readonly (keyof typeof topics)[]) => keys.map((key) => topics[key].name);
  const dead = readers.map((each) => ({ ...each, name: deadTopic(each.topic, each.group) }));
  const own = dead.filter(({ group }) => consumes.length > 0 && group === user).map(({ name }) => name);
  return [
    ...named([...consumes, ...follows, ...scans]).map(topic('Read', 'Describe')),
    ...[...named(writes), ...own].map(topic('Write', 'Describe')),
    ...named(asks).map(topic('Describe', 'DescribeConfigs')),
    ...(watches ? named(['intake', 'changes', 'views']).map(topic('Describe')) : []),
    ...(letters ? dead.map(({ name }) => name).map(topic('Read', 'Describe')) : []),
    ...(letters ? named(['decisions']).map(topic('Read', 'Write', 'Describe')) : []),
    ...(letters ? named(['intake']).map(topic('Write', 'Describe')) : []),
    ...(pauses ? named(['pauses']).map(topic('Read', 'Write', 'Describe')) : []),
  ];
}

function rulesOfGroups(user: LogUser): LogRule[] {
  const { consumes, memberEach, follows, scans, watches, letters, pauses }: LogRights = logRights[user];
  const group = (name: string, pattern: LogRule['pattern'], ...operations: Operations): LogRule[] => [
    { resource: 'group', pattern, name, operations },
  ];
  const mine = memberEach ? group(`${user}.`, 'prefixed', 'Read') : group(user, 'literal', 'Read');
  const passing = [
    ...follows.map((key) => `${topics[key].name}.${user}.`),
    ...(scans.length > 0 || letters || pauses ? [`scan.${user}.`] : []),
  ];
  return [
    ...(consumes.length > 0 ? mine : []),
    // A group of its own that goes when it has been used.
    ...passing.flatMap((name) => group(name, 'prefixed', 'Read', 'Delete')),
    ...(watches ? watched().flatMap(([name, pattern]) => group(name, pattern, 'Describe')) : []),
  ];
}

/** All groups that read what is said, by the name of the group or the begin of its members' names. */
function watched(): [name: string, pattern: LogRule['pattern']][] {
  return [...new Set(readers.map(({ group }) => group))].map((each) => {
    const rights: LogRights = logRights[each];
    return rights.memberEach ? [`${each}.`, 'prefixed'] : [each, 'literal'];
  });
}

function topic(...operations: Operations): (name: string) => LogRule {
  return (name) => ({ resource: 'topic', pattern: 'literal', name, operations });
}

function merged(rules: readonly LogRule[]): LogRule[] {
  const found = new Map<string, LogRule>();
  for (const rule of rules) {
    const key = `${rule.resource} ${rule.pattern} ${rule.name}`;
    const operations = new Set([...(found.get(key)?.operations ?? []), ...rule.operations]);
    found.set(key, { ...rule, operations: [...operations].sort() });
  }
  return [...found.keys()].sort().map((key) => found.get(key) as LogRule);
}
