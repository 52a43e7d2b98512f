import { type Frame, render, rooms } from './layout.tsx';

/** What the first page says. */
export interface Overview {
  receipts: number;
  /** Receipts that do not prove that everything is gone. */
  open: number;
  acts: number;
  breaks: number;
}

export function overviewPage(frame: Frame, { receipts, open, acts, breaks }: Overview): string {
  return render(
    { ...frame, title: 'Overview', place: '/' },
    <>
      <h1>Overview</h1>
      <dl class="figures">
        <div>
          <dt>Takedowns with a receipt</dt>
          <dd>{receipts}</dd>
        </div>
        <div>
          <dt>of them not proved gone everywhere</dt>
          <dd class={open > 0 ? 'bad' : ''}>{open}</dd>
        </div>
        <div>
          <dt>Acts in the audit log</dt>
          <dd>{acts}</dd>
        </div>
        <div>
          <dt>Breaks in its chain</dt>
          <dd class={breaks > 0 ? 'bad' : ''}>{breaks}</dd>
        </div>
      </dl>
      <h2>Rooms</h2>
      <ul class="rooms">
        {rooms.map(({ path, name, words }) => (
          <li key={path}>
            <a href={path}>{name}</a> {words}
          </li>
        ))}
      </ul>
    </>,
  );
}
