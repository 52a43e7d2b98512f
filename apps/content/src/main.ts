import { run } from '#libs/service';
import { content } from './content.module.ts';

await run(content);
