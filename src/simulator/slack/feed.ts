import type { LiveEvent } from '../page-api.ts';

type Listener = (event: LiveEvent) => void;

/** Brings what changes to the pages that are open. */
export function createFeed() {
  const watchers = new Map<string, Set<Listener>>();
  return {
    /** Shows an event to some people, or to everybody. */
    show(event: LiveEvent, only?: Iterable<string>): void {
      for (const userId of only ?? [...watchers.keys()])
        for (const listener of watchers.get(userId) ?? []) listener(event);
    },
    /** True where someone has a page open, so that nothing is drawn for nobody. */
    isWatched: (userId: string): boolean => (watchers.get(userId)?.size ?? 0) > 0,
    watch(userId: string, listener: Listener): () => void {
      const set = watchers.get(userId) ?? new Set();
      watchers.set(userId, set.add(listener));
      return () => set.delete(listener);
    },
  };
}

export type Feed = ReturnType<typeof createFeed>;
