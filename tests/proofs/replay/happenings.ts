import type { Member } from '../../../src/features/access/index.ts';
import type { NewEntry } from '../../../src/features/threads/index.ts';
import type { Fortnight } from '../fortnight.ts';
import { pick } from '../proof.ts';

/** What else happens to leads and mailboxes: archived, brought back and enrolled anew, closed, handed over, called, paused. */
export async function happenings(at: Fortnight, random: () => number): Promise<void> {
  const { features } = at.workspace.app;
  const { leads, sequences } = features;
  const members = await features.access.members();
  const other = members.find((one) => one.role === 'rep' && one.id !== at.rep.id) ?? at.rep;
  const own = (await leads.list({ ownerId: at.rep.id, limit: 100 })).leads.filter((one) => one.stage !== 'closed');
  const some = () => pick(random, own).id;
  if (own.length === 0) return;

  const archived = some();
  await leads.archive(at.rep, archived);
  if (random() < 0.7) {
    await leads.resume(at.rep, archived);
    await sequences.enrol(at.rep, [archived]);
  }
  if (random() < 0.4) await leads.setOutcome(at.rep, some(), { outcome: 'lost', reason: 'No money this year.' });
  if (random() < 0.4) await leads.handOver(at.rep, [some(), some()], other.id);
  await append(at, {
    kind: 'call.ended',
    leadId: some(),
    actorId: at.rep.id,
    refs: { status: 'completed', seconds: 60 + Math.floor(random() * 600) },
  });
  await mailboxNews(at, members, random);
}

async function mailboxNews(at: Fortnight, members: Member[], random: () => number): Promise<void> {
  const mailbox = await at.workspace.app.features.channels.mailboxOf(at.rep.id);
  const manager = members.find((one) => one.role === 'manager');
  if (!mailbox || !manager) return;
  const refs = { mailboxId: mailbox.id, memberId: at.rep.id };
  const kind = pick(random, ['mailbox.paused', 'mailbox.resumed', 'mailbox.lost', 'mailbox.connected'] as const);
  const actorId = kind === 'mailbox.resumed' ? manager.id : at.rep.id;
  await append(at, { kind, actorId, refs: { ...refs, reason: 'too many bounces' } });
}

async function append(at: Fortnight, entry: Omit<NewEntry, 'at'>): Promise<void> {
  const { db, features } = at.workspace.app;
  await db.transaction((scope) => features.threads.append(scope, { ...entry, at: features.clock.now() }));
}

/** How each enrollment stands. */
export async function sequencesOf({ workspace }: Fortnight): Promise<Map<string, string>> {
  const rows: { id: string; status: string }[] = await workspace.app.db('enrollments').select('id', 'status');
  return new Map(rows.map((one) => [one.id, one.status]));
}

/** Sequences that go on with somebody who is archived or closed. */
export async function unendedSequences({ workspace }: Fortnight): Promise<string[]> {
  const rows: { id: string; status: string }[] = await workspace.app
    .db('enrollments as e')
    .join('leads as l', 'l.id', 'e.lead_id')
    .whereIn('e.status', ['active', 'held'])
    .where((either) => either.whereNotNull('l.archived_at').orWhere('l.stage', 'closed'))
    .select('e.id', 'e.status');
  return rows.map((one) => `Sequence ${one.id} of a lead that is archived or closed is ${one.status}.`);
}
