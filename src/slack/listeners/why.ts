import type { Member } from '../../features/access/index.ts';
import type { Channel } from '../../features/channels/index.ts';
import type { TouchView } from '../../features/sequences/index.ts';
import { NotFound } from '../../kernel/errors.ts';
import type { Features } from '../features.ts';
import type { Action, Reply } from '../gesture.ts';
import { whyCard } from '../views/why.ts';
import { whereAsked } from './thread.ts';

const OPEN: ReadonlySet<TouchView['status']> = new Set(['planned', 'drafted', 'approved']);

/** Step by step whether it is being written to, and what holds it back. */
export async function whyLead(leadId: string, member: Member, features: Features): Promise<Reply> {
  const lead = await features.leads.get(leadId);
  const review = await features.sequences.review(member, leadId).catch((error) => {
    if (error instanceof NotFound) return undefined;
    throw error;
  });
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
  const next = review?.touches.find((one) => OPEN.has(one.status));
  const gates = next ? await features.sequences.gates(next.id) : [];
  const forecast = review?.status === 'active' ? await features.sequences.forecast(member, leadId) : [];
  const now = features.clock.now();
  return { say: whyCard({ lead, review, never, sendingPaused, next, gates, forecast, reader: member, now }) };
}

export const whyActions: Action[] = [
  {
    id: 'lead.why',
    run: async ({ value, member, view }, features) => whereAsked('Why', view, await whyLead(value, member, features)),
  },
];
