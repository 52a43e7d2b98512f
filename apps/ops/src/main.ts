import { run } from '#libs/service';
import { ops } from './ops.module.ts';

await run(ops);
