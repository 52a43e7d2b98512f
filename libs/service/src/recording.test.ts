import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';

/** Starts and stops an app in a process of its own; tells which packages of OpenTelemetry were loaded by then. */
const script = `
  import { registerHooks } from 'node:module';
  const loaded = new Set();
  registerHooks({
    resolve(name, context, next) {
      const found = next(name, context);
      const [, name_] = /node_modules\\/@opentelemetry\\/([\\w-]+)\\//.exec(found.url) ?? [];
      if (name_) loaded.add(name_);
      return found;
    },
  });
  const { createService, serviceSettings } = await import('#libs/service');
  const { Module } = await import('@nestjs/common');
  class App {}
  Module({})(App);
  const app = await createService({ name: 'app', settings: serviceSettings(0), module: App });
  await app.listen(0, '127.0.0.1');
  await (await fetch(await app.getUrl() + '/nothing')).text();
  await app.close();
  process.stdout.write(JSON.stringify([...loaded].sort()));
`;

function loadedWith(env: Record<string, string>): string[] {
  const flags = ['--conditions=source', '--import', './tools/source.mjs', '--input-type=module'];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '--eval', script], {
    encoding: 'utf8',
    cwd: new URL('../../..', import.meta.url).pathname,
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'fatal', ...env },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as string[];
}

describe('the SDK of OpenTelemetry', () => {
  test('is not loaded where no collector is named', () => {
    expect(loadedWith({})).toEqual(['api']);
  });

  test('is loaded where one is; one that is away costs nothing but its spans', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const loaded = loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    expect(loaded).toEqual(expect.arrayContaining(['api', 'exporter-trace-otlp-http', 'sdk-trace-node']));
  });
});
