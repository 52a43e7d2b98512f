import { run } from '#libs/service';
import { ingest } from './ingest.module.ts';

await run(ingest);
