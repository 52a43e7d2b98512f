import { expect } from '@jest/globals';

export const TOKEN = 'tokenOfTheDeskForTheTests2026';

/** Somebody at the desk, with a browser that runs no script. */
export class Editor {
  private cookie = '';
  private form = '';

  constructor(
    private readonly desk: () => string,
    private readonly name = '한서윤',
  ) {}

  async signIn(): Promise<void> {
    const { status, headers } = await this.send('/login', { token: TOKEN, name: this.name });
    expect(status).toBe(303);
    this.cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await this.page('/');
    this.form = /name="form" value="([\w-]+)"/.exec(page.body)?.[1] ?? '';
    expect(this.form).not.toBe('');
  }

  async page(path: string): Promise<{ status: number; body: string }> {
    const response = await fetch(this.desk() + path, {
      headers: { accept: 'text/html', cookie: this.cookie },
      redirect: 'manual',
    });
    return { status: response.status, body: await response.text() };
  }

  /** Sends a form of its session. */
  async send(
    path: string,
    fields: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; body: string }> {
    const response = await fetch(this.desk() + path, {
      method: 'POST',
      headers: { accept: 'text/html', cookie: this.cookie },
      body: new URLSearchParams({ form: this.form, ...fields }),
      redirect: 'manual',
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  /** Goes by a page that says what an act does, and does it by the form on that page. */
  async confirm(
    path: string,
    fields: Record<string, string>,
  ): Promise<{ page: string; status: number; location: string }> {
    const asked = await this.send(path, fields);
    expect(asked.status).toBe(200);
    const form = [...asked.body.matchAll(/<form method="post" action="([^"]+)">(.*?)<\/form>/gs)].at(-1);
    const [, action = '', inputs = ''] = form ?? [];
    const hidden = [...inputs.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const done = await this.send(
      action,
      Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, plain(value)])),
    );
    return { page: plain(asked.body), status: done.status, location: done.headers.get('location') ?? '' };
  }
}

/** Text as a reader of the page sees it. */
export function plain(html: string): string {
  return html
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
