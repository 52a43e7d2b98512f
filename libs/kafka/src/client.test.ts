import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { within } from '#libs/testing';
import './client.ts';

const eventually = within(8_000);

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
