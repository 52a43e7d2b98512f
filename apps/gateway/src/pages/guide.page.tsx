import { curlOf, newsroomApi, type Operation, type Sample } from '#libs/contracts';
import type { Frame } from './layout.tsx';
import { Code, referencePage, Words } from './reference.tsx';

/** Where a newcomer begins: what there is, and a first article in two commands. */
export function guidePage(frame: Frame): string {
  const send = newsroomApi.operations.find(({ id }) => id === 'sendEvents');
  const where = newsroomApi.operations.find(({ id }) => id === 'eventStatus');
  return referencePage(
    { frame, title: 'Reference', path: '/docs' },
    <>
      <h1>Reference</h1>
      <p class="standfirst">
        A newsroom sends events; everything readers see follows from them, within a blink.
      </p>
      <ul>
        <li>
          <a href="/docs/newsroom">Newsroom API</a>: send articles, withdraw them, ask where they are.
        </li>
        <li>
          <a href="/docs/public">Public API</a>: read what the paper shows, without a key.
        </li>
        <li>
          <a href="/docs/events">Events</a>: what each event holds, and the topics of the log.
        </li>
        <li>
          <a href="/docs/errors">Errors</a>: each way a request can fail, and what to do then.
        </li>
      </ul>
      <h2>A first article</h2>
      <p>
        <Words text="Set `SOSIK_KEY` to the key that `npm start` prints. The address is that of ingest on this machine." />
      </p>
      {(send?.samples ?? [])
        .filter(({ name }) => name.startsWith('article.published'))
        .map((sample) => (
          <Try key={sample.name} operation={send} sample={sample} />
        ))}
      <p>
        <Words text="The receipt names the `url` of its page, and a `statusUrl` that says where the event is:" />
      </p>
      <Try operation={where} sample={where?.samples?.[0]} />
    </>,
  );
}

function Try({ operation, sample }: { operation: Operation | undefined; sample: Sample | undefined }) {
  if (!operation || !sample) return null;
  return <Code text={curlOf(newsroomApi, operation, sample)} label={sample.name} />;
}
