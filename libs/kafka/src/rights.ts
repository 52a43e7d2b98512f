import kafkajs, { type AclEntry } from 'kafkajs';
import type { Runtime } from '#libs/service';
import { createClient, type KafkaSettings } from './client.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

const operations = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Create: AclOperationTypes.CREATE,
  Delete: AclOperationTypes.DELETE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
} as const;

/** A user may do these with what bears the name, or with all whose name begins so; without the prefix of an installation. */
export interface LogRule {
  readonly resource: 'topic' | 'group';
  readonly pattern: 'literal' | 'prefixed';
  readonly name: string;
  readonly operations: readonly (keyof typeof operations)[];
}

/** Lets users do what the rules say; what is allowed already stays. Asked as one who may say so. */
export async function grantRights(
  settings: KafkaSettings,
  runtime: Pick<Runtime, 'name' | 'log'>,
  rules: ReadonlyMap<string, readonly LogRule[]>,
): Promise<void> {
  const acl = [...rules].flatMap(([user, all]) =>
    all.flatMap((rule) => entriesOf(user, { ...rule, name: settings.KAFKA_TOPIC_PREFIX + rule.name })),
  );
  const admin = createClient(settings, runtime).admin();
  await admin.connect();
  try {
    await admin.createAcls({ acl });
  } finally {
    await admin.disconnect();
  }
}

function entriesOf(user: string, { resource, pattern, name, operations: all }: LogRule): AclEntry[] {
  return all.map((each) => ({
    principal: `User:${user}`,
    host: '*',
    permissionType: AclPermissionTypes.ALLOW,
    operation: operations[each],
    resourceName: name,
    resourceType: resource === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
    resourcePatternType: pattern === 'literal' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
  }));
}
