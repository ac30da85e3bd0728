import { inTransaction } from '../../src/db/index.ts';
import { DAY_MS, HOUR_MS } from '../../src/kernel/clock.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { admin, manager, otherRep, rep } from '../support/people.ts';
import { openScene, type Path, ROSA, type Scene, type Where } from './changing-world/scene.ts';
import { type Proof, type ProofResult, pick, randomFrom } from './proof.ts';

/** What changes; false when the person is told that it is too late. */
type Change = (scene: Scene) => Promise<boolean>;

const says =
  (text: string): Change =>
  async ({ mail, quiet, watched }) => {
    mail.deliver({ to: ROSA, from: watched.email ?? '', text });
    await quiet.interactions.readMailboxes();
    return true;
  };

const report =
  (action: string, status?: string): Change =>
  async ({ mail, quiet, watched }) => {
    const about = { finalRecipient: watched.email, action, status };
    mail.deliver({
      to: ROSA,
      from: 'mailer-daemon@provider.example',
      text: 'A report on your message.',
      report: about,
    });
    await quiet.interactions.readMailboxes();
    return true;
  };

const done =
  (act: (scene: Scene) => Promise<unknown>): Change =>
  async (scene) => {
    await act(scene);
    return true;
  };

const CHANGES: Record<string, Change> = {
  reply: says('Thanks, I will think about it.'),
  'opt-out': says('Please do not write to me again.'),
  'another postal address': done(({ quiet }) => quiet.settings.set(manager, 'postalAddress', 'Short Lane 2, Utrecht')),
  bounce: report('failed', '5.1.1'),
  complaint: report('complained'),
  'pause of the lead': done(({ quiet, watched }) => quiet.leads.pause(rep, watched.id)),
  'pause of everything': done(({ quiet }) => quiet.settings.set(manager, 'sendingPaused', true)),
  // Its provider has stopped to answer, and nobody knows what lies there.
  'a mailbox that is not read any more': done(async ({ db, clock, mail }) => {
    mail.fail('changesSince', ...Array.from({ length: 1_000 }, () => 'down' as const));
    await db('inboxes').update({ read_at: clock.now() - DAY_MS });
  }),
  'archiving of the lead': done(({ quiet, watched }) => quiet.leads.archive(rep, watched.id)),
  'closing of the lead': done(({ quiet, watched }) =>
    quiet.leads.setOutcome(rep, watched.id, { outcome: 'lost', reason: 'no budget' }),
  ),
  'new address': done(async ({ quiet, watched }) => {
    const { version } = await quiet.leads.get(watched.id);
    return quiet.leads.edit(rep, watched.id, { email: 'ada@elsewhere.example' }, version);
  }),
  'removal of the owner': done(({ quiet }) => quiet.access.revoke(admin, rep.id)),
  'handing over': done(({ quiet, watched }) => quiet.leads.handOver(manager, [watched.id], otherRep.id)),
  'suppression of the address alone': done(({ quiet, db, watched, clock }) =>
    inTransaction(db, (scope) =>
      quiet.channels.suppress(scope, {
        channel: 'all',
        address: watched.email ?? '',
        reason: 'opted_out',
        source: 'another lead of this address',
        at: clock.now(),
      }),
    ),
  ),
  'note that asks for silence': done(({ quiet, watched, clock }) =>
    quiet.interactions.note(rep.id, watched.id, 'Do not contact her any more.', clock.now()),
  ),
  'consent taken back': done(({ quiet, watched }) => quiet.passport.withdrawConsent(rep, watched.id, 'email')),
  'another rule for the country': done(({ quiet }) =>
    quiet.passport.setPolicy(manager, { country: 'DE', channel: 'email', needs: 'never', reason: 'our lawyer' }),
  ),
  'another stage': done(({ quiet, watched }) => quiet.leads.setStage(rep, watched.id, 'proposal')),
  'loss of the mailbox': done(async ({ quiet }) => {
    const mailbox = await quiet.channels.mailboxOf(rep.id);
    await quiet.channels.pauseMailbox(mailbox?.id ?? '', 'a proof');
  }),
  'another mailbox of the owner': done(({ quiet, clock }) =>
    quiet.channels.connectMailbox({
      memberId: rep.id,
      address: 'rosa.quint@seller.example',
      displayName: rep.name,
      credentials: '{}',
      at: clock.now(),
    }),
  ),
  dismissal: done(({ quiet, watched }) => quiet.sequences.dismiss(rep, watched.id, 'no longer relevant')),
  'edit of the draft': async ({ quiet, touchId, draftId }) => {
    try {
      await quiet.sequences.edit(rep, touchId, { body: 'Other words.' }, { seenDraftId: draftId });
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  },
  'pulling back': async ({ quiet, touchId }) => (await quiet.sequences.pullBack(rep, touchId)).pulledBack,
};
const PAUSE_OF_ALL = 'pause of everything';
/** What holds for all leads, and what holds for all of one owner. */
const FOR_ALL = new Set(['another postal address', 'another rule for the country']);
const FOR_OWNER = new Set(['removal of the owner', 'loss of the mailbox', 'another mailbox of the owner']);
const UNREAD = 'a mailbox that is not read any more';

interface Happened {
  where: Where;
  wasDone: boolean;
  /** How many mails of all leads had been taken by then. */
  mailsBefore: number;
  /** Whether the watched one was among them. */
  wasTaken: boolean;
}

interface Play {
  boundaries: Where[];
  happened?: Happened;
  wasSent: boolean;
  /** Mails to other leads that left after the change. */
  others: number;
  broken: string[];
}

/** Sends the watched mail once, with one change at one boundary of its way, and looks at what came of it. */
async function play(path: Path, isFollowUp: boolean, change?: { name: string; at: number }): Promise<Play> {
  const boundaries: Where[] = [];
  let happened: Happened | undefined;
  const scene: Scene = await openScene({
    isFollowUp,
    async happens(where) {
      boundaries.push(where);
      if (change === undefined || boundaries.length - 1 !== change.at) return;
      const wasTaken = scene.mail.sent.some((one) => one.touchKey === scene.touchId);
      const wasDone = (await CHANGES[change.name]?.(scene)) ?? false;
      happened = { where, wasDone, wasTaken, mailsBefore: scene.mail.sent.length };
    },
  });
  try {
    await scene.send(path);
    await scene.turnTo(scene.clock.now() + 2 * HOUR_MS);
    const broken: string[] = [];
    const since = () => scene.mail.sent.slice(happened?.mailsBefore ?? 0);
    const others = () => since().filter((one) => one.touchKey !== scene.touchId).length;
    const isSent = () => scene.mail.sent.some((one) => one.touchKey === scene.touchId);
    let wasSent = isSent();
    const isForAll = change?.name === PAUSE_OF_ALL || change?.name === UNREAD;
    if (isForAll) {
      if (happened && others() > 0) broken.push(`mails to other leads left: ${change.name}`);
      await scene.quiet.settings.set(manager, 'sendingPaused', false);
      scene.mail.fail('changesSince');
    }
    await scene.turnTo(scene.clock.now() + 3 * DAY_MS);
    if (!isForAll) wasSent = isSent();
    broken.push(...goesOn(scene, change?.name), ...(await logDiffers(scene)));
    return { boundaries, happened, wasSent, others: others(), broken };
  } finally {
    await scene.close();
  }
}

/** What waits for other leads is not held up by what happened to one. */
function goesOn(scene: Scene, change: string | undefined): string[] {
  // What stands below every mail is part of every approval, so all of them have to be given anew.
  if (change !== undefined && FOR_ALL.has(change)) return [];
  const names = change !== undefined && FOR_OWNER.has(change) ? ['third'] : ['neighbour', 'third'];
  const broken: string[] = [];
  for (const name of names as ('neighbour' | 'third')[]) {
    const { email } = scene[name];
    if (!scene.mail.sent.some((one) => one.to.address === email)) broken.push(`nothing left to the ${name}`);
  }
  return broken;
}

/** The log and the outbox tell one story: each mail once in both. */
async function logDiffers(scene: Scene): Promise<string[]> {
  const broken: string[] = [];
  const told = new Map<string, number>();
  for (const row of await scene.db('log_entries').where({ kind: 'touch.sent' }).select('refs')) {
    const { touchId } = JSON.parse(row.refs);
    told.set(touchId, (told.get(touchId) ?? 0) + 1);
  }
  const left = new Map<string, number>();
  for (const one of scene.mail.sent) left.set(one.touchKey, (left.get(one.touchKey) ?? 0) + 1);
  for (const [key, count] of left) {
    if (count > 1) broken.push(`one mail left ${count} times`);
    if (told.get(key) !== 1) broken.push(`the log tells ${told.get(key) ?? 0} times of a mail that left`);
  }
  for (const key of told.keys()) if (!left.has(key)) broken.push('the log tells of a mail that never left');
  return broken;
}

const PATHS: Record<Path, Where[]> = {
  plain: [
    'before the claim',
    'after the claim',
    'while the draft is made',
    'when the draft was made',
    'at the last look',
    'inside the call',
    'after it was taken',
  ],
  'not taken': ['in doubt', 'before the lookup', 'during the lookup', 'after the lookup', 'inside the call'],
  'answer lost': ['in doubt', 'before the lookup', 'during the lookup', 'after the lookup'],
};

/** The boundaries of an undisturbed send that lie there; of two calls the last one is meant. */
function boundariesAt(boundaries: Where[], where: Where): number[] {
  const after = where === 'inside the call' ? boundaries.lastIndexOf('after the lookup') : -1;
  return boundaries.flatMap((one, at) => (one === where && at > after ? [at] : []));
}

/** One of them by chance; and always the last one before the call, when every gate has answered. */
function instantsAt(boundaries: Where[], where: Where, random: () => number): Set<number> {
  const all = boundariesAt(boundaries, where);
  const isLastLook = where === 'at the last look' || where === 'after the lookup';
  return new Set([pick(random, all), ...(isLastLook ? all.slice(-1) : [])]);
}

function newCounts() {
  return {
    changes: Object.keys(CHANGES).length,
    instants: 0,
    cases: 0,
    /** The person was told that it was too late. */
    refused: 0,
    sends_before: 0,
    /** The call to the provider had begun: this can't be helped. */
    sends_in_the_call: 0,
    sends_after: 0,
    other_leads_sent: 0,
  };
}

/** What came of one case, into the counts; answers what was broken. */
function judge({ happened, wasSent, others, broken }: Play, counts: ReturnType<typeof newCounts>): string[] {
  counts.cases += 1;
  counts.other_leads_sent += others;
  if (!happened) return [...broken, 'it never came to this instant'];
  if (!happened.wasDone) counts.refused += 1;
  else if (happened.wasTaken) counts.sends_before += 1;
  else if (wasSent && happened.where === 'inside the call') counts.sends_in_the_call += 1;
  else if (wasSent) {
    counts.sends_after += 1;
    return [...broken, 'the mail left after it'];
  }
  return broken;
}

async function prove({ runs, seed, tell }: Parameters<Proof['prove']>[0]): Promise<ProofResult> {
  const random = randomFrom(seed);
  const violations: string[] = [];
  const instants = new Set<string>();
  const counts = newCounts();
  for (let run = 0; run < runs; run += 1) {
    // First mails and follow-ups in turn; with one run, which of them is the seed's choice.
    const isFollowUp = (run + seed) % 2 === 0;
    for (const path of Object.keys(PATHS) as Path[]) {
      const calm = await play(path, isFollowUp);
      if (!calm.wasSent || calm.broken.length > 0)
        violations.push(`undisturbed (${path}): ${['not sent', ...calm.broken].join(', ')}`);
      for (const name of Object.keys(CHANGES)) {
        for (const where of PATHS[path]) {
          for (const at of instantsAt(calm.boundaries, where, random)) {
            const story = `${name} ${where} (${path}, mail ${isFollowUp ? 2 : 1}, boundary ${at})`;
            instants.add(`${path} ${isFollowUp} ${at}`);
            const broken = judge(await play(path, isFollowUp, { name, at }), counts);
            violations.push(...broken.map((one) => `${story}: ${one}`));
          }
        }
      }
    }
    tell(`run ${run + 1} of ${runs}: ${counts.cases} cases, ${violations.length} violations`);
  }
  counts.instants = instants.size;
  return { runs, violations, counts };
}

export const changingWorld: Proof = {
  name: 'changing-world',
  claim:
    'Whatever changes at whatever instant between the approval and the send, nothing leaves to that lead after it.',
  fewRuns: 1,
  prove,
};
