import type { JSX } from 'preact';
import type { CacheAnswer } from '#libs/contracts';
import { type Frame, Guard, Live, render, Scroll } from '../pages/layout.tsx';
import { type Point, sum } from '../pulse/hour.ts';
import { bytesOf, figure, percent } from '../pulse/sight.ts';
import type { Each } from './cache.client.ts';

interface Facts {
  states: readonly Each<CacheAnswer>[];
  points: readonly Point[];
  typed?: string;
  fault?: string;
}

export function cachePage(frame: Frame, { states, points, typed = '', fault }: Facts): string {
  return render(
    { ...frame, title: 'Cache', place: '/cache', live: true },
    <>
      <h1>Cache</h1>
      <Live name="share">
        <Share points={points} />
      </Live>
      <Live name="gateways">
        <Gateways states={states} />
      </Live>
      <h2>Remove by key</h2>
      <form method="post" action="/cache/confirm" class="sheet">
        {fault !== undefined && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
        <Guard form={frame.form} />
        <p>
          <label for="key">A key, or the address or uri of an article, or the id of a picture</label>
          <input id="key" name="key" required maxLength={2000} value={typed} aria-describedby="key-use" />
          <span class="hint" id="key-use">
            <code>article:zwq5gpzlnc</code>, <code>list:ko</code>, <code>front:en</code>,{' '}
            <code>tag:ko:울릉도</code>, <code>media:…</code>
          </span>
        </p>
        <p>
          <button type="submit">Look at what that does</button>
        </p>
      </form>
    </>,
  );
}

/** How often ready bytes were enough, of the last hour. */
function Share({ points }: Pick<Facts, 'points'>): JSX.Element {
  const [hit, stale, miss] = ['hit', 'stale', 'miss'].map((each) => sum(points, 'gateway', `ready:${each}`));
  if (hit === undefined || stale === undefined || miss === undefined)
    return <p class="headline unsure">No gateway was seen in the last hour.</p>;
  const all = hit + stale + miss;
  if (all === 0) return <p class="headline">Nobody has asked in the last hour.</p>;
  return (
    <>
      <p class="headline">
        {percent((hit + stale) / all)} of requests in the last hour were answered from ready bytes.
      </p>
      <p>
        {figure(hit)} as they were, {figure(stale)} while they were made anew behind it, {figure(miss)} had to
        wait for the making.
      </p>
    </>
  );
}

function Gateways({ states }: Pick<Facts, 'states'>): JSX.Element {
  return (
    <Scroll label="Gateways">
      <table>
        <caption>Each gateway has its own; requests are those since it began</caption>
        <thead>
          <tr>
            <th scope="col">Gateway</th>
            <th scope="col" class="number">
              Answers
            </th>
            <th scope="col" class="number">
              Bytes
            </th>
            <th scope="col" class="number">
              of
            </th>
            <th scope="col" class="number">
              Nothing there
            </th>
            <th scope="col" class="number">
              Pictures
            </th>
            <th scope="col" class="number">
              Bytes
            </th>
            <th scope="col" class="number">
              From ready bytes
            </th>
            <th scope="col">Holds</th>
          </tr>
        </thead>
        <tbody>
          {states.map(({ url, said }) => (
            <tr key={url}>
              <th scope="row">
                <code>{url}</code>
              </th>
              {'is' in said ? (
                <Row {...said.is} />
              ) : (
                <td colSpan={8}>
                  <strong class="bad">does not answer</strong>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Row({ pages, missing, pictures, requests, unconfirmed }: CacheAnswer): JSX.Element {
  const { hit, stale, miss } = requests;
  const all = hit + stale + miss;
  return (
    <>
      <td class="number">{figure(pages.entries)}</td>
      <td class="number">{bytesOf(pages.bytes)}</td>
      <td class="number">{bytesOf(pages.most)}</td>
      <td class="number">{figure(missing)}</td>
      <td class="number">{figure(pictures.entries)}</td>
      <td class="number">{bytesOf(pictures.bytes)}</td>
      <td class="number">{all === 0 ? '–' : percent((hit + stale) / all)}</td>
      <td>
        {unconfirmed === undefined ? (
          <span class="good">confirmed</span>
        ) : (
          <strong class="unsure">nobody has said so for {figure(unconfirmed)} s</strong>
        )}
      </td>
    </>
  );
}
