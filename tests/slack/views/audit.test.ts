import { expect, test } from 'vitest';
import type { AccessRequest, AuditEntry } from '../../../src/features/access/index.ts';
import { gestureTable } from '../../../src/features/access/rules.ts';
import { auditModal } from '../../../src/slack/views/audit.ts';
import { gestureWords, inThePast } from '../../../src/slack/views/audit-words.ts';
import { admin, manager, rep } from '../../support/people.ts';
import { read } from './looks.ts';

const request = { id: 'req_01m6', userId: 'UNEW', name: 'Nora Newman' } as AccessRequest;

const told = (entry: Partial<AuditEntry>): string =>
  read(
    auditModal([{ id: 1, at: Date.UTC(2026, 4, 12, 7), actorId: rep.id, gesture: 'x', verdict: 'done', ...entry }], {
      members: [admin, manager, rep],
      requests: [request],
      reader: admin,
    }).blocks,
  ).replace(/^<[^>]+> · /, '');

const guest = { name: 'Gus Tern' };

test.each<[string, Partial<AuditEntry>]>([
  [
    '*Gus Tern* (guest) tried /leads: refused',
    { actorId: 'U0GUEST001', gesture: 'command:/leads', verdict: 'denied', reason: 'guest', details: guest },
  ],
  [
    `*${rep.name}* (rep) tried to open the settings: refused`,
    { gesture: 'action:settings.open', verdict: 'denied', reason: 'role rep' },
  ],
  [
    '*Nora Newman* tried to open the Home tab: got the form that asks for access',
    { actorId: 'UNEW', gesture: 'event:app_home_opened', reason: 'registration' },
  ],
  ['*Nora Newman* asked for access', { actorId: 'UNEW', gesture: 'access.requested', target: 'req_01m6' }],
  [
    `*${admin.name}* gave Nora Newman access as team lead`,
    { actorId: admin.id, gesture: 'access.approved', target: 'UNEW', details: { role: 'team_lead' } },
  ],
  [
    `*The configuration* gives ${admin.name} access as admin`,
    { actorId: 'configuration', gesture: 'access.ensured', target: admin.id, details: { role: 'admin' } },
  ],
  [`*${rep.name}* opened the Home tab`, { gesture: 'event:app_home_opened', verdict: 'allowed' }],
  [`*${rep.name}* used /lead`, { gesture: 'command:/lead', verdict: 'allowed' }],
  [
    `*${manager.name}* changed “Emails of a mailbox in a day” from “25” to “20”`,
    {
      actorId: manager.id,
      gesture: 'settings.change',
      target: 'emailsPerMailboxPerDay',
      details: { before: 25, after: 20 },
    },
  ],
  [
    `*${manager.name}* changed “Pause of all sending” from “no” to “yes”`,
    {
      actorId: manager.id,
      gesture: 'settings.change',
      target: 'sendingPaused',
      details: { before: false, after: true },
    },
  ],
  [
    `*${manager.name}* changed “Postal address below every mail” from nothing to “Hafenstrasse 1”`,
    {
      actorId: manager.id,
      gesture: 'settings.change',
      target: 'postalAddress',
      details: { before: '', after: 'Hafenstrasse 1' },
    },
  ],
  [
    `*${rep.name}* approved 15 touches about 3 leads in 6 min`,
    { gesture: 'review.finished', details: { touches: 15, leads: 3, tookMs: 360_000 } },
  ],
])('%s', (line, entry) => {
  expect(told(entry)).toBe(line);
});

test('every gesture has words of its own, in the wish and in the past, with no machine’s name in them', () => {
  for (const gesture of Object.keys(gestureTable)) {
    if (gesture.startsWith('command:') || gesture.startsWith('route:')) continue;
    const words = gestureWords[gesture];
    expect(words, gesture).toMatch(/^[a-z][^:_.]+$/);
    expect(inThePast(words ?? ''), gesture).toMatch(
      /^(\w+ed|was|chose|drew|went|kept|made|rang|said|sent|set|took|told|wrote) /,
    );
  }
  expect(inThePast('open the Home tab')).toBe('opened the Home tab');
});

test('ids are never shown, and a hostile name stays inert', () => {
  const text = told({
    actorId: 'UHOSTILE1',
    gesture: 'command:/<!channel>',
    verdict: 'denied',
    reason: 'unknown gesture',
    details: { name: '<!channel> *x*' },
  });
  expect(text).not.toContain('<!channel>');
  expect(
    told({ actorId: 'U0NOBODY01', gesture: 'command:/leads', verdict: 'denied', reason: 'unknown person' }),
  ).not.toContain('U0');
});
