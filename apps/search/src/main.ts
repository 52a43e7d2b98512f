import { run } from '#libs/service';
import { search } from './search.module.ts';

await run(search);
