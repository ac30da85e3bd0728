import { inTransaction } from '../../db/index.ts';
import {
  addBusinessDays,
  addDays,
  formatDay,
  fromLocal,
  type LocalDay,
  toLocal,
  zonesOf,
} from '../../kernel/calendar.ts';
import type { Instant } from '../../kernel/clock.ts';
import { InvalidInput } from '../../kernel/errors.ts';
import type { InteractionDeps, Interactions } from './index.ts';

/** Business days after the stated return: the first morning back is no time for a mail like ours. */
export const AFTER_RETURN = 2;

/** When a sequence goes on for somebody who is back on that day: 9:00 there. */
export function resumesAt(back: LocalDay, afterDays: number, where: { zone: string; country?: string }): Instant {
  return fromLocal(addBusinessDays(back, afterDays, where.country), 9 * 60, where.zone);
}

export const zoneOfLead = (lead: { timezone?: string; country?: string }): string =>
  lead.timezone ?? zonesOf(lead.country)[0] ?? 'utc';

const ordinal = ({ year, month, day }: LocalDay): number => Date.UTC(year, month - 1, day);

/** An ISO day that there is, from today to a year ahead. */
function dayAhead(text: string, today: LocalDay): LocalDay {
  const [year = 0, month = 0, day = 0] = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text.split('-').map(Number) : [];
  const at = new Date(Date.UTC(year, month - 1, day));
  if (year === 0 || at.getUTCMonth() !== month - 1)
    throw new InvalidInput('That is no day. Pick one in the calendar.', 'day');
  const found = { year, month, day };
  if (ordinal(found) < ordinal(today))
    throw new InvalidInput('That day is over. Pick the first day on which they are back.', 'day');
  if (ordinal(found) > ordinal(addDays(today, 366)))
    throw new InvalidInput(
      'That is more than a year away. Stop the sequence, and enrol them when they are back.',
      'day',
    );
  return found;
}

/** A member knows when a lead who is away is back. */
export function createAbsence(deps: InteractionDeps): Pick<Interactions, 'returnsOn'> {
  return {
    async returnsOn(by, leadId, day) {
      const lead = await deps.leads.get(leadId);
      await deps.access.assertMayActOn(by, lead);
      const zone = zoneOfLead(lead);
      const { year, month, day: today } = toLocal(deps.clock.now(), zone);
      const back = dayAhead(day, { year, month, day: today });
      const until = resumesAt(back, AFTER_RETURN, { zone, country: lead.country });
      const backAt = fromLocal(back, 12 * 60, zone);
      const reason = `Back on ${formatDay(backAt, zone)}, says ${by.name}; goes on ${AFTER_RETURN} business days later.`;
      const goesOnAt = await inTransaction(deps.db, (scope) =>
        deps.sequences.returnOn(scope, lead.id, { until, reason, actorId: by.id }),
      );
      return { back: formatDay(backAt, zone), ...(goesOnAt ? { goesOn: formatDay(goesOnAt, zone) } : {}) };
    },
  };
}
