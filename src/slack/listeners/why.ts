import type { Member } from '../../features/access/index.ts';
import type { Channel } from '../../features/channels/index.ts';
import type { TouchView } from '../../features/sequences/index.ts';
import { NotFound } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, ActionInput, Reply } from '../gesture.ts';
import { gatesModal, whyCard } from '../views/why.ts';
import { whereAsked } from './thread.ts';

const OPEN: ReadonlySet<TouchView['status']> = new Set(['planned', 'drafted', 'approved']);

/** What the next step has to pass; where no sequence goes on, what a first email would have to. */
async function gatesOf(leadId: string, member: Member, features: Features) {
  const { sequences } = features;
  const review = await sequences.review(member, leadId).catch((error) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
  const next = review?.touches.find((one) => OPEN.has(one.status));
  if (next) return { review, next, gates: await sequences.gates(next.id) };
  if (review?.status === 'active' || review?.status === 'held') return { review, next, gates: [] };
  const email = (await sequences.passport(member, leadId)).find((one) => one.channel === 'email');
  return { review, next, gates: email?.gates ?? [] };
}

async function showGates({ value, member, view }: ActionInput, features: Features): Promise<Reply> {
  const lead = await features.leads.get(value);
  const { next, gates } = await gatesOf(value, member, features);
  const shown = gatesModal(lead, { next, gates, reader: member, now: features.clock.now() });
  return view?.callbackId === 'why.gates' ? { updateView: shown } : { openModal: shown };
}

/** Step by step whether it is being written to, and what holds it back. */
export async function whyLead(leadId: string, member: Member, features: Features): Promise<Reply> {
  const lead = await features.leads.get(leadId);
  const { review, next, gates } = await gatesOf(leadId, member, features);
  const addresses: [Channel, string | undefined][] = [
    ['email', lead.email],
    ['call', lead.phone],
    ['linkedin', lead.linkedin],
  ];
  const suppressions = await Promise.all(
    addresses.map(async ([channel, address]) =>
      address ? features.channels.suppressionOf(channel, address) : undefined,
    ),
  );
  const sendingPaused = await features.settings.get('sendingPaused');
  const never = suppressions.find((one) => one !== undefined);
  const forecast = review?.status === 'active' ? await features.sequences.forecast(member, leadId) : [];
  const now = features.clock.now();
  return { say: whyCard({ lead, review, never, sendingPaused, next, gates, forecast, reader: member, now }) };
}

export const whyActions: Action[] = [
  { id: 'why.gates', run: showGates },
  {
    id: 'lead.why',
    run: async ({ value, member, view }, features) => whereAsked('Why', view, await whyLead(value, member, features)),
  },
];
