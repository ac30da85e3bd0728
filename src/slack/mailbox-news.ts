import type { Member } from '../features/access/index.ts';
import type { Entry } from '../features/threads/index.ts';
import { formatDay, formatInstant } from '../kernel/calendar.ts';
import type { Dms } from './dms.ts';
import type { Features } from './features.ts';
import { linkedinConnectedCard, linkedinLostCard } from './views/linkedin.ts';
import {
  inboxWords,
  mailboxConnectedCard,
  mailboxLostCard,
  mailboxPausedCard,
  mailboxReadAgainCard,
  mailboxResumedCard,
  mailboxUnreadCard,
  unreadableCard,
} from './views/mailbox.ts';

/** Tells of mailboxes that paused themselves, that can't be read and that go on again, and of members' accounts, each once. */
export function createMailboxNews({
  features,
  dm,
  publishHome,
}: {
  features: Features;
  dm: Dms['dm'];
  publishHome(userId: string): Promise<void>;
}) {
  /** To the owner of a mailbox that paused itself, and to who can resume it where the owner can't. */
  async function paused(entry: Entry): Promise<void> {
    const [mailboxId, memberId] = [String(entry.refs.mailboxId), String(entry.refs.memberId)];
    const [mailbox, owner] = await Promise.all([
      features.channels.mailbox(mailboxId),
      features.access.member(memberId),
    ]);
    if (!mailbox) return;
    const post = { kind: 'mailbox', subjectId: `${mailboxId}:${entry.id}` };
    const pause = { mailbox, reason: String(entry.refs.reason) };
    const mayResume = owner?.status === 'active' && owner.role !== 'rep';
    const others = mayResume ? [] : await resumersFor(owner);
    const key = `mailbox-paused:${entry.id}`;
    if (owner?.status === 'active') {
      const resumers = mayResume ? undefined : others.map((one) => one.name).join(', ');
      await dm(owner.id, { ...post, key: `${key}:${owner.id}`, card: mailboxPausedCard({ ...pause, resumers }) });
    }
    for (const one of others) {
      const card = mailboxPausedCard({ ...pause, ownerName: owner?.name ?? mailbox.displayName });
      await dm(one.id, { ...post, key: `${key}:${one.id}`, card });
    }
    for (const one of [owner, ...others]) if (one) await publishHome(one.id).catch(() => undefined);
  }

  /** The owner's team lead, else everybody who manages. */
  async function resumersFor(owner: Member | undefined): Promise<Member[]> {
    const now = features.clock.now();
    const lead = owner?.teamLeadId ? await features.access.member(owner.teamLeadId) : undefined;
    if (lead?.status === 'active' && lead.role !== 'rep' && (lead.awayUntil ?? 0) <= now) return [lead];
    const all = await features.access.members();
    return all.filter((one) => one.status === 'active' && (one.role === 'manager' || one.role === 'admin'));
  }

  async function resumed(entry: Entry): Promise<void> {
    const memberId = String(entry.refs.memberId);
    await publishHome(memberId).catch(() => undefined);
    if (memberId === entry.actorId) return;
    const [mailbox, by, owner] = await Promise.all([
      features.channels.mailbox(String(entry.refs.mailboxId)),
      features.access.member(entry.actorId ?? ''),
      features.access.member(memberId),
    ]);
    if (!mailbox || owner?.status !== 'active') return;
    const card = mailboxResumedCard(mailbox.address, by?.name ?? 'somebody');
    const key = `mailbox-resumed:${entry.id}`;
    await dm(memberId, { key, kind: 'notice', subjectId: key, card });
  }

  /** To its owner: it works, or has to be connected again. */
  async function changed(entry: Entry): Promise<void> {
    const memberId = String(entry.refs.memberId);
    const mailbox = await features.channels.mailbox(String(entry.refs.mailboxId));
    const owner = await features.access.member(memberId);
    if (!mailbox || owner?.status !== 'active') return;
    const isLost = entry.kind === 'mailbox.lost';
    const card = isLost
      ? mailboxLostCard(mailbox.address, String(entry.refs.reason ?? ''))
      : mailboxConnectedCard(mailbox.address);
    const key = `${entry.kind}:${entry.id}`;
    await dm(memberId, { key, kind: 'notice', subjectId: key, card });
    await publishHome(memberId).catch(() => undefined);
  }

  /** To a member: their LinkedIn works, or has to be connected again. */
  async function linkedin(entry: Entry): Promise<void> {
    const member = await features.access.member(String(entry.refs.memberId));
    const account = await features.channels.linkedinOf(member?.id ?? '');
    if (member?.status !== 'active' || !account) return;
    const card =
      entry.kind === 'linkedin.lost'
        ? linkedinLostCard(String(entry.refs.reason ?? ''))
        : linkedinConnectedCard(formatDay(account.expiresAt, member.timezone));
    const key = `${entry.kind}:${entry.id}`;
    await dm(member.id, { key, kind: 'notice', subjectId: key, card });
  }

  /** To whose mailbox can't be read, or can again; of the team's numbers to every admin. */
  async function reading(entry: Entry): Promise<void> {
    const memberId = entry.refs.memberId === undefined ? undefined : String(entry.refs.memberId);
    const mailbox = await features.channels.mailbox(String(entry.refs.mailboxId ?? ''));
    const everybody = (await features.access.members()).filter((one) => one.status === 'active');
    const what = mailbox ? `Your mailbox ${mailbox.address}` : inboxWords(String(entry.refs.inboxId));
    for (const one of everybody.filter(({ id, role }) => (memberId ? id === memberId : role === 'admin'))) {
      const since = formatInstant(Number(entry.refs.since ?? entry.at), one.timezone, features.clock.now());
      const card = entry.kind === 'mailbox.read_failed' ? mailboxUnreadCard(what, since) : mailboxReadAgainCard(what);
      const key = `${entry.kind}:${entry.id}:${one.id}`;
      await dm(one.id, { key, kind: 'notice', subjectId: key, card });
      await publishHome(one.id).catch(() => undefined);
    }
  }

  /** Nobody knows whose it is: who owns the mailbox can look, of the team's numbers the admins. */
  async function unreadable(entry: Entry): Promise<void> {
    const memberId = entry.refs.memberId === undefined ? undefined : String(entry.refs.memberId);
    const everybody = (await features.access.members()).filter((one) => one.status === 'active');
    for (const one of everybody.filter(({ id, role }) => (memberId ? id === memberId : role === 'admin'))) {
      const at = formatInstant(entry.at, one.timezone, features.clock.now());
      const key = `${entry.kind}:${entry.id}:${one.id}`;
      await dm(one.id, { key, kind: 'notice', subjectId: key, card: unreadableCard(memberId !== undefined, at) });
    }
  }

  return { paused, resumed, changed, linkedin, reading, unreadable };
}
