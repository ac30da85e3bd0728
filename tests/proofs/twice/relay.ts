import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `once`: to the first address. `in-turn`: each to the next address, as Slack spreads a team's presses over processes.
 * `everywhere`: to all of them at the same time (twice to a single one). `again`: once more when it was answered.
 */
export type Spread = 'once' | 'in-turn' | 'everywhere' | 'again';

/** Between the workspace and the product: brings what Slack signed, as often as it is told to. */
export async function startRelay() {
  let targets: string[] = [];
  let spread: Spread = 'once';
  let turn = 0;
  let repeated = 0;
  const underWay = new Set<Promise<unknown>>();

  async function send(to: string, body: Buffer, headers: Record<string, string>) {
    const answer = await fetch(`${to}/slack/events`, { method: 'POST', body: new Uint8Array(body), headers });
    return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() };
  }

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    work.catch(() => undefined).finally(() => underWay.delete(work));
    return work;
  }

  async function bring(body: Buffer, headers: Record<string, string>) {
    const [first = '', second = first] = targets;
    const repeat = () => {
      repeated += 1;
      return track(
        send(second, body, { ...headers, 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' }),
      );
    };
    if (spread === 'in-turn') {
      turn += 1;
      return track(send(turn % 2 === 0 ? first : second, body, headers));
    }
    if (spread === 'everywhere') {
      const [one, other] = await Promise.all([track(send(first, body, headers)), repeat()]);
      // Slack hears one of them; the one that says more tells it that the work was taken.
      return other.text.length > one.text.length ? other : one;
    }
    const answer = await track(send(first, body, headers));
    if (spread === 'again') await repeat();
    return answer;
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    try {
      const answer = await bring(Buffer.concat(chunks), plain(request.headers));
      response.writeHead(answer.status, answer.type ? { 'content-type': answer.type } : {}).end(answer.text);
    } catch {
      response.writeHead(502).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    reach(addresses: string[]) {
      targets = addresses;
    },
    spread(how: Spread) {
      spread = how;
    },
    /** How many payloads were brought a second time. */
    repeated: () => repeated,
    async settled() {
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What Slack wrote, without what belongs to the one connection. */
function plain(headers: IncomingHttpHeaders): Record<string, string> {
  const dropped = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      dropped.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
