import { run } from '#libs/service';
import { syndication } from './syndication.module.ts';

await run(syndication);
