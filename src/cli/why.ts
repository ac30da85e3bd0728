import type { GateVerdict } from '../features/sequences/index.ts';
import { NotFound } from '../kernel/errors.ts';
import { aboutLead, OPERATOR } from './about-lead.ts';
import type { Verb } from './index.ts';

const gateLine = (one: GateVerdict): string =>
  `${one.verdict.padEnd(5)} ${one.gate}: ${one.verdict === 'pass' ? one.value : `${one.reason} (${one.value})`}`;

const OPEN: ReadonlySet<string> = new Set(['planned', 'drafted', 'approved']);

/** Why a lead is or isn't written to: every gate of its next step, and the days to come: the facts of `/why`. */
export const why: Verb = {
  name: 'why',
  description: 'why a lead is or is not written to, gate by gate, and the next 30 days (--lead)',
  run: ({ flags }) =>
    aboutLead(flags, async ({ sequences }, lead) => {
      const { id, name } = lead;
      const review = await sequences.review(OPERATOR, id).catch((error: unknown) => {
        if (error instanceof NotFound) return undefined;
        throw error;
      });
      if (!review) {
        const email = (await sequences.passport(OPERATOR, id)).find((one) => one.channel === 'email');
        const gates = email?.gates ?? [];
        return {
          json: { lead: { id, name }, status: 'none', next: null, gates, forecast: [] },
          lines: [`${name} is on no sequence. A first email:`, ...gates.map(gateLine)],
        };
      }
      const next = review.touches.find((one) => OPEN.has(one.status));
      const gates = next ? await sequences.gates(next.id) : [];
      const forecast = review.status === 'active' ? await sequences.forecast(OPERATOR, id) : [];
      const reason = review.stopReason ?? review.holdReason;
      const lines = [
        `${name}: the sequence is ${review.status}${reason ? `. ${reason}` : ''}`,
        ...gates.map(gateLine),
        ...forecast.map(
          (one) =>
            `step ${one.step} ${one.channel}: ${one.at === undefined ? (one.reason ?? '') : new Date(one.at).toISOString()}`,
        ),
      ];
      const step = next && { step: next.step, channel: next.channel, status: next.status, dueAt: next.dueAt };
      return {
        json: {
          lead: { id, name },
          status: review.status,
          reason: reason ?? null,
          next: step ?? null,
          gates,
          forecast,
        },
        lines,
      };
    }),
};
