import { render } from './layout.tsx';

/** The way in. `fault`: why it did not open. */
export function loginPage({
  next,
  fault,
  name = '',
}: {
  next: string;
  fault?: string;
  name?: string;
}): string {
  return render(
    { title: 'Sign in' },
    <>
      <h1>Sign in</h1>
      {fault !== undefined && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <form method="post" action="/login" class="sheet">
        <input type="hidden" name="next" value={next} />
        <p>
          <label for="name">Your name</label>
          <input
            id="name"
            name="name"
            required
            maxLength={60}
            autocomplete="name"
            value={name}
            aria-describedby="name-use"
          />
          <span class="hint" id="name-use">
            The audit log names you so.
          </span>
        </p>
        <p>
          <label for="token">Token of the desk</label>
          <input id="token" name="token" type="password" required autocomplete="current-password" />
        </p>
        <p>
          <button type="submit">Sign in</button>
        </p>
      </form>
    </>,
  );
}
