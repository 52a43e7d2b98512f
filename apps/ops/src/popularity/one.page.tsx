import type { JSX } from 'preact';
import type { DecisionRow, QuarantineAnswer } from '#libs/contracts';
import type { Known } from '../known.ts';
import { Guard, Missing, Moment, Scroll } from '../pages/layout.tsx';
import { figure } from '../pulse/sight.ts';

/** How an article is called. */
export interface Named {
  id: string;
  headline: string;
  language: string;
  url: string;
}

interface OneFacts {
  id: string;
  held: Known<QuarantineAnswer>;
  name: Named | undefined;
  window: string;
  /** That all views of it count. */
  decision: DecisionRow | undefined;
  form?: string | undefined;
}

/** The ledger of one article, hour by hour, and what may be done about it. */
export function One({ id, held, name, window, decision, form }: OneFacts): JSX.Element {
  return (
    <section class="one" aria-label="One article">
      <h3 lang={name?.language}>{name?.headline ?? id}</h3>
      {'missing' in held ? (
        <Missing what="popularity" why={held.missing} />
      ) : (
        <Hours {...held.is} window={window} />
      )}
      {decision ? (
        <>
          <p>
            An editor has said that all views of it count until <Moment at={decision.until} />:{' '}
            {decision.reason}
          </p>
          <Lift form={form} article={id} decision={decision.id} />
        </>
      ) : (
        <Overrule id={id} form={form} />
      )}
    </section>
  );
}

function Hours({ data, meta, window }: QuarantineAnswer & { window: string }): JSX.Element {
  if (data.length === 0)
    return (
      <p>
        In no hour of the last {window} were ten views of it left{meta.overruled ? '; all of them count' : ''}
        .
      </p>
    );
  return (
    <Scroll label="Its hours">
      <table>
        <caption>
          Hours of the log, in UTC. Networks are groups of salted hashes: nothing leads back to a reader.
        </caption>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            <th scope="col" class="number">
              Counted
            </th>
            <th scope="col" class="number">
              Few networks
            </th>
            <th scope="col" class="number">
              Double clicks
            </th>
            <th scope="col" class="number">
              Repeated
            </th>
            <th scope="col">Networks that most was held back of</th>
          </tr>
        </thead>
        <tbody>
          {data.map(({ hour, counted, held, networks }) => (
            <tr key={hour}>
              <th scope="row">
                <Moment at={hour} />
              </th>
              <td class="number">{figure(counted)}</td>
              <td class="number">{figure(held.network)}</td>
              <td class="number">{figure(held.doubleClick)}</td>
              <td class="number">{figure(held.repeated)}</td>
              <td>
                {networks
                  .map((each) => `${each.network}: ${figure(each.held)} of ${figure(each.views)}`)
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Overrule({ id, form }: { id: string; form?: string | undefined }): JSX.Element {
  return (
    <form method="post" action="/popularity/confirm" class="sheet">
      <h4>Are they readers after all?</h4>
      <Guard form={form} />
      <input type="hidden" name="act" value="overrule" />
      <input type="hidden" name="article" value={id} />
      <p>
        <label for="reason">Why they are</label>
        <input id="reason" name="reason" required maxLength={500} aria-describedby="reason-use" />
        <span class="hint" id="reason-use">
          For whoever reads the list of decisions later: a school, a company, a shared connection.
        </span>
      </p>
      <p>
        <label for="hours">For how many hours</label>
        <input id="hours" name="hours" type="number" min="1" max="168" value="24" required />
      </p>
      <p>
        <button type="submit">Look at what that does</button>
      </p>
    </form>
  );
}

export function Lift({
  form,
  article,
  decision,
}: {
  form?: string | undefined;
  article: string;
  decision: string;
}): JSX.Element {
  return (
    <form method="post" action="/popularity/confirm">
      <Guard form={form} />
      <input type="hidden" name="act" value="lift" />
      <input type="hidden" name="article" value={article} />
      <input type="hidden" name="decision" value={decision} />
      <button type="submit">Hold them back again…</button>
    </form>
  );
}
