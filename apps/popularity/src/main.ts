import { run } from '#libs/service';
import { popularity } from './popularity.module.ts';

await run(popularity);
