const RETRY_MS = 5_000;

/**
 * Work that goes on behind the answers: what is under way, the following of the log, and trying it again. Between gestures
 * and entries there is nothing to follow, and finding that out is one question (`newest`, the last entry's id).
 */
export function createFollower(rounds: (() => Promise<boolean>)[], newest: () => Promise<number>) {
  const underWay = new Set<Promise<unknown>>();
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;
  let isWoken = true;
  let followed = -1;
  let running: { last: number; done: Promise<boolean> } | undefined;

  function keep(work: Promise<unknown>): void {
    underWay.add(work);
    work.catch(() => undefined).finally(() => underWay.delete(work));
  }

  async function run(last: number): Promise<boolean> {
    isWoken = false;
    const done = (await Promise.all(rounds.map((round) => round()))).every(Boolean);
    if (done) followed = Math.max(followed, last);
    else isWoken = true;
    return done;
  }

  async function follow(): Promise<boolean> {
    // A database that does not answer is the rounds' to tell.
    const last = await newest().catch(() => Number.NEGATIVE_INFINITY);
    if (!isWoken && running && running.last >= last) return running.done;
    if (!isWoken && last === followed) return true;
    const mine = { last, done: run(last) };
    running = mine;
    try {
      return await mine.done;
    } finally {
      if (running === mine) running = undefined;
    }
  }

  function wake(): void {
    if (isStopped) return;
    isWoken = true;
    const work = follow().then((done) => {
      if (done || isStopped) return;
      clearTimeout(retry);
      retry = setTimeout(wake, RETRY_MS).unref();
    });
    keep(work);
  }

  return {
    keep,
    follow,
    wake,
    /** Waits for what is under way by now. */
    async idle(): Promise<void> {
      await Promise.allSettled([...underWay]);
    },
    /** Takes on nothing more, and waits for what is under way. */
    async stop(): Promise<void> {
      isStopped = true;
      clearTimeout(retry);
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
  };
}
