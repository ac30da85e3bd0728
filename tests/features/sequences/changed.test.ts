import { afterEach, expect, test } from 'vitest';
import type { Lead } from '../../../src/features/leads/index.ts';
import { stageNames } from '../../../src/features/leads/index.ts';
import { changedParts, changeInWords, fingerprintOf, isSameWorld } from '../../../src/features/sequences/changed.ts';
import type { SeenWorld } from '../../../src/features/sequences/rules.ts';
import { manager, otherRep, rep } from '../../support/people.ts';
import { type World, world } from '../../support/world.ts';

let w: World | undefined;
afterEach(() => w?.close());

const seen: SeenWorld = {
  subject: 'Nine days',
  body: 'Hi Ada',
  channel: 'email',
  address: 'ada@fernline.example',
  sender: 'rosa@tallyhook.example',
  evidence: 'abc',
  lastInboundId: '',
  suppression: '',
  stage: 'open',
  footer: 'Hafenstrasse 1',
};
const around = { ownerName: 'Tomas Leal', gone: ['Northgate cut it to two days'] };

const MOVED: [Partial<SeenWorld>, string][] = [
  [{ subject: 'Ten days' }, 'the subject is now “Ten days”'],
  [{ body: 'Hi\nOtto' }, 'the words are now “Hi Otto”'],
  [{ channel: 'whatsapp' }, 'it would go out by whatsapp now'],
  [{ address: 'james.w@fernline.example' }, 'the email address is now james.w@fernline.example'],
  [{ address: '' }, 'the email address was taken away'],
  [{ sender: 'otto@tallyhook.example' }, 'it would leave from otto@tallyhook.example now'],
  [{ sender: '' }, 'there is no mailbox to send from any more'],
  [{ evidence: 'xyz' }, '“Northgate cut it to two days”, which a sentence rests on, is not on record any more'],
  [{ lastInboundId: 'inb_1' }, 'the lead has written'],
  [{ suppression: 'Never write to this address: bounced (x).' }, 'Never write to this address: bounced (x)'],
  [{ stage: 'meeting' }, `the stage is now “${stageNames.meeting}”`],
  [{ footer: 'Am Kai 2' }, 'below the words stands now “Am Kai 2”'],
];

test.each(MOVED)('a world with %j differs in that alone, told with its present value', (moved, words) => {
  const now = { ...seen, ...moved };
  const print = fingerprintOf(seen);
  expect(isSameWorld(print, fingerprintOf(now))).toBe(false);
  const parts = changedParts(print, now);
  expect(parts).toEqual(Object.keys(moved));
  expect(changeInWords(parts[0] ?? 'body', now, around)).toBe(words);
});

test('a fingerprint from before the parts were told apart is still good, and can name nothing', () => {
  const old = fingerprintOf(seen).slice(0, 22);
  expect(isSameWorld(old, fingerprintOf(seen))).toBe(true);
  expect(changedParts(old, { ...seen, address: 'other@x.example' })).toEqual([]);
  expect(isSameWorld('', '')).toBe(false);
});

async function looked(): Promise<{ w: World; lead: Lead; approve: () => Promise<unknown> }> {
  const made = await world();
  w = made;
  const lead = await made.lead();
  await made.sequences.enrol(rep, [lead.id]);
  await made.sequences.draftPlanned({ leadIds: [lead.id] });
  const [touch] = (await made.sequences.review(rep, lead.id)).touches;
  if (!touch?.draft || !touch.fingerprint) throw new Error('nothing to approve');
  const given = { touchId: touch.id, draftId: touch.draft.id, fingerprint: touch.fingerprint };
  return { w: made, lead, approve: () => made.sequences.approve(rep, [given]) };
}

test('an address that changed while one read is named as it is now, with all else that moved', async () => {
  const { w, lead, approve } = await looked();
  await w.leads.edit(manager, lead.id, { email: 'james.w@fernline.example' }, lead.version);
  await w.leads.setStage(manager, lead.id, 'meeting');
  expect(await approve()).toMatchObject([
    { result: 'changed', what: ['the email address is now james.w@fernline.example', 'the stage is now “Meeting”'] },
  ]);
});

test('another owner is named, and that there is nothing to send from', async () => {
  const { w, lead, approve } = await looked();
  await w.leads.handOver(manager, [lead.id], otherRep.id);
  await expect(approve()).rejects.toThrow(/belongs to/);
});
