import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { readSettings } from '#libs/service';
import { within } from '#libs/testing';
import { identity, kafkaSettings } from './client.ts';

const eventually = within(8_000);
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

interface Connection {
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  isConnected(): boolean;
  bytesBuffered: number;
}

test('half an answer of a connection that broke off is not the begin of the next one’s first', async () => {
  const require = createRequire(import.meta.url);
  const Connection: new (of: object) => Connection = require('kafkajs/src/network/connection');
  const socketFactory = require('kafkajs/src/network/socketFactory')();
  const ends: Socket[] = [];
  const server = createServer((end) => ends.push(end.on('error', () => undefined)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const quiet = () => undefined;
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const connection = new Connection({
    ...{ host: '127.0.0.1', port: (server.address() as AddressInfo).port, socketFactory },
    ...{ logger: { ...logger, namespace: () => logger }, requestTimeout: 1_000, connectionTimeout: 1_000 },
  });
  try {
    await connection.connect();
    await eventually(() => expect(ends).toHaveLength(1));
    ends[0]?.write(Buffer.from([0, 0]));
    await eventually(() => expect(connection.bytesBuffered).toBe(2));
    ends[0]?.resetAndDestroy();
    await eventually(() => expect(connection.isConnected()).toBe(false));
    await connection.connect();
    expect(connection.bytesBuffered).toBe(0);
  } finally {
    await connection.disconnect();
    for (const end of ends) end.destroy();
    server.close();
  }
});
