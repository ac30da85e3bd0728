import { afterEach, describe, expect, it } from 'vitest';
import { isBusinessDay, toLocal } from '../../../src/kernel/calendar.ts';
import { createTurnableClock, DAY_MS, HOUR_MS, MINUTE_MS, type TurnableClock } from '../../../src/kernel/clock.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { type MailStandIn, startMail } from '../../../src/simulator/mail/index.ts';
import { parseMail } from '../../../src/simulator/mail/mime.ts';
import { plansFor } from '../../../src/simulator/mail/prospect-plan.ts';
import { createProspects, type Prospects } from '../../../src/simulator/mail/prospects.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import type { Prospect, Temperament } from '../../../src/simulator/world/types.ts';

const REP = 'mara.lindqvist@tallyhook.example';
const BODY = 'Hi,\n\ninvoices leave nine days late, you said. Shall I show you how Northgate changed that?\n\nMara';

const running: MailStandIn[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

async function start(world: { prospects: Prospect[] } = sampleWorld) {
  const clock = createTurnableClock(sampleWorld.startsAt);
  const mail = await startMail({ port: 0, clock, logger: silentLogger, mailboxes: sampleWorld.mailboxes });
  running.push(mail);
  return { clock, mail, prospects: createProspects({ world, mail, clock, logger: silentLogger }) };
}

function prospect(temperament: Temperament, more: Partial<Prospect> = {}): Prospect {
  return {
    email: 'ada.byron@fernline.example',
    firstName: 'Ada',
    lastName: 'Byron',
    title: 'Head of Billing',
    company: 'Fernline',
    country: 'DE',
    timezone: 'Europe/Berlin',
    language: 'en',
    painKey: 'late_invoices',
    temperament,
    ...more,
  };
}

async function turn(clock: TurnableClock, prospects: Prospects, to: number): Promise<void> {
  for (let next = prospects.nextAt(); next !== undefined && next <= to; next = prospects.nextAt()) {
    clock.set(Math.max(next, clock.now()));
    await prospects.tick();
  }
  clock.set(to);
}

async function inboxOf(mail: MailStandIn) {
  const { accessToken } = mail.credentialsOf(REP);
  const read = async (path: string) => {
    const headers = { authorization: `Bearer ${accessToken}` };
    return (await fetch(`${mail.googleApiUrl}/gmail/v1/users/me/${path}`, { headers })).json();
  };
  const list = (await read('messages?labelIds=INBOX&maxResults=500')) as { messages: { id: string }[] };
  const all = [];
  for (const { id } of list.messages) {
    const got = (await read(`messages/${id}?format=raw`)) as { raw: string; threadId: string; internalDate: string };
    const raw = Buffer.from(got.raw, 'base64url');
    const parsed = await parseMail(raw);
    all.push({ ...parsed, source: raw.toString('utf8'), threadId: got.threadId, at: Number(got.internalDate) });
  }
  return all.sort((a, b) => a.at - b.at);
}

const send = (mail: MailStandIn, to: Prospect, more: object = {}) =>
  mail.sendByHand({ from: REP, to: { name: '', address: to.email }, subject: 'Nine days', text: BODY, ...more });

describe('one prospect', () => {
  it('who is interested answers once within two working days, in the thread, with our words below', async () => {
    const ada = prospect({ kind: 'interested' });
    const { clock, mail, prospects } = await start({ prospects: [ada] });
    const sent = await send(mail, ada);
    expect(await prospects.tick()).toBe(0);
    await turn(clock, prospects, sampleWorld.startsAt + 2 * DAY_MS);
    const [answer, ...more] = await inboxOf(mail);
    expect(more).toEqual([]);
    expect(answer).toMatchObject({ from: { address: ada.email }, threadId: sent.threadId });
    expect(answer?.subject).toMatch(/^re: Nine days$/i);
    expect(answer?.inReplyTo).toBe(mail.sentMessages()[0]?.messageId);
    expect(answer?.headers['auto-submitted']).toBeUndefined();
    expect(answer?.text).toContain('invoices leave nine days late');
    const local = toLocal(answer?.at ?? 0, ada.timezone);
    expect(isBusinessDay(local, 'DE')).toBe(true);
    expect(local.hour).toBeGreaterThanOrEqual(8);
    expect(local.hour).toBeLessThan(18);
  });

  it('who is away answers by machine at once, only once in four days, and as a person after the return', async () => {
    const asa = prospect({ kind: 'away', businessDays: 4, onReturn: 'interested' });
    const { clock, mail, prospects } = await start({ prospects: [asa] });
    await send(mail, asa);
    await turn(clock, prospects, sampleWorld.startsAt + HOUR_MS);
    await send(mail, asa);
    await turn(clock, prospects, sampleWorld.startsAt + 9 * DAY_MS);
    const [note, person, ...more] = await inboxOf(mail);
    expect(more).toEqual([]);
    expect(note?.headers['auto-submitted']).toBe('auto-replied');
    expect(note?.text).toMatch(/9 November/);
    expect((note?.at ?? 0) - sampleWorld.startsAt).toBeLessThan(5 * MINUTE_MS);
    expect(person?.headers['auto-submitted']).toBeUndefined();
    expect(person?.at).toBeGreaterThan(Date.UTC(2026, 10, 9));
  });

  it('who is gone bounces with a delivery report that names the address and the mail', async () => {
    const gone = prospect({ kind: 'gone', how: 'bounce' });
    const { clock, mail, prospects } = await start({ prospects: [gone] });
    await send(mail, gone);
    await turn(clock, prospects, sampleWorld.startsAt + HOUR_MS);
    const [report] = await inboxOf(mail);
    expect(report?.headers['content-type']).toMatch(/multipart\/report; report-type=delivery-status/);
    expect(report?.from.address).toMatch(/^mailer-daemon@/);
    expect(report?.source).toContain(`Final-Recipient: rfc822; ${gone.email}`);
    expect(report?.source).toMatch(/Status: 5\.\d/);
    expect(report?.source).toContain(mail.sentMessages()[0]?.messageId);
  });

  it('who wants no mail says so, and says it louder when it goes on', async () => {
    const meera = prospect({ kind: 'opt_out', tone: 'angry' });
    const { clock, mail, prospects } = await start({ prospects: [meera] });
    await send(mail, meera);
    await turn(clock, prospects, sampleWorld.startsAt + 2 * DAY_MS);
    await send(mail, meera);
    await turn(clock, prospects, sampleWorld.startsAt + 4 * DAY_MS);
    expect(prospects.delivered().map((one) => one.kind)).toEqual(['opt_out_angry', 'opt_out_again']);
  });

  it('who is slow answers only the second mail', async () => {
    const slow = prospect({ kind: 'slow', answersTouch: 2 });
    const { clock, mail, prospects } = await start({ prospects: [slow] });
    await send(mail, slow);
    await turn(clock, prospects, sampleWorld.startsAt + 6 * DAY_MS);
    expect(prospects.delivered()).toEqual([]);
    await send(mail, slow);
    await turn(clock, prospects, sampleWorld.startsAt + 12 * DAY_MS);
    expect(prospects.delivered().map((one) => one.kind)).toEqual(['slow']);
  });

  it('who writes German, French or Spanish answers so', async () => {
    const three = sampleWorld.prospects.filter((one) =>
      [
        'juergen.weiss@nordwerk.example',
        'elodie.moreau@atelier-moreau.example',
        'begona.nunez@pena-nunez.example',
      ].includes(one.email),
    );
    const { clock, mail, prospects } = await start({ prospects: three });
    for (const one of three) await send(mail, one);
    await turn(clock, prospects, sampleWorld.startsAt + 4 * DAY_MS);
    const texts = (await inboxOf(mail)).map((one) => `${one.from.address} ${one.text}`).join('\n');
    expect(texts).toMatch(/juergen.weiss[\s\S]*(Jahresabschluss|ERP um)/);
    expect(texts).toMatch(/elodie.moreau[\s\S]*Bonjour/);
    expect(texts).toMatch(/begona.nunez[\s\S]*(Saludos|Un saludo)/);
    expect(texts).toContain('a écrit');
    expect(texts).not.toMatch(/\{\w+\}/);
  });

  it('decides the same again for the same history', () => {
    for (const one of sampleWorld.prospects) {
      const history = { mails: 1, humanAnswers: 0, humanPlanned: false };
      expect(plansFor(one, history, sampleWorld.startsAt)).toEqual(plansFor(one, { ...history }, sampleWorld.startsAt));
    }
  });
});

/** Twelve first mails each working day, a second one on the seventh working day behind to whoever has not answered. */
async function playFortnight() {
  const { clock, mail, prospects } = await start();
  const open = sampleWorld.prospects.filter((one) => one.email !== 'nils.hedman@fjallsyn.example');
  const started: Prospect[][] = [];
  for (let n = 0; n < 14; n += 1) {
    const now = sampleWorld.startsAt + n * DAY_MS;
    if (toLocal(now, 'Europe/Amsterdam').weekday <= 5) {
      started.push(open.splice(0, 12));
      const heard = new Set(prospects.delivered().map((one) => one.email));
      const second = (started.at(-8) ?? []).filter((one) => !heard.has(one.email));
      for (const one of [...(started.at(-1) ?? []), ...second]) await send(mail, one);
    }
    await turn(clock, prospects, now + DAY_MS);
  }
  return { mail, delivered: prospects.delivered() };
}

describe('all prospects over a fortnight', () => {
  it('give 12 to 18 human answers in a hundred, some by machine, and the same in each run', async () => {
    const first = await playFortnight();
    const kinds = first.delivered.map((one) => one.kind);
    const humans = first.delivered.filter((one) => one.isHuman).length;
    expect(new Set(first.mail.sentMessages().flatMap((one) => one.to.map((to) => to.address))).size).toBe(85);
    expect(humans / 85).toBeGreaterThanOrEqual(0.12);
    expect(humans / 85).toBeLessThanOrEqual(0.18);
    expect(kinds.filter((kind) => kind === 'away').length).toBeGreaterThanOrEqual(2);
    expect(kinds.filter((kind) => kind === 'bounce').length).toBeGreaterThanOrEqual(2);
    expect(kinds).toEqual(expect.arrayContaining(['interested', 'asks', 'price', 'timing', 'tool', 'desk', 'left']));
    const inbox = await inboxOf(first.mail);
    expect(inbox).toHaveLength(first.delivered.length);
    expect((await playFortnight()).delivered).toEqual(first.delivered);
  });
});
