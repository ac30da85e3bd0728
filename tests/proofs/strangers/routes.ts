import type { Ledger } from './ledger.ts';
import { isOfTwilio, type Letter, letterOf } from './twilio.ts';
import type { World } from './world.ts';

/**
 * What the web may do, whoever asks: nobody is asked who they are there. `page` a page that says nothing of anybody and changes nothing,
 * `acts` the database changes, `no` a refusal.
 */
export const routeRows = `
POST /slack/events   not signed        no
POST /slack/events   signed long ago   no
POST /slack/events   without a word    no
GET /healthz         plain             page
HEAD /healthz        plain             page
GET /healthz         of two slashes    no
GET /o/:token        real              page
GET /o/:token        of another touch  no
GET /o/:token        made up           no
GET /o/:token        broken letters    no
GET /o/:token        long letters      no
HEAD /o/:token       real              page
HEAD /o/:token       made up           no
POST /o/:token       real              acts
POST /o/:token       of another touch  no
POST /o/:token       made up           no
POST /o/:token       broken letters    no
POST /o/:token       long letters      no
GET /oauth/google/callback plain       no
GET /oauth/google/callback made up     no
POST /twilio/message not signed no
POST /twilio/message signed by another no
POST /twilio/message signed for another path no
POST /twilio/message signed with other words no
POST /twilio/message signed acts
POST /twilio/message signed, brought again page
POST /twilio/message signed, by GET no
POST /twilio/message signed, by PUT no
POST /twilio/message signed, by HEAD no
POST /twilio/status not signed no
POST /twilio/status signed by another no
POST /twilio/status signed for another path no
POST /twilio/status signed with other words no
POST /twilio/status signed acts
POST /twilio/status signed, brought again page
POST /twilio/status signed, by GET no
POST /twilio/status signed, by PUT no
POST /twilio/status signed, by HEAD no
POST /twilio/call not signed no
POST /twilio/call signed by another no
POST /twilio/call signed for another path no
POST /twilio/call signed with other words no
POST /twilio/call signed acts
POST /twilio/call signed, brought again page
POST /twilio/call signed, by GET no
POST /twilio/call signed, by PUT no
POST /twilio/call signed, by HEAD no
POST /twilio/whisper not signed no
POST /twilio/whisper signed by another no
POST /twilio/whisper signed for another path no
POST /twilio/whisper signed with other words no
POST /twilio/whisper signed page
POST /twilio/whisper signed, brought again page
POST /twilio/whisper signed, by GET no
POST /twilio/whisper signed, by PUT no
POST /twilio/whisper signed, by HEAD no
`;

export interface RouteRow {
  name: string;
  route: string;
  how: string;
  expected: 'page' | 'acts' | 'no';
}

export const routes: readonly RouteRow[] = routeRows
  .trim()
  .split('\n')
  .map((line) => {
    const [method = '', path = '', ...rest] = line.trim().split(/\s+/);
    const expected = rest.pop() as RouteRow['expected'];
    const how = rest.join(' ');
    return { name: `${method} ${path} ${how}`, route: `${method} ${path}`, how, expected };
  });

export interface RouteOutcome {
  /** `crash` an error that nobody caught, which ends the process. */
  found: RouteRow['expected'] | 'nothing' | 'crash';
  changed: string[];
  showsLeads: boolean;
}

/** Errors that nobody catches while this is done. */
async function uncaught(work: () => Promise<unknown>): Promise<unknown[]> {
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  const kinds = ['uncaughtException', 'unhandledRejection'] as const;
  for (const kind of kinds) process.on(kind, note);
  try {
    await work();
    await new Promise((resolve) => setTimeout(resolve, 5));
  } finally {
    for (const kind of kinds) process.off(kind, note);
  }
  return errors;
}

/** One request as anybody on the web may send it, to the server of either mode. */
export async function request(
  world: World,
  ledger: Ledger,
  { row: { route, how }, base }: { row: RouteRow; base: string },
): Promise<RouteOutcome> {
  if (isOfTwilio(route)) return requestOfTwilio(world, ledger, { letter: letterOf(world, { route, how }), base });
  const [method = '', path = ''] = route.split(' ');
  const stamp = Math.floor(Date.now() / 1000) - (how === 'signed long ago' ? 3_600 : 0);
  const query = path.startsWith('/oauth/') && how === 'made up' ? '?state=guessed&code=guessed' : '';
  const where = how === 'of two slashes' ? '//' : `${path.replace(':token', tokenFor(world, how))}${query}`;
  let response: Response | undefined;
  let shown = '';
  const errors = await uncaught(async () => {
    response = await fetch(`${base}${where}`, {
      method,
      signal: AbortSignal.timeout(1_000),
      headers:
        how === 'without a word' ? {} : { 'x-slack-request-timestamp': String(stamp), 'x-slack-signature': 'v0=00' },
      ...(method === 'POST' ? { body: 'command=%2Flead&user_id=U0ADMIN001' } : {}),
    }).catch(() => undefined);
    shown = (await response?.text().catch(() => ''))?.toLowerCase() ?? '';
  });
  await world.idle();
  const changed = ledger.changed();
  ledger.restore(changed);
  const { status = 0 } = response ?? {};
  const done = changed.length > 0 ? 'acts' : 'page';
  const found = errors.length > 0 ? 'crash' : status >= 400 ? 'no' : status === 200 ? done : 'nothing';
  return { found, changed, showsLeads: world.goods.secrets.some((one) => shown.includes(one)) };
}

/** The other server tells Slack by itself what it took in: all of that belongs to the time that caused it. */
async function atRest(world: World, ledger: Ledger): Promise<void> {
  for (let before = ''; before !== ledger.now(); ) {
    before = ledger.now();
    await world.idle();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What Twilio brings, or somebody in its name; brought again it is measured by what the second time changes. */
async function requestOfTwilio(
  world: World,
  ledger: Ledger,
  { letter, base }: { letter: Letter; base: string },
): Promise<RouteOutcome> {
  let status = 0;
  let shown = '';
  let before = '';
  const errors = await uncaught(async () => {
    for (let time = 0; time < letter.times; time += 1) {
      before = ledger.now();
      const response = await fetch(`${base}${letter.path}`, { ...letter.request, signal: AbortSignal.timeout(1_000) });
      status = response.status;
      shown += (await response.text()).toLowerCase();
      await atRest(world, ledger);
    }
  });
  const isOther = ledger.now() !== before;
  const changed = ledger.changed();
  ledger.restore(changed);
  const done = isOther ? 'acts' : 'page';
  const found = errors.length > 0 ? 'crash' : status >= 400 ? 'no' : status === 200 ? done : 'nothing';
  return {
    found,
    changed: isOther || letter.times === 1 ? changed : [],
    showsLeads: world.goods.secrets.some((one) => shown.includes(one)),
  };
}

/** The link in the mail of a lead, and what somebody may make of it. */
function tokenFor({ goods: { optOutToken, otherTouch } }: World, how: string): string {
  const [, address = '', seal = ''] = optOutToken.split('.');
  if (how === 'real') return optOutToken;
  if (how === 'of another touch') return `${otherTouch}.${address}.${seal}`;
  if (how === 'broken letters') return '%E0%A4%A';
  // As many letters as a seal has, but more bytes.
  if (how === 'long letters') return `${otherTouch}.${address}.${encodeURIComponent('ä'.repeat(seal.length))}`;
  return 'made.up.0000000000000000000000';
}
