import { createContext, use, useMemo, useSyncExternalStore } from 'react';
import type { PageChannel, PagePerson, PageState } from '../../../page-api.ts';
import type { Nav } from './nav.ts';
import type { Shown } from './reduce.ts';
import type { Snapshot, Store } from './store.ts';

const MINUTE_MS = 60_000;
const TICK_MS = 5_000;

function required<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('This part stands outside the workspace.');
  return value;
}

export const StoreContext = createContext<Store | null>(null);
export const NavContext = createContext<Nav | null>(null);

export const useStore = (): Store => required(use(StoreContext));
export const useNav = (): Nav => required(use(NavContext));

export function useSnapshot(): Snapshot {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

/** What the page shows; only below the point where the first snapshot has arrived. Draws anew at every event: for panes, not for messages. */
export const useShown = (): Shown => required(useSnapshot().shown);
export const usePageState = (): PageState => useShown().state;

/** One part of what is shown; draws anew only when that part is another one, so a thousand messages stay still while others come in. */
export function usePart<T>(part: (state: PageState) => T): T {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, () => part(required(store.snapshot().shown).state));
}

/** Beats for everything that shows a time, while something listens. */
const beat = {
  listeners: new Set<() => void>(),
  timer: undefined as ReturnType<typeof setInterval> | undefined,
};

function subscribeToBeat(listener: () => void): () => void {
  beat.listeners.add(listener);
  beat.timer ??= setInterval(() => {
    for (const one of beat.listeners) one();
  }, TICK_MS);
  return () => {
    beat.listeners.delete(listener);
    if (beat.listeners.size > 0) return;
    clearInterval(beat.timer);
    beat.timer = undefined;
  };
}

function minuteOf({ state, clockHeardAt }: Shown): number {
  const now = state.turning ? state.now : state.now + (Date.now() - clockHeardAt);
  return Math.floor(now / MINUTE_MS) * MINUTE_MS;
}

/** The minute that the turned clock shows (epoch ms); it runs on by itself between turns. */
export function useNow(): number {
  const store = useStore();
  const subscribe = useMemo(
    () => (listener: () => void) => {
      const stops = [store.subscribe(listener), subscribeToBeat(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    [store],
  );
  return useSyncExternalStore(subscribe, () => minuteOf(required(store.snapshot().shown)));
}

export interface Directory {
  person(id: string): PagePerson | undefined;
  channel(id: string): PageChannel | undefined;
  me: PagePerson;
  zone: string;
}

const namesOf = ({ channels }: PageState): string => channels.map((one) => `${one.id} ${one.name}`).join('\n');

/** Names for ids, and the reader's zone. */
export function useDirectory(): Directory {
  const store = useStore();
  const people = usePart((state) => state.people);
  const me = usePart((state) => state.me);
  const names = usePart(namesOf);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the channels only their names matter here, and unread marks change all the time
  return useMemo(() => {
    const byId = new Map(people.map((one) => [one.id, one]));
    const { channels } = required(store.snapshot().shown).state;
    const channelById = new Map(channels.map((one) => [one.id, one]));
    return { person: (id) => byId.get(id), channel: (id) => channelById.get(id), me, zone: me.timezone };
  }, [people, names, me]);
}
