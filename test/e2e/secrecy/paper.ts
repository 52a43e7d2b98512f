// All apps in one process of its own, whose output can be read, as tests start it: with `--print-config` it says what
// they are set to and ends; otherwise each listens at the address that the settings name as `<APP>_URL`.
import { createService, migrate, run, type Service } from '#libs/service';
import { content } from '../../../apps/content/src/content.module.ts';
import { gateway } from '../../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../../apps/ops/src/ops.module.ts';
import { popularity } from '../../../apps/popularity/src/popularity.module.ts';
import { search } from '../../../apps/search/src/search.module.ts';
import { syndication } from '../../../apps/syndication/src/syndication.module.ts';

const services: readonly Service[] = [content, search, popularity, gateway, syndication, ingest, ops];

async function serve(service: Service): Promise<void> {
  const app = await createService(service);
  const address = new URL(process.env[`${service.name.toUpperCase()}_URL`] ?? '');
  await app.listen(Number(address.port), '127.0.0.1');
}

if (process.argv.includes('--print-config')) for (const service of services) await run(service);
else {
  if (process.argv.includes('--migrate'))
    for (const service of services) if (service.migrate) await migrate(service);
  // Each alone: one that can not start without its engines says so, as its `main.ts` does, and keeps no other back.
  await Promise.all(
    services.map((service) =>
      serve(service).catch((error: Error) =>
        process.stderr.write(`${service.name} can't start. ${error.stack}\n`),
      ),
    ),
  );
  process.stdout.write(`${JSON.stringify({ msg: 'all listen' })}\n`);
}
