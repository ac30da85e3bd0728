import { aboutLead, OPERATOR } from './about-lead.ts';
import type { Verb } from './index.ts';

/** Whether a lead may be written to right now, on each channel, and on what footing: the facts of the card in Slack. */
export const passport: Verb = {
  name: 'passport',
  description: 'whether a lead may be written to right now, channel by channel (--lead)',
  run: ({ flags }) =>
    aboutLead(flags, async ({ sequences, passport: consents }, lead) => {
      const channels = await sequences.passport(OPERATOR, lead.id);
      const given = await consents.consentsOf(lead.id);
      const lines = channels.map((one) => {
        const stops = one.gates.flatMap((gate) => (gate.verdict === 'pass' ? [] : [gate.reason]));
        const words =
          one.channel === 'whatsapp' ? (one.freeUntil ? ', free words' : ', an approved template only') : '';
        return `${one.isOpen ? 'open  ' : 'closed'} ${one.channel.padEnd(8)} ${one.isOpen ? `${one.basis ?? ''}${words}` : stops.join(' ')}`;
      });
      const { id, name, country } = lead;
      return { json: { lead: { id, name, country: country ?? null }, channels, consents: given }, lines };
    }),
};
