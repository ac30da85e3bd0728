import type { LiveEvent, PageState } from '../../../page-api.ts';

const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 5_000;

export const queryFor = (personId: string | undefined): string =>
  personId ? `?as=${encodeURIComponent(personId)}` : '';

async function fetchState(personId: string | undefined): Promise<PageState> {
  const answer = await fetch(`/sim/state${queryFor(personId)}`);
  if (!answer.ok) throw new Error(`state ${answer.status}`);
  return (await answer.json()) as PageState;
}

/** True when the server is there and says that it has nobody of this id, as after a start with another world. */
async function isNobody(personId: string): Promise<boolean> {
  const answer = await fetch(`/sim/state${queryFor(personId)}`).catch(() => undefined);
  return answer?.status === 404;
}

function openSocket(personId: string | undefined): WebSocket {
  const url = new URL(`/sim/live${queryFor(personId)}`, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return new WebSocket(url);
}

interface Listener {
  onState(state: PageState): void;
  onEvent(event: LiveEvent): void;
  onLost(): void;
  /** Nothing more comes after this. */
  onNobody(): void;
}

/** One connection: events that arrive while the snapshot is on its way are laid on top of it. */
function connectOnce(personId: string | undefined, listener: Pick<Listener, 'onState' | 'onEvent'>): WebSocket {
  let waiting: LiveEvent[] | undefined = [];
  const socket = openSocket(personId);
  socket.onmessage = ({ data }) => {
    const event = JSON.parse(String(data)) as LiveEvent;
    if (waiting) waiting.push(event);
    else listener.onEvent(event);
  };
  socket.onopen = async () => {
    try {
      listener.onState(await fetchState(personId));
      for (const event of waiting ?? []) listener.onEvent(event);
      waiting = undefined;
    } catch {
      socket.close();
    }
  };
  return socket;
}

/** Follows the workspace through one person's eyes: a snapshot, then what happens after it, anew after each interruption, until `stop`. */
export function follow(personId: string | undefined, listener: Listener): { stop(): void } {
  let isStopped = false;
  let retryMs = FIRST_RETRY_MS;
  const whileWanted = {
    onState(state: PageState) {
      retryMs = FIRST_RETRY_MS;
      if (!isStopped) listener.onState(state);
    },
    onEvent(event: LiveEvent) {
      if (!isStopped) listener.onEvent(event);
    },
  };
  const connect = (): WebSocket => {
    const next = connectOnce(personId, whileWanted);
    next.onclose = () => void lost();
    return next;
  };
  const lost = async () => {
    if (isStopped) return;
    listener.onLost();
    if (personId && (await isNobody(personId))) {
      isStopped = true;
      return listener.onNobody();
    }
    setTimeout(() => {
      if (!isStopped) socket = connect();
    }, retryMs);
    retryMs = Math.min(retryMs * 1.6, LAST_RETRY_MS);
  };
  let socket = connect();
  return {
    stop() {
      isStopped = true;
      socket.close();
    },
  };
}
