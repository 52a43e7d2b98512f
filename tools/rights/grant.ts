// node tools/with.mjs tools/rights/grant.ts: tells a Kafka what its users may do, as deploy/rights/kafka.sh does, without
// Kafka's own tools. Settings as those of an app (KAFKA_BROKERS, KAFKA_SASL_…, KAFKA_TLS, KAFKA_TOPIC_PREFIX), of a user who
// may say so. It makes no users: how that is done is up to who runs the brokers.
import { grantRights, kafkaSettings } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { logUsers, rulesOf } from './kafka.ts';

const settings = readSettings(kafkaSettings, process.env);
const rules = new Map(logUsers.map((user) => [user, rulesOf(user)]));
await grantRights(settings, Runtime.silent('rights'), rules);
const count = [...rules.values()].flat().length;
process.stdout.write(`${rules.size} users may do what ${count} rules say\n`);
