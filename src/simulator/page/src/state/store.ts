import type { ActResult, PageAct, PageState } from '../../../page-api.ts';
import { follow, queryFor } from './live.ts';
import { applyEvent, type Shown } from './reduce.ts';

export interface Toast {
  id: number;
  text: string;
}

export interface Snapshot {
  /** Undefined until the first answer of the server. */
  shown: Shown | undefined;
  live: boolean;
  /** Set when the server could not be asked at all. */
  failure: string;
  toasts: readonly Toast[];
}

export interface Store {
  subscribe(listener: () => void): () => void;
  snapshot(): Snapshot;
  /** Never throws; an error is also shown as a toast unless the caller shows it (`quiet`). */
  act(act: PageAct, options?: { quiet?: boolean }): Promise<ActResult>;
  actAs(personId: string): void;
  dismiss(toastId: number): void;
}

const AS_KEY = 'simulator.as';
const TOAST_MS = 9_000;
const TOASTS = 4;
const UNREACHABLE = 'The workspace does not answer. It may have been stopped; the page goes on as soon as it is back.';
const UNSAID = 'That did not work, and the app did not say why.';

function rememberedPerson(): string | undefined {
  return new URLSearchParams(location.search).get('as') ?? localStorage.getItem(AS_KEY) ?? undefined;
}

function remember(personId: string): void {
  localStorage.setItem(AS_KEY, personId);
  const url = new URL(location.href);
  url.searchParams.set('as', personId);
  history.replaceState(history.state, '', url);
}

async function send(act: PageAct, personId: string | undefined): Promise<ActResult> {
  try {
    const answer = await fetch(`/sim/act${queryFor(personId)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(act),
    });
    const result = (await answer.json()) as ActResult;
    return answer.ok
      ? result
      : { ...result, ok: false, error: result.error ?? `The workspace answered ${answer.status}.` };
  } catch {
    return { ok: false, error: UNREACHABLE };
  }
}

const fresh = (state: PageState): Shown => ({ state, statuses: {}, clockNote: '', clockHeardAt: Date.now() });

/** What the page knows, with who looks at it; its only way to the server. */
export function createStore(): Store {
  const listeners = new Set<() => void>();
  let current: Snapshot = { shown: undefined, live: false, failure: '', toasts: [] };
  let as = rememberedPerson();
  let toastCount = 0;

  const set = (change: Partial<Snapshot>) => {
    current = { ...current, ...change };
    for (const listener of listeners) listener();
  };
  const dismiss = (id: number) => set({ toasts: current.toasts.filter((one) => one.id !== id) });
  const toast = (text: string) => {
    if (current.toasts.some((one) => one.text === text)) return;
    toastCount += 1;
    const id = toastCount;
    set({ toasts: [...current.toasts.slice(1 - TOASTS), { id, text }] });
    setTimeout(() => dismiss(id), TOAST_MS);
  };

  /** The server says who one is, where the page did not know or asked for somebody who is not here. */
  const onState = (state: PageState) => {
    set({ shown: fresh(state), live: true, failure: '' });
    if (state.me.id === as) return remember(as);
    look(state.me.id);
  };
  const start = () =>
    follow(as, {
      onState,
      onEvent(event) {
        if (event.type === 'toast') toast(event.text);
        else if (current.shown) set({ shown: applyEvent(current.shown, event, Date.now()) });
      },
      onLost: () => set({ live: false, failure: UNREACHABLE }),
      onNobody: () => look(undefined),
    });
  let following = start();

  function look(personId: string | undefined): void {
    as = personId;
    if (personId) remember(personId);
    following.stop();
    following = start();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => current,
    async act(act, options = {}) {
      if (act.kind === 'post' || act.kind === 'command') window.dispatchEvent(new Event('workspace:acted'));
      const result = await send(act, as);
      if (!result.ok && !options.quiet) toast(result.error ?? UNSAID);
      return result;
    },
    actAs(personId) {
      if (personId !== as) look(personId);
    },
    dismiss,
  };
}
