import type { Problem } from '#libs/contracts';
import { render } from './layout.tsx';

/** What went wrong, for a person. */
export function problemPage({ title, detail, code, requestId, retryAfter }: Problem): string {
  return render(
    { title },
    <>
      <h1>{title}</h1>
      {detail !== undefined && <p>{detail}</p>}
      {retryAfter !== undefined && <p>It is worth trying again in {retryAfter} s.</p>}
      <p class="soft">
        <code>{code}</code>
        {requestId !== undefined && (
          <>
            , request <code>{requestId}</code>
          </>
        )}
      </p>
      <p>
        <a href="/">To the overview</a>
      </p>
    </>,
  );
}
