import type { AddressInfo } from 'node:net';
import bolt from '@slack/bolt';

type Fn = (this: unknown, ...args: unknown[]) => unknown;
type Prototype = Record<string, Fn>;

const KINDS = ['command', 'action', 'shortcut', 'options', 'view', 'event', 'message', 'function', 'assistant', 'step'];

/** A way in that was registered with Bolt: its kind, and what it listens to. */
export interface Registered {
  kind: string;
  what: string;
}

interface Receiver {
  endpoints: string[];
  routes: Record<string, Record<string, unknown>>;
  server?: { address(): AddressInfo | string | null };
}

/**
 * Looks at the Bolt that the running app is made of: what is registered with it, the routes of its server, and when it is done with
 * a payload. Changes nothing of what it does.
 */
export function watchBolt() {
  const registered: Registered[] = [];
  let taken = 0;
  const underWay = new Set<Promise<unknown>>();
  const receivers: Receiver[] = [];
  const undo: (() => void)[] = [];

  function around(
    of: { prototype: object },
    name: string,
    look: (self: unknown, args: unknown[], out: unknown) => void,
  ) {
    const prototype = of.prototype as Prototype;
    const original = prototype[name];
    if (!original) return;
    prototype[name] = function watched(...args) {
      const out = original.apply(this, args);
      look(this, args, out);
      return out;
    };
    undo.push(() => {
      prototype[name] = original;
    });
  }

  for (const kind of KINDS) {
    around(bolt.App, kind, (_, [first]) => {
      registered.push({ kind, what: typeof first === 'function' ? '(everything)' : String(first) });
    });
  }
  around(bolt.App, 'processEvent', (_self, _args, out) => {
    const work = Promise.resolve(out).catch(() => undefined);
    taken += 1;
    underWay.add(work);
    work.finally(() => underWay.delete(work)).catch(() => undefined);
  });
  around(bolt.HTTPReceiver, 'start', (self) => {
    receivers.push(self as Receiver);
  });

  const receiver = (): Receiver => {
    const [only] = receivers;
    if (!only) throw new Error('the app has not started its server');
    return only;
  };

  return {
    registered,
    /** "GET /healthz" for each route of the server, Slack's own way in among them. */
    routes: (): string[] => [
      ...receiver().endpoints.map((path) => `POST ${path}`),
      ...Object.entries(receiver().routes).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      ),
    ],
    url(): string {
      const address = receiver().server?.address();
      if (typeof address !== 'object' || !address) throw new Error('the app does not listen');
      return `http://127.0.0.1:${address.port}`;
    },
    /** How many payloads have come in. */
    taken: (): number => taken,
    /** Waits until every payload that came in has been worked off. */
    async idle(): Promise<void> {
      while (underWay.size > 0) await Promise.all([...underWay]);
    },
    stop: (): void => {
      for (const one of undo) one();
    },
  };
}
