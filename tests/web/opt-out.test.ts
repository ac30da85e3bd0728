import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compose } from '../../src/adapters/gmail/compose.ts';
import { DAY_MS } from '../../src/kernel/clock.ts';
import { optOutRoutes } from '../../src/web/opt-out.ts';
import { rep } from '../support/people.ts';
import { MONDAY_9, type World, world } from '../support/world.ts';

let w: World;
let url: string;
let stop: () => void;

/** The routes as they stand behind the process's port; only the matching of paths is done here. */
beforeEach(async () => {
  w = await world({ baseUrl: 'https://sales.example' });
  const routes = optOutRoutes({
    isKnown: (token) => w.channels.readOptOut(token) !== undefined,
    optOut: (token) => w.interactions.optOut(token),
  });
  const server = createServer((request, response) => {
    const route = routes.find((one) => one.method.includes(request.method ?? ''));
    if (route) route.handler(request, response);
    else response.writeHead(405).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () => server.close().closeAllConnections();
});
afterEach(async () => {
  stop();
  await w.close();
});

/** A lead who has had the first mail, and the path of that mail's link. */
async function mailed() {
  const lead = await w.approvedLead();
  await w.turnTo(MONDAY_9 + 3 * DAY_MS);
  const mail = w.mail.sent[0];
  if (!mail?.optOut?.url) throw new Error('no mail with a link left');
  return { lead, mail, path: new URL(mail.optOut.url).pathname };
}

const statusOf = async (leadId: string) => (await w.sequences.review(rep, leadId)).status;

test('a mail tells from where it comes and bears a link that only its reader has', async () => {
  const { mail } = await mailed();
  expect(mail.footer).toContain('Long Lane 1, 1012 AB Amsterdam');
  expect(mail.footer).toContain(mail.optOut?.url);
  const raw = Buffer.from(await compose(mail), 'base64url').toString('latin1');
  const headers = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n\s+/g, ' ');
  expect(headers).toContain(
    `List-Unsubscribe: <${mail.optOut?.url}>, <mailto:rosa@seller.example?subject=unsubscribe%20`,
  );
  expect(headers).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
});

test('to look at the link changes nothing, however often', async () => {
  const { lead, path } = await mailed();
  for (const method of ['GET', 'HEAD', 'GET']) expect((await fetch(url + path, { method })).status).toBe(200);
  expect(await statusOf(lead.id)).toBe('active');
  expect(await w.channels.suppressionOf('email', lead.email ?? '')).toBeUndefined();
});

test('one click stops everything at once and for good; a second changes nothing', async () => {
  const { lead, path } = await mailed();
  for (let i = 0; i < 2; i += 1) {
    const answer = await fetch(url + path, {
      method: 'POST',
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toMatch(/ada|fernline|byron/i);
  }
  expect(await statusOf(lead.id)).toBe('stopped');
  await w.turnTo(MONDAY_9 + 60 * DAY_MS);
  expect(w.mail.sent).toHaveLength(1);
  expect((await w.threads.of(lead.id, { kinds: ['lead.opted_out'] })).length).toBe(1);
  for (const channel of ['email', 'sms', 'whatsapp', 'call'] as const)
    expect((await w.channels.suppressionOf(channel, lead.email ?? ''))?.reason).toBe('opted_out');
  expect((await w.sequences.enrol(rep, [lead.id])).refused).toHaveLength(1);
});

test('a forged link changes nothing and gives nothing away', async () => {
  const { lead, path } = await mailed();
  expect((await fetch(`${url}/o/%ff%`, { method: 'POST' })).status).toBe(404);
  const forged = `${path.slice(0, -3)}abc`;
  for (const method of ['GET', 'POST']) {
    const answer = await fetch(url + forged, { method });
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toMatch(/ada|fernline|touch|lead/i);
  }
  expect(await statusOf(lead.id)).toBe('active');
});

test('the mail address beside it works from any sender, also for a program that calls itself automatic', async () => {
  const { lead, mail } = await mailed();
  const subject = decodeURIComponent(new URL(mail.optOut?.mailto ?? '').searchParams.get('subject') ?? '');
  const headers = { 'auto-submitted': 'auto-generated' };
  w.mail.deliver({ to: mail.mailbox, from: 'other@elsewhere.example', subject, text: '', headers, answers: 'none' });
  await w.interactions.readMailboxes();
  expect(await statusOf(lead.id)).toBe('stopped');
  expect((await w.channels.suppressionOf('email', lead.email ?? ''))?.reason).toBe('opted_out');
});

test('without a public address the footer asks for an answer, and there is no button that could not work', async () => {
  await w.close();
  w = await world();
  await w.approvedLead();
  await w.turnTo(MONDAY_9 + 3 * DAY_MS);
  expect(w.mail.sent[0]?.footer).toContain('answer “no”');
  const mail = w.mail.sent[0];
  const raw = Buffer.from(await compose(mail as NonNullable<typeof mail>), 'base64url').toString('latin1');
  expect(raw).not.toContain('List-Unsubscribe-Post');
});
