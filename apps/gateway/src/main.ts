import { run } from '#libs/service';
import { gateway } from './gateway.module.ts';

await run(gateway);
