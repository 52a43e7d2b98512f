import { describe, expect, test } from '@jest/globals';
import { readSettings } from '#libs/service';
import { identity, kafkaSettings } from './client.ts';

const who = (env: Record<string, string>) => identity(readSettings(kafkaSettings, env));
const named = { KAFKA_SASL_USERNAME: 'content', KAFKA_SASL_PASSWORD: '비밀 secret' };

describe('brokers', () => {
  test('are spoken to as nobody where nothing else is set', () => {
    expect(who({})).toEqual({ ssl: false });
  });

  test.each(['scram-sha-256', 'scram-sha-512'])(
    'hear who it is by %s, which tells no password',
    (mechanism) => {
      expect(who({ ...named, KAFKA_SASL_MECHANISM: mechanism })).toEqual({
        ssl: false,
        sasl: { mechanism, username: 'content', password: '비밀 secret' },
      });
    },
  );

  test('hear a password over TLS alone', () => {
    expect(() => who({ ...named, KAFKA_SASL_MECHANISM: 'plain' })).toThrow('KAFKA_TLS must be on');
    expect(who({ ...named, KAFKA_SASL_MECHANISM: 'plain', KAFKA_TLS: 'on' })).toMatchObject({
      ssl: true,
      sasl: { mechanism: 'plain' },
    });
  });

  test.each(['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'])('are not asked without %s', (missing) => {
    const env = { ...named, KAFKA_SASL_MECHANISM: 'scram-sha-512', [missing]: '' };
    expect(() => who(env)).toThrow('needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
    expect(() => who(env)).not.toThrow('비밀');
  });
});
