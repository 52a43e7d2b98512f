import type { Time, Timer } from '#libs/service';

/** What `work` comes to, or a rejection when it takes longer; the work itself goes on unheard. */
export async function within<T>(ms: number, work: Promise<T>, time: Time): Promise<T> {
  let timer: Timer | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = time.after(Math.max(0, ms), () => reject(new Error('no answer in time')));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer?.stop();
  }
}
