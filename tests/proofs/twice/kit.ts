import type { Member } from '../../../src/features/access/index.ts';
import { sampleWorld } from '../../../src/simulator/world/index.ts';
import type { World } from './world.ts';

export type ActResult = Awaited<ReturnType<World['hand']['command']>>;
type Where = { channelId: string; ts: string } | { viewId: string };

export interface Subject {
  leadId: string;
  name: string;
  email: string;
}

const WAIT_MS = 10_000;

/** What a gesture is prepared and made with; each subject is new, so that gestures do not stand in each other's way. */
export function createKit(world: World) {
  const { hand, features, people } = world;
  let counter = 0;

  const next = (): number => {
    counter += 1;
    return counter;
  };

  async function lead(owner: Member = people.rep): Promise<Subject> {
    const number = next();
    const name = `Nora Quill${letters(number)}`;
    const email = `nora${number}@quill${number}.example`;
    const [firstName, lastName] = name.split(' ');
    const added = await features.leads.add(owner, {
      firstName,
      lastName,
      company: `Quill ${number}`,
      email,
      linkedin: `https://www.linkedin.com/in/nora-quill-${number}`,
      country: 'DE',
      emailConsent: 'the fair in May',
      timezone: 'Europe/Berlin',
    });
    if (!added.added) throw new Error('a lead was there already');
    return { leadId: added.lead.id, name, email };
  }

  async function drafted(owner: Member = people.rep): Promise<Subject> {
    const subject = await lead(owner);
    await features.sequences.enrol(owner, [subject.leadId]);
    await features.sequences.draftPlanned({ leadIds: [subject.leadId] });
    return subject;
  }

  const touches = async ({ leadId }: Subject) => (await features.sequences.review(people.rep, leadId)).touches;

  async function approved(owner: Member = people.rep): Promise<Subject> {
    const subject = await drafted(owner);
    await approve(subject, owner);
    return subject;
  }

  async function approve(subject: Subject, by: Member = people.rep): Promise<void> {
    const seen = (await touches(subject))
      .filter((one) => one.canApprove)
      .map((one) => ({ touchId: one.id, draftId: one.draft?.id ?? '', fingerprint: one.fingerprint ?? '' }));
    await features.sequences.approve(by, seen);
  }

  /** The newest message that this person sees with such a button on it. */
  function findCard(by: Member, actionId: string, channelId = hand.dmOf(by.id), about = ''): Where | undefined {
    const found = hand
      .seenBy(by.id, channelId)
      .filter(
        (one) => JSON.stringify(one.blocks).includes(`"${actionId}`) && JSON.stringify(one.blocks).includes(about),
      )
      .at(-1);
    return found && { channelId: found.channelId, ts: found.ts };
  }

  return {
    world,
    hand,
    features,
    people,
    next,
    lead,
    drafted,
    approved,
    approve,
    touches,
    firstTouch: async (subject: Subject) => (await touches(subject))[0],

    /** A card that a command brings, or that comes by itself. */
    card: (by: Member, actionId: string, about = ''): Promise<Where> =>
      hand.waitFor(() => findCard(by, actionId, hand.dmOf(by.id), about), WAIT_MS),
    async cardOf(by: Member, command: string, text: string, actionId: string, about = ''): Promise<Where> {
      await hand.command(by.id, command, text);
      return hand.waitFor(() => findCard(by, actionId, hand.dmOf(by.id), about), WAIT_MS);
    },
    click: (by: Member, where: Where, actionId: string, value?: unknown): Promise<ActResult> =>
      hand.click(by.id, where, actionId, value),
    /** A modal that a command opens; whatever was open is closed. */
    async modal(by: Member, command: string, text: string, callbackId: string): Promise<{ viewId: string }> {
      await closeAll(by);
      await hand.command(by.id, command, text);
      return opened(by, callbackId);
    },
    opened,
    closeAll,
    submit: (by: Member, view: { viewId: string }, values: Record<string, unknown> = {}): Promise<ActResult> =>
      hand.submit(by.id, values, view.viewId),
    general: sampleWorld.channelIds.general,
    threads: sampleWorld.channelIds.threads,
  };

  async function opened(by: Member, callbackId: string): Promise<{ viewId: string }> {
    const view = await hand.waitFor(() => {
      const top = hand.modalOf(by.id);
      return top?.json.callback_id === callbackId ? top : undefined;
    }, WAIT_MS);
    return { viewId: view.id };
  }

  async function closeAll(by: { id: string }): Promise<void> {
    while (hand.modalOf(by.id)) await hand.close(by.id);
  }
}

export type Kit = ReturnType<typeof createKit>;

/** Names that no search takes for one another. */
const letters = (number: number): string =>
  [...String(number).padStart(3, '0')].map((digit) => 'abcdefghij'[Number(digit)]).join('x');
